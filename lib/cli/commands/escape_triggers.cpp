#include "commands/escape_triggers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {

void add_trigger_options(Command command, TriggerOptions& options) {
  command.add_option(
      "--trigger-ratio", options.ratio,
      "Any trigger law, which may depend on the past, with P(trigger u) <= L_u (w_u/w_1) P(trigger 1): L, "
      "or L_2,...,L_d; --p0 are then the weights w. Barriers only");
  command.add_option(
      "--schedule", options.schedule,
      "The same for mean firing rates that change: FILE with rows k, lambda_1, ..., lambda_d; L_u is the "
      "largest lambda_u/lambda_1");
}

Vec<Rational> read_trigger_ratios(const TriggerOptions& options, std::size_t d) {
  require(options.ratio.empty() || options.schedule.empty(),
          "--trigger-ratio and --schedule: one of them, a schedule gives the ratios");
  Vec<Rational> ratios;
  if (!options.schedule.empty()) {
    // Between knots the ratios of rates are between those at the knots.
    const StepSchedule schedule = read_step_schedule(options.schedule, d, StepSchedule::Between::hold);
    for (std::size_t u = 1; u < d; ++u) {
      Rational most = 0;
      for (const StepSchedule::Knot& knot : schedule.knots()) most = max(most, Rational(knot.rates[u] / knot.rates[0]));
      ratios.push_back(most);
    }
  } else if (!options.ratio.empty()) {
    const std::size_t given = parse_numbers("--trigger-ratio", options.ratio).size();
    require(given == 1 || given + 1 == d, [&] {
      return fmt::format("--trigger-ratio {}: expected one number, or one for each of the components 2 to {}",
                         options.ratio, d);
    });
    ratios = parse_positive("--trigger-ratio", options.ratio, given);
    ratios.resize(d - 1, ratios.front());
  }
  return ratios;
}

ChainOptions scaled_chain(ChainOptions chain, const TriggerOptions& options, const SimplexPoint<Rational>& weights,
                          const Vec<Rational>& ratios) {
  if (ratios.empty()) return chain;
  const Vec<Rational>& w = weights.coordinates();
  Vec<Rational> p = w;
  for (std::size_t u = 1; u < p.size(); ++u) {
    p[u] *= ratios[u - 1];
    require(p[u] < p[0], [&] {
      const bool given = options.schedule.empty();
      return fmt::format("{} {} with --p0 {}: L_{} w_{}/w_1 = {}, it must be below 1",
                         given ? "--trigger-ratio" : "--schedule", given ? options.ratio : options.schedule, chain.p0,
                         u + 1, u + 1, to_string(Rational(p[u] / p[0])));
    });
  }
  const Rational total = sum(p);
  std::vector<std::string> shares;
  for (const Rational& x : p) shares.push_back(to_string(Rational(x / total)));
  chain.p0 = fmt::format("{}", fmt::join(shares, ","));
  return chain;
}

void restrict_to_barriers(EscapeRequest& request, const std::string& svg) {
  constexpr std::array barriers{EscapeMethod::barrier_power, EscapeMethod::barrier_pieces};
  for (const EscapeMethod method : request.methods)
    require(std::ranges::find(barriers, method) != barriers.end(), [&] {
      return fmt::format("--methods {}: with --trigger-ratio or --schedule there are barrier-power and barrier-pieces",
                         to_string(method));
    });
  require(svg.empty(), "--svg: not with --trigger-ratio or --schedule");
  if (request.methods.empty()) request.methods.assign(barriers.begin(), barriers.end());
}

void print_triggers(const Vec<Rational>& ratios, const SimplexPoint<Rational>& start) {
  if (ratios.empty()) return;
  std::string list;
  for (const Rational& x : ratios) list += (list.empty() ? "" : ", ") + to_string(x);
  fmt::print(
      "weights w, any trigger law with P(trigger u) <= L_u (w_u/w_1) P(trigger 1) given the past, L_u = {};\n"
      "p_u/p_1 stands for L_u w_u/w_1, p(0) = {}\n",
      list, show_point(start));
}

}  // namespace hebb::cli
