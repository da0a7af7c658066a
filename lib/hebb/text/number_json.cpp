#include <algorithm>
#include <limits>

#include <hebb/text/number_json.hpp>

namespace hebb {

Json exact_json(const Rational& x) {
  constexpr double most = std::numeric_limits<double>::max();
  return {{"exact", to_string(x)}, {"value", std::clamp(x.convert_to<double>(), -most, most)}};
}
Json exact_json(const std::optional<Rational>& x) { return x ? exact_json(*x) : Json(nullptr); }
Json exact_json(const std::vector<Rational>& x) {
  Json out = Json::array();
  for (const Rational& each : x) out.push_back(exact_json(each));
  return out;
}

Json exact_json(const std::vector<std::vector<Rational>>& x) {
  Json out = Json::array();
  for (const std::vector<Rational>& row : x) out.push_back(exact_json(row));
  return out;
}

Json exact_alone(const Json& json) {
  if (json.is_list()) {
    Json out = Json::array();
    for (const Json& each : json.list()) out.push_back(exact_alone(each));
    return out;
  }
  if (!json.is_object()) return json;
  const Json::Fields& fields = json.fields();
  if (fields.size() == 2 && fields[0].name == "exact" && fields[1].name == "value") return fields[0].value;
  Json out = Json::object();
  for (const auto& [name, value] : fields) out[name] = exact_alone(value);
  return out;
}

Json enclosure_json(const DecimalEnds& text, double lower, double upper) {
  const auto unsigned_zero = [](double x) { return x == 0 ? 0.0 : x; };
  return {{"lower", text.lower},
          {"upper", text.upper},
          {"lower_value", unsigned_zero(lower)},
          {"upper_value", unsigned_zero(upper)}};
}

}  // namespace hebb
