#include <fmt/format.h>

#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/flows/integrator/correlated_basin.hpp>
#include <hebb/model/correlated_constants.hpp>
#include <hebb/scalar/bound.hpp>
#include <hebb/text/number_json.hpp>

#include "commands/commands.hpp"
#include "commands/correlation_rectangle.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

using Label = CorrelatedBasin::Label;

struct CorrelationArguments {
  std::string gamma, p0, q = "2", json, svg, cells = "64";
  bool basin = false;
  LeaderRectangle rectangle;
};

std::string show(const Rational& x) {
  const std::string text = to_string(x);
  return text.size() <= 14 ? text : to_decimal(x, 8);
}
/// What is proved up to x.
std::string show_proved(const Rational& x) { return LowerBound(x).brief(14, 8); }
std::string show_proved(const std::optional<Rational>& x) { return x ? show_proved(*x) : "none"; }

Picture picture_of(const Correlation& gamma, const CorrelatedBasin& basin,
                   const std::optional<SimplexPoint<Rational>>& start) {
  SimplexPicture picture{.name = "basins",
                         .title = "Certified basins of the correlated mean field",
                         .description = fmt::format(
                             "Every point of a coloured triangle is proved to tend to the vertex of that colour; white "
                             "is not decided. \xCE\x93_12 = {}, \xCE\x93_13 = {}, \xCE\x93_23 = {}.",
                             show(gamma.rows()[0][1]), show(gamma.rows()[0][2]), show(gamma.rows()[1][2])),
                         .potential = {},
                         .field = {},
                         .paths = {},
                         .regions = {}};
  Mat<double> m;
  for (const auto& row : gamma.rows()) {
    m.emplace_back();
    for (const Rational& x : row) m.back().push_back(x.convert_to<double>());
  }
  picture.field = [m](const Point3& p) {
    const Vec<double> x{p[0], p[1], p[2]}, v = driven_field(x, drive(m, x));
    return Point3{v[0], v[1], v[2]};
  };
  picture.field_name = "stream lines of dp/dt = p (\xCE\x93p - p\xE1\xB5\x80\xCE\x93p)";
  for (int k = 1; k <= 3; ++k) {
    SimplexRegion region{fmt::format("tends to e_{}: at least {:.3} % of the area", k,
                                     LowerBound(Rational(100 * basin.share(static_cast<Label>(k))))),
                         {}};
    for (const auto& cell : basin.cells()) {
      if (cell.label != static_cast<Label>(k)) continue;
      std::array<Point3, 3> triangle{};
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < 3; ++i)
          triangle[c][i] = static_cast<double>(cell.corners[c][i]) / basin.cells_per_side();
      }
      region.triangles.push_back(triangle);
    }
    picture.regions.push_back(std::move(region));
  }
  if (start) {
    const Vec<Rational>& p = start->coordinates();
    picture.paths.push_back({"start " + show_point(*start), {{to_double(p[0]), to_double(p[1]), to_double(p[2])}}, {}});
  }
  return simplex_picture(picture);
}

std::string name_of(Label label) {
  return label == Label::unknown ? "unknown" : fmt::format("e_{}", static_cast<int>(label));
}

struct Answer {
  Correlation gamma;
  Rational q;
  std::optional<SimplexPoint<Rational>> p0{};
  std::optional<CorrelatedConstants> constants{};
  std::string reason{};        // why there are no constants
  std::optional<int> cells{};  // of the basins, a side
  std::optional<CorrelatedBasin> basin{};
  LeaderRectangle rectangle{};
};

Json to_json(const Answer& answer) {
  const auto& [gamma, q, p0, constants, reason, cells, basin, rectangle] = answer;
  Json out = json_document("correlation", {{"gamma", exact_json(gamma.rows())},
                                           {"p0", p0 ? exact_json(p0->coordinates()) : Json(nullptr)},
                                           {"q", exact_json(q)},
                                           {"cells", cells ? Json(*cells) : Json(nullptr)},
                                           {"alpha", rectangle.a ? exact_json(*rectangle.a) : Json(nullptr)},
                                           {"law", rectangle.law}});
  out["complete"] = !interrupted();
  out["constants"] = nullptr;
  if (constants) {
    const CorrelatedConstants& c = *constants;
    out["constants"] = {{"rigorous", true},
                        {"nu", exact_json(c.nu)},
                        {"delta_p", exact_json(c.delta_p)},
                        {"delta_g", exact_json(c.delta_g)},
                        {"printed",
                         {{"growth", exact_json(c.printed)},
                          {"largest_nu", exact_json(c.largest_nu_printed)},
                          {"alpha", exact_json(c.learning_rate_printed)}}},
                        {"sharp",
                         {{"growth", 2 * c.nu <= 1 ? exact_json(c.sharp) : Json(nullptr)},
                          {"largest_nu", exact_json(c.largest_nu_sharp)},
                          {"alpha", exact_json(c.learning_rate_sharp)}}}};
  }
  out["reason"] = reason.empty() ? Json(nullptr) : Json(reason);
  out["rectangle"] = rectangle.json();
  out["basin"] = nullptr;
  if (basin) {
    Json shares, radii = Json::array();
    for (int k = 0; k < 4; ++k)
      shares[name_of(static_cast<Label>(k))] = exact_json(basin->share(static_cast<Label>(k)));
    for (std::size_t k = 0; k < 3; ++k) radii.push_back(exact_json(basin->attracting_radius(k)));
    out["basin"] = {{"rigorous", true},
                    {"cells_per_side", basin->cells_per_side()},
                    {"shares", shares},
                    {"attracting_radius", radii},
                    {"p0", p0 ? Json(name_of(basin->label_at(p0->coordinates()))) : Json(nullptr)}};
  }
  return out;
}

void print_answer(const Answer& answer) {
  const auto& [gamma, q, p0, constants, reason, cells, basin, rectangle] = answer;
  if (constants) {
    const CorrelatedConstants& c = *constants;
    fmt::print("nu = {}, gap of p = {}, gap of Gamma p = {}, Q = {}\n\n", show(c.nu), show(c.delta_p), show(c.delta_g),
               show(q));
    fmt::print("{:<36} {:>16} {:>16}\n", "drift conditions, from the start", "Theorem A.13", "sharper");
    fmt::print("{:<36} {:>16} {:>16}\n", "growth of the gap of Gamma p: c", show_proved(c.printed),
               2 * c.nu <= 1 ? show_proved(c.sharp) : "needs nu <= 1/2");
    fmt::print("{:<36} {:>16} {:>16}\n", "largest nu with c >= 0", show_proved(c.largest_nu_printed),
               show_proved(c.largest_nu_sharp));
    fmt::print("{:<36} {:>16} {:>16}\n", "largest learning rate of the drift", show_proved(c.learning_rate_printed),
               show_proved(c.learning_rate_sharp));
    fmt::print(
        "\nproved up to that learning rate: while half of the gaps is kept they grow up to the centred noise of a "
        "step.\nThat they are kept with a given probability needs a smaller rate.\n");
  } else if (p0) {
    fmt::print("Theorem A.13 does not apply: {}\n", reason);
  }
  rectangle.print();
  if (basin) {
    fmt::print("{}Certified basins, {} cells a side (share of the area):\n", p0 ? "\n" : "", basin->cells_per_side());
    for (int k = 1; k <= 3; ++k) {
      fmt::print("  e_{}      {:>8.3f} %   attracts everything with 1 - p_{} < {}\n", k,
                 LowerBound(Rational(100 * basin->share(static_cast<Label>(k)))), k,
                 show_proved(basin->attracting_radius(static_cast<std::size_t>(k - 1))));
    }
    fmt::print("  unknown  {:>8.3f} %\n", UpperBound(Rational(100 * basin->share(Label::unknown))));
    if (p0) fmt::print("The start {} tends to: {}\n", show_point(*p0), name_of(basin->label_at(p0->coordinates())));
  }
}

int run(const CorrelationArguments& options) {
  Answer answer{parse_correlation("--gamma", options.gamma), parse_noise_bound(options.q)};
  auto& [gamma, q, p0, constants, reason, cells, basin, rectangle] = answer;
  const bool table = !require_outputs({{"--json", options.json}}, {{"--svg", options.svg}});
  if (!options.p0.empty()) {
    p0 = parse_point("--p0", options.p0);
    require(p0->size() == gamma.dimension(), [&] {
      return fmt::format("--p0 {}: {} coordinates, but Gamma is {} x {}", options.p0, p0->size(), gamma.dimension(),
                         gamma.dimension());
    });
    try {
      constants = correlated_constants(gamma, p0->coordinates(), q);
    } catch (const PreconditionError& e) {
      reason = e.what();
    }
  }
  rectangle = options.rectangle;
  rectangle.find(gamma, p0, q);
  const bool wants_basin = options.basin || !options.svg.empty();
  require(!wants_basin || gamma.dimension() == 3,
          [&] { return fmt::format("--basin: needs three inputs, Gamma has {}", gamma.dimension()); });
  require(p0 || wants_basin, "nothing to do: give --p0, --basin or --svg");
  if (wants_basin) {
    cells = static_cast<int>(parse_count("--cells", options.cells, 2, 1000));
    try {
      basin.emplace(gamma, *cells, interrupt_flag());
    } catch (const Stopped&) {  // labels that are not complete would be wrong
    }
  }

  if (table) print_answer(answer);
  if (!options.json.empty()) write_json(options.json, to_json(answer));
  if (interrupted()) {
    tell("hebb: interrupted{}\n", basin ? "" : wants_basin ? "; the basins are missing" : "");
    return undecided;
  }
  if (!options.svg.empty()) {
    write_picture(options.svg, picture_of(gamma, *basin, p0));
    tell("{}\n", options.svg);
  }
  return p0 && !constants && !basin && !rectangle.found ? undecided : success;
}

}  // namespace

void add_correlation(Command app, int& exit_code) {
  Command command = app.add_subcommand(
      "correlation", "Correlated inputs: certified constants, learning rates and basins for a matrix Gamma");
  auto options = std::make_shared<CorrelationArguments>();
  command.add_option("--gamma", options->gamma, "Gamma: a file, or its rows \"1,0.1,0;0.1,1,0.2;0,0.2,1\"").required();
  command.add_option("--p0", options->p0, "Initial point, exact, the leader first: the constants for it");
  command.add_option("--q", options->q, "Noise bound Q").shows_default();
  command.add_flag("--basin", options->basin, "Certified basins of the three vertices");
  command.add_option("--cells", options->cells, "Cells a side for the basins").shows_default();
  add_svg(command, options->svg, "Write a picture of the basins to this file");
  command.add_option("--alpha", options->rectangle.alpha,
                     "Also bound the probability that p_1 is ever overtaken at this learning rate, for any Gamma");
  command
      .add_option("--law", options->rectangle.law,
                  "Noise of --alpha: uniform, two-point, gaussian:TAU (truncated), file:FILE (rows of a value and its "
                  "probability), every (any law with independent centred components)")
      .shows_default();
  add_json(command, options->json);
  command.footer(
      "The learning rate is that of the drift alone: up to it both gaps grow, up to centred noise, while half of them "
      "is kept.\n"
      "Examples:\n"
      "  hebb correlation --gamma \"1,0.05,0.05;0.05,1,0.05;0.05,0.05,1\" --p0 0.8,0.1,0.1\n"
      "  hebb correlation --gamma \"1,0,0;0,1,0.8;0,0.8,1\" --basin --svg basins.svg\n"
      "Exit codes: 0; 2 bad input; 3 the theorem does not apply and no basin was asked for.");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
