#include "experiment/rate_change.hpp"

#include <fmt/format.h>

namespace hebb::cli {

void add_rate_change(Command command, RateChangeOptions& options, const std::string& first, const std::string& second) {
  command.add_option("--rates", options.first, first).shows_default();
  command.add_option("--then", options.second, second).shows_default();
  command.add_option("--weights", options.weights, "Weights at the start (default: all 1)");
  command.add_option("--alpha", options.alpha_text, "Learning rate, exact").shows_default();
  add_noise_bound(command, options.chain);
  add_law(command, options.chain);
  add_confidence(command, options);
  add_resume(command, options);
}

std::vector<std::uint64_t> parse_rising_counts(const std::string& option, const std::string& text, std::uint64_t least,
                                               std::uint64_t most) {
  std::vector<std::uint64_t> out;
  for (const Rational& x : parse_numbers(option, text)) {
    out.push_back(parse_count(option, to_string(x), least, most));
    require(out.size() < 2 || out[out.size() - 2] < out.back(),
            [&] { return fmt::format("{} {}: must rise", option, text); });
  }
  return out;
}

}  // namespace hebb::cli
