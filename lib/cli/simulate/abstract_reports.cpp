#include "simulate/abstract_reports.hpp"

#include <fmt/format.h>

#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>

#include "experiment/experiment_reports.hpp"
#include "shared/chain_options.hpp"
#include "shared/common.hpp"
#include "shared/inputs.hpp"
#include "shared/numbers.hpp"

namespace hebb::cli {
namespace {

std::string parameters_of(const AbstractSimulation& s) {
  return fmt::format("{} of {} from {}, a = {}, {}, seed {}", counted(s.recording.paths.size(), "path"),
                     counted(s.how.steps, "step"), show_point(SimplexPoint<Rational>(s.problem.start)),
                     brief(s.problem.a), noise_with_bound(s.problem.noise), s.how.seed);
}

/// Thin when there are many; the colour is that of the winner, grey-blue series 5 without one.
Picture on_the_simplex(const AbstractSimulation& s) {
  SimplexPicture picture{"simulate-abstract", "Paths of the chain", "", {}, {}, {}};
  picture.description = parameters_of(s) + ", coloured by the component that wins. Estimated.";
  for (int winner = 0; winner < 4; ++winner) {
    bool named = false;
    for (const RecordedPath& path : s.recording.paths) {
      if (static_cast<int>(path.diagnosis.winner.value_or(3)) != winner) continue;
      SimplexPath line;
      if (!named) line.name = winner < 3 ? fmt::format("component {} wins", winner + 1) : "no convergence yet";
      named = true;
      for (const Vec<double>& p : path.points) line.points.push_back({p[0], p[1], p[2]});
      line.thin = s.recording.paths.size() > 6;
      line.colour = winner < 3 ? winner : 5;
      picture.paths.push_back(std::move(line));
    }
  }
  return simplex_picture(picture);
}

Picture over_time(const AbstractSimulation& s) {
  LinePlot plot{"simulate-abstract", "Paths of the chain", "", "step k", "probability",
                Scale::linear,       Scale::linear,        {}};
  plot.description = parameters_of(s) + ". Estimated.";
  const std::vector<double> steps(s.recording.steps.begin(), s.recording.steps.end());
  const std::size_t d = s.problem.start.size(), n = s.recording.paths.size();
  if (n == 1) {
    for (std::size_t i = 0; i < d; ++i) {
      Series line{fmt::format("p_{}", i + 1), steps, {}, {}};
      for (const Vec<double>& p : s.recording.paths[0].points) line.lower.push_back(p[i]);
      plot.series.push_back(std::move(line));
    }
    return line_plot(plot);
  }
  const std::size_t leader = index_of_largest(s.problem.start);
  Series mean{fmt::format("mean of p_{}", leader + 1), steps, std::vector<double>(steps.size()), {}};
  for (const RecordedPath& path : s.recording.paths) {
    Series line{
        plot.series.empty() ? fmt::format("p_{} of each run", leader + 1) : "", steps, {}, {}, Series::Style::sample};
    for (std::size_t k = 0; k < steps.size(); ++k) {
      line.lower.push_back(path.points[k][leader]);
      mean.lower[k] += path.points[k][leader] / static_cast<double>(n);
    }
    plot.series.push_back(std::move(line));
  }
  plot.series.push_back(std::move(mean));
  return line_plot(plot);
}

}  // namespace

Picture picture_of(const AbstractSimulation& s) {
  return s.problem.start.size() == 3 ? on_the_simplex(s) : over_time(s);
}

std::string to_csv(const Recording& recording) {
  std::string csv = "run,step";
  for (std::size_t i = 0; i < recording.paths.front().points.front().size(); ++i) csv += fmt::format(",p_{}", i + 1);
  csv += "\n";
  for (const RecordedPath& path : recording.paths) {
    for (std::size_t k = 0; k < recording.steps.size(); ++k) {
      csv += fmt::format("{},{}", path.number, recording.steps[k]);
      for (const double p : path.points[k]) csv += fmt::format(",{}", p);
      csv += "\n";
    }
  }
  return csv;
}

Json to_json(const AbstractSimulation& s, const AbstractOptions& options) {
  Json out = json_document("simulate abstract", Json::object());
  out["rigorous"] = false;
  out["options"] = {
      {"p0", exact_json(s.problem.start)},
      {"alpha", exact_json(s.problem.a)},
      {"q", exact_json(noise_bound(s.problem.noise))},
      {"law", options.chain.law},
      {"gamma", options.gamma.empty() ? Json(nullptr) : exact_json(s.problem.correlation->rows())},
      {"schedule", options.schedule.empty() ? Json(nullptr) : Json(options.schedule)},
      {"between", options.between},
      {"input", options.input},
      {"steps", s.how.steps},
      {"runs", s.how.paths},
      {"every", s.how.every},
      {"seed", s.how.seed},
      {"accuracy", exact_json(parse_number("--accuracy", options.accuracy))},
      {"weight_limit",
       options.weight_limit.empty() ? Json(nullptr) : exact_json(parse_number("--weight-limit", options.weight_limit))},
      {"confidence", exact_json(Rational(1 - s.alpha))}};
  out["complete"] = s.recording.paths.size() == s.how.paths;
  out["classes"] = Json::object();
  for (const PathClass c : all_path_classes) {
    if (!s.recording.paths.empty())
      out["classes"][std::string(name(c))] = share(s.count(c), s.recording.paths.size(), s.how.paths, s.alpha);
  }
  out["runs"] = Json::array();
  for (const RecordedPath& p : s.recording.paths) {
    out["runs"].push_back({{"run", p.number},
                           {"class", name(p.diagnosis.kind)},
                           {"winner", p.diagnosis.winner ? Json(*p.diagnosis.winner + 1) : Json(nullptr)},
                           {"since", p.diagnosis.since},
                           {"plateau", p.diagnosis.is_plateau},
                           {"final", p.points.back()}});
  }
  return out;
}

void print_table(const AbstractSimulation& s) {
  const std::uint64_t n = s.recording.paths.size();
  fmt::print("{} from {}, a = {}, {}, seed {}\n\n", counted(n, "path"),
             show_point(SimplexPoint<Rational>(s.problem.start)), to_string(s.problem.a), counted(s.how.steps, "step"),
             s.how.seed);
  if (n == 0) return;
  fmt::print("{:<28} {:>8} {:>8}   interval at confidence {}\n", "the path", "count", "share", percent(s.alpha));
  for (const PathClass c : all_path_classes) {
    const ConfidenceInterval interval = experiments::interval_of(s.count(c), n, s.how.paths, s.alpha);
    fmt::print("{:<28} {:>8} {:>8.4f}   {}\n", name(c), s.count(c),
               static_cast<double>(s.count(c)) / static_cast<double>(n), to_text(interval, 5));
  }
  const auto still = std::count_if(s.recording.paths.begin(), s.recording.paths.end(),
                                   [](const RecordedPath& p) { return p.diagnosis.is_plateau; });
  if (s.count(PathClass::no_convergence) > 0)
    fmt::print("\nof the paths without convergence {} are on a plateau, the others still move\n", still);
}

}  // namespace hebb::cli
