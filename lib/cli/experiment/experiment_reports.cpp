#include "experiment/experiment_reports.hpp"

#include "commands/commands.hpp"

namespace hebb::cli {

void add_point(Series& series, double x, double y) {
  series.x.push_back(x);
  series.lower.push_back(y);
}
void add_range(Series& series, double x, double lower, double upper) {
  add_point(series, x, lower);
  series.upper.push_back(upper);
}

std::string percent(const Rational& alpha) { return to_exact_decimal(100 * (1 - alpha)) + " %"; }
Json share(std::uint64_t successes, std::uint64_t trials, const ConfidenceInterval& interval, const Rational& alpha,
           const char* method) {
  return {{"count", successes},
          {"estimate", static_cast<double>(successes) / static_cast<double>(trials)},
          {"lower", interval.lower},
          {"upper", interval.upper},
          {"confidence", exact_json(Rational(1 - alpha))},
          {"method", method},
          {"rigorous", false}};
}
Json share(std::uint64_t successes, std::uint64_t trials, std::uint64_t asked, const Rational& alpha) {
  return share(successes, trials, experiments::interval_of(successes, trials, asked, alpha), alpha,
               interval_method(trials, asked));
}
const char* interval_method(std::uint64_t paths, std::uint64_t asked) {
  return paths == asked ? "Clopper-Pearson" : "confidence sequence";
}
Json bare_estimate(Json value) {
  return {{"estimate", std::move(value)}, {"confidence", nullptr}, {"rigorous", false}};
}

}  // namespace hebb::cli
