#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/text/json.hpp>

// How numbers stand in all JSON that the program writes; docs/reference/schemas/common.schema.json describes both.

namespace hebb {

/// {"exact": "1/500", "value": 0.002}. value: the nearest double, and the largest finite one for what is beyond.
Json exact_json(const Rational& x);
/// null for nothing.
Json exact_json(const std::optional<Rational>& x);
/// A list, and the rows of a matrix.
Json exact_json(const std::vector<Rational>& x);
Json exact_json(const std::vector<std::vector<Rational>>& x);

/// The same value with every exact_json in it replaced by its exact text: for what is compared and kept.
Json exact_alone(const Json& json);

/// {"lower": "0.49", "upper": "0.51", "lower_value": 0.49, "upper_value": 0.51}: decimals rounded outward, and doubles
/// that enclose the number too. An end that is infinite is null as a double.
Json enclosure_json(const DecimalEnds& text, double lower, double upper);
template <EnclosureScalar E>
Json enclosure_json(const E& x) {
  return enclosure_json(decimal_ends(x), x.lower(), x.upper());
}
template <EnclosureScalar E>
Json enclosure_json(const std::vector<E>& x) {
  Json out = Json::array();
  for (const E& each : x) out.push_back(enclosure_json(each));
  return out;
}

}  // namespace hebb
