#include "commands/escape_rates.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <vector>

#include <fmt/format.h>

#include <hebb/scalar/bound.hpp>
#include <hebb/text/printable.hpp>

#include "shared/common.hpp"
#include "shared/interrupt.hpp"
#include "shared/numbers.hpp"
#include "shared/output.hpp"
#include "shared/patience.hpp"

namespace hebb::cli {
namespace {

std::vector<Rational> parse_rates(const std::string& text, const Rational& q) {
  std::vector<Rational> rates;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) rates.push_back(parse_learning_rate(part, q));
  return rates;
}

std::string steps_text(const EscapeBound& b) { return b.steps ? std::to_string(*b.steps) : "ever"; }

void print_bound(const Rational& a, const EscapeBound& b) {
  fmt::print("{:>10}  {:<18} {:>9}  {:>15}  {:>15}  {:<9}  {}\n", with_short_numbers(to_string(a)), to_string(b.method),
             steps_text(b), b.applies() ? LowerBound(b.lower).text(8) : "-",
             b.applies() ? UpperBound(b.upper).text(8) : "-",
             !b.applies() ? ""
             : b.rigorous ? "proved"
                          : "estimated",
             b.note);
  std::fflush(stdout);
}

}  // namespace

int run_over_rates(const Chain& chain, EscapeRequest request, const std::string& rates, const std::string& csv) {
  const bool table = !require_outputs({{"--csv", csv}});
  const std::vector<Rational> all = parse_rates(rates, chain.q());
  std::string rows = "alpha,method,steps,lower,upper,rigorous,seconds\n";
  if (table) {
    fmt::print("P(not: {} for all u and all steps), Q = {}\n\n", chain.event_text, to_string(chain.q()));
    fmt::print("{:>10}  {:<18} {:>9}  {:>15}  {:>15}\n", "a", "method", "by step", "lower", "upper");
  }
  bool found = false;
  for (std::size_t i = 0; i < all.size() && !interrupted(); ++i) {
    show_work("a = " + with_short_numbers(to_string(all[i])), i, all.size());
    request.problem = chain.with_rate(all[i]);
    for (const EscapeBound& b : escape_report(request).bounds) {
      found = found || b.applies();
      if (table) print_bound(all[i], b);
      if (b.applies())
        rows += fmt::format("{},{},{},{},{},{},{:.3g}\n", to_string(all[i]), to_string(b.method), steps_text(b),
                            b.text.lower, b.text.upper, b.rigorous, b.seconds);
    }
  }
  if (!csv.empty()) write_output(csv, rows);
  if (interrupted()) {
    tell("hebb: interrupted; what is shown holds, the other rates and methods are missing\n");
    return undecided;
  }
  if (!found) tell_text("hebb: no method gives a bound at these rates\n");
  return found ? success : bad_input;
}

}  // namespace hebb::cli
