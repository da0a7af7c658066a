#include "commands/escape_json.hpp"

#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "shared/echo.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {

Json report_json(const EscapeRequest& request, const EscapeReport& report, const EscapeEcho& asked,
                 const Convergence& convergence) {
  const LeaderProblem& problem = request.problem;
  Json methods = Json::array();
  for (const EscapeMethod method : request.methods) methods.push_back(std::string(to_string(method)));
  Json out =
      json_document("escape", {{"p0", exact_json(asked.weights)},
                               {"schedule", given_text(asked.triggers.schedule)},
                               {"trigger_ratio", asked.ratios.empty() ? Json(nullptr) : exact_json(asked.ratios)},
                               {"alpha", exact_json(problem.a)},
                               {"q", exact_json(noise_bound(problem.noise))},
                               {"law", asked.chain.law},
                               {"event", asked.chain.event},
                               {"steps", request.steps ? Json(*request.steps) : Json("ever")},
                               {"methods", request.methods.empty() ? Json("all") : methods},
                               {"cells", request.cells},
                               {"plane_cells", request.plane_cells},
                               {"relative", asked.relative.empty() ? Json(nullptr) : Json(asked.relative)},
                               {"runs", request.paths},
                               {"seed", request.seed},
                               {"confidence", exact_json(Rational(1 - request.alpha))},
                               {"epsilon", exact_json(convergence.epsilon())},
                               {"accuracy", exact_json(convergence.accuracy())}});
  out["complete"] = !interrupted();
  out["start"] = exact_json(problem.start);
  out["bounds"] = Json::array();
  for (const EscapeBound& b : report.bounds) {
    out["bounds"].push_back({{"method", std::string(to_string(b.method))},
                             {"steps", b.steps ? Json(*b.steps) : Json("ever")},
                             {"probability", b.applies() ? enclosure_json(b.text, b.lower, b.upper) : Json(nullptr)},
                             {"rigorous", b.applies() && b.rigorous},
                             {"seconds", b.seconds},
                             {"note", b.note}});
  }
  out["true_rate"] = convergence.json();
  return out;
}

}  // namespace hebb::cli
