#include <limits>

#include <hebb/text/number_json.hpp>

#include "shared/common.hpp"
#include "shared/echo.hpp"
#include "shared/inputs.hpp"
#include "simulate/spiking_options.hpp"

namespace hebb::cli {

Json options_json(const SpikingOptions& options) {
  const auto exact = [](const std::string& option, const std::string& text) {
    return exact_json(parse_number(option, text));
  };
  const auto count = [](const std::string& option, const std::string& text) {
    return parse_count(option, text, 0, std::numeric_limits<std::uint64_t>::max());
  };
  return {{"rates", given_text(options.rates)},
          {"schedule", given_text(options.schedule)},
          {"modulation", given_text(options.modulation)},
          {"shared", given_texts(options.parents)},
          {"weights", given_texts(options.weights)},
          {"threshold", exact("--threshold", options.threshold)},
          {"tau", exact("--tau", options.tau)},
          {"alpha", exact("--alpha", options.alpha)},
          {"rule", options.rule},
          {"inhibitory", given_text(options.inhibitory)},
          {"learn_inhibition", options.learn_inhibition},
          {"second_weights", given_texts(options.second_weights)},
          {"second_threshold", exact("--second-threshold", options.second_threshold)},
          {"keep_going", options.keep_going},
          {"time", exact("--time", options.time)},
          {"runs", count("--runs", options.runs)},
          {"seed", count("--seed", options.seed)},
          {"q", exact("--q", options.q)},
          {"confidence", exact("--confidence", options.confidence)}};
}

}  // namespace hebb::cli
