#pragma once

#include <hebb/simplex/vector.hpp>

#include "experiment/experiment_command.hpp"
#include "experiment/experiment_reports.hpp"
#include "shared/inputs.hpp"

// What `hebb experiment priming` and `hebb experiment switching` share: two sets of rates, one after the other.

namespace hebb::cli {

struct RateChangeOptions : ExperimentOptions {
  std::string first = "10,7.5,5", second = "5,7.5,10", weights, alpha_text = "0.01";
  RateChangeOptions() { paths = "1000"; }
};

/// --rates, --then, --weights with the given words, --alpha, --q, --law, --confidence.
void add_rate_change(Command command, RateChangeOptions& options, const std::string& first, const std::string& second);

/// "1,10,100": rising whole numbers.
std::vector<std::uint64_t> parse_rising_counts(const std::string& option, const std::string& text, std::uint64_t least,
                                               std::uint64_t most);

/// Fills what both experiments have; returns Q. Throws PreconditionError as the parsers do.
template <class Experiment>
Rational read_rate_change(const RateChangeOptions& options, Experiment& how) {
  const std::size_t d = parse_numbers("--rates", options.first).size();
  require(d >= 2, "--rates " + options.first + ": needs at least two rates");
  how.first = parse_positive("--rates", options.first, d);
  how.second = parse_positive("--then", options.second, d);
  how.weights =
      options.weights.empty() ? Vec<Rational>(d, Rational(1)) : parse_positive("--weights", options.weights, d);
  const Rational q = parse_noise_bound(options.chain.q);
  how.noise = parse_simulated_law(options.chain.law, q);
  how.a = parse_number("--alpha", options.alpha_text);
  require_simulated_rate("--alpha", how.a, q);
  how.paths = parse_count("--runs", options.paths, 1, most_paths);
  how.seed = options.seed_number();
  how.alpha = options.alpha();
  how.threads = options.threads;
  return q;
}

/// The options that both have, exact, around those of one experiment.
template <class Experiment>
Json recorded_rate_change(const RateChangeOptions& options, const Experiment& how, const Rational& q, const Json& own) {
  Json out{{"rates", exact_json(how.first)}, {"then", exact_json(how.second)}, {"weights", exact_json(how.weights)}};
  out.update(own);
  out.update(Json{{"q", exact_json(q)},
                  {"law", options.chain.law},
                  {"alpha", exact_json(how.a)},
                  {"runs", how.paths},
                  {"seed", how.seed},
                  {"threads", how.threads},
                  {"confidence", exact_json(Rational(1 - how.alpha))}});
  return out;
}

}  // namespace hebb::cli
