#include <fmt/format.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/drawing/panels.hpp>
#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>

#include "commands/commands.hpp"
#include "experiment/experiment_command.hpp"
#include "figure/figure.hpp"
#include "shared/chain_options.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct FigureSimplexArguments {
  std::string out = ".", alpha = "0.01", steps = "2000", runs = "100", seed = "1", q = "2", law = "uniform", gamma,
              input = "one-hot";
};

/// Where the single paths start, and where the many.
const std::vector<Vec<Rational>> single_starts{{Rational(1) / 4, Rational(2) / 5, Rational(7) / 20},
                                               {Rational(2) / 5, Rational(27) / 100, Rational(33) / 100},
                                               {Rational(11) / 50, Rational(19) / 50, Rational(2) / 5}};
const Vec<Rational> common_start{Rational(3) / 10, Rational(3) / 10, Rational(2) / 5};

struct Setup {
  Rational a;
  AnyNoise noise;
  RecordingOptions how;
  std::optional<Correlation> correlation;
  InputLaw input = InputLaw::one_hot;
};

Setup read_setup(const FigureSimplexArguments& options) {
  const Rational q = parse_noise_bound(options.q);
  Setup setup{parse_number("--alpha", options.alpha), parse_simulated_law(options.law, q), {}, {}};
  require_simulated_rate("--alpha", setup.a, q);
  setup.how.steps = parse_count("--steps", options.steps, 1, 10'000'000);
  setup.how.every = std::max<std::uint64_t>(1, setup.how.steps / 400);
  setup.how.paths = parse_count("--runs", options.runs, 1, 10'000);
  setup.how.seed = parse_count("--seed", options.seed, 0, std::numeric_limits<std::uint64_t>::max());
  prepare_directory(options.out);
  return setup;
}

std::string decimal_point(const Vec<Rational>& p) {
  std::string out = "(";
  for (std::size_t i = 0; i < p.size(); ++i) out += (i == 0 ? "" : ", ") + to_decimal(p[i]);
  return out + ")";
}

SimplexPath line_of(const RecordedPath& path) {
  SimplexPath line;
  for (const Vec<double>& p : path.points) line.points.push_back({p[0], p[1], p[2]});
  return line;
}

void add_rows(std::string& csv, const std::string& start, const Recording& recording) {
  for (const RecordedPath& path : recording.paths) {
    for (std::size_t k = 0; k < recording.steps.size(); ++k) {
      csv += fmt::format("\"{}\",{},{},{},{},{}\n", start, path.number, recording.steps[k], path.points[k][0],
                         path.points[k][1], path.points[k][2]);
    }
  }
}

/// The function and the field at the nodes of a triangular grid.
std::string landscape_csv(const SimplexPicture& picture) {
  constexpr int n = 40;
  std::string csv = "p_1,p_2,p_3,potential,field_1,field_2,field_3\n";
  for (int i = 0; i <= n; ++i) {
    for (int j = 0; i + j <= n; ++j) {
      const Point3 p{i / double{n}, j / double{n}, (n - i - j) / double{n}}, f = picture.field(p);
      csv += fmt::format("{},{},{},{},{},{},{}\n", p[0], p[1], p[2], picture.potential(p), f[0], f[1], f[2]);
    }
  }
  return csv;
}

/// Draws both panels: the landscape with single paths, and many paths from one start, coloured by their winner.
void draw_figure(const std::string& name, const std::string& title, SimplexPicture landscape,
                 const FigureSimplexArguments& options, const Setup& setup) {
  const auto record = [&](const Vec<Rational>& start, const RecordingOptions& how) {
    return record_paths({start, setup.a, setup.noise, setup.correlation, setup.input, {}}, how, interrupt_flag());
  };
  write_data(options.out, name + "-landscape.csv", landscape_csv(landscape));
  std::string csv = "start,run,step,p_1,p_2,p_3\n";
  for (std::size_t k = 0; k < single_starts.size(); ++k) {
    RecordingOptions how = setup.how;
    how.paths = 1;
    how.seed += k;
    const Recording recording = record(single_starts[k], how);
    throw_if_stopped(interrupt_flag());  // half a figure is none
    landscape.paths.push_back(line_of(recording.paths.front()));
    landscape.paths.back().name = "path from " + decimal_point(single_starts[k]);
    add_rows(csv, decimal_point(single_starts[k]), recording);
  }
  const Recording many = record(common_start, setup.how);
  throw_if_stopped(interrupt_flag());
  add_rows(csv, decimal_point(common_start), many);
  write_data(options.out, name + "-paths.csv", csv);
  SimplexPicture paths{name + "-paths",
                       fmt::format("{} paths from {}", many.paths.size(), decimal_point(common_start)),
                       "",
                       landscape.potential,
                       {},
                       {}};
  paths.levels = landscape.levels;
  for (std::size_t winner = 0; winner < 4; ++winner) {
    std::vector<const RecordedPath*> mine;
    for (const RecordedPath& path : many.paths) {
      if (path.diagnosis.winner.value_or(3) == winner) mine.push_back(&path);
    }
    for (const RecordedPath* path : mine) {
      SimplexPath line = line_of(*path);
      if (path == mine.front())
        line.name = winner < 3 ? fmt::format("component {} wins: {} of {}", winner + 1, mine.size(), many.paths.size())
                               : fmt::format("undecided after {} steps: {} of {}", setup.how.steps, mine.size(),
                                             many.paths.size());
      line.thin = true;
      line.colour = winner < 3 ? static_cast<int>(winner) : 3;
      paths.paths.push_back(std::move(line));
    }
  }
  const std::string how = fmt::format("Learning rate {}, {} steps, {} noise with Q = {}, seed {}. Estimated.",
                                      options.alpha, setup.how.steps, options.law, options.q, options.seed);
  write_figure(options.out, beside(name, title, how, {simplex_picture(landscape), simplex_picture(paths)}));
}

void add_options(Command command, FigureSimplexArguments& options) {
  command.add_option("--out", options.out, "Directory of the files").shows_default();
  command.add_option("--alpha", options.alpha, "Learning rate a, exact; a Q < 1").shows_default();
  command.add_option("--steps", options.steps, "Steps of each path").shows_default();
  command.add_option("--runs", options.runs, "Paths from the common start").shows_default();
  command.add_option("--q", options.q, "Noise bound Q: |Z_i| <= Q - 1").shows_default();
  command.add_option("--law", options.law, "Noise: uniform, two-point, gaussian:TAU (truncated to [-(Q-1), Q-1])")
      .shows_default();
  command.add_option("--seed", options.seed, "Seed").shows_default();
}

Vec<double> vector_of(const Point3& p) { return {p[0], p[1], p[2]}; }

int run_landscape(const FigureSimplexArguments& options) {
  const Setup setup = read_setup(options);
  SimplexPicture landscape{"figure-2-landscape", "Loss, flow and single paths", "", {}, {}, {}};
  landscape.potential = [](const Point3& p) { return loss(vector_of(p)); };
  landscape.field = [](const Point3& p) {
    const Vec<double> f = replicator(vector_of(p));
    return Point3{f[0], f[1], f[2]};
  };
  for (int k = 1; k <= 8; ++k) landscape.levels.push_back(-0.01 * k);
  landscape.potential_name =
      "level lines of the loss L, \xE2\x88\x92"
      "0.08 to \xE2\x88\x92"
      "0.01 in steps of 0.01";
  landscape.field_name = "stream lines of the flow dp/dt = \xE2\x88\x92\xE2\x88\x87L(p)";
  draw_figure("figure-2", "The loss on the simplex and the noisy chain that descends it", landscape, options, setup);
  return success;
}

/// Inputs 1 and 2 fire together more often than not, which helps both against input 3.
const Correlation default_correlation({{1, Rational(3) / 5, Rational(1) / 10},
                                       {Rational(3) / 5, 1, Rational(1) / 5},
                                       {Rational(1) / 10, Rational(1) / 5, 1}});

int run_correlated(const FigureSimplexArguments& options) {
  Setup setup = read_setup(options);
  require(options.input == "one-hot" || options.input == "bernoulli",
          "--input " + options.input + ": must be one-hot or bernoulli");
  if (options.input == "bernoulli") setup.input = InputLaw::bernoulli;
  setup.correlation = options.gamma.empty() ? default_correlation : parse_correlation("--gamma", options.gamma, 3);
  Mat<double> gamma;
  for (const Vec<Rational>& row : setup.correlation->rows()) gamma.push_back(like(1.0, row));
  SimplexPicture landscape{"figure-6-landscape", "Loss, mean field and single paths", "", {}, {}, {}};
  landscape.potential = [gamma](const Point3& p) { return correlated_potential(gamma, vector_of(p)); };
  landscape.field = [gamma](const Point3& p) {
    const Vec<double> x = vector_of(p), f = driven_field(x, drive(gamma, x));
    return Point3{f[0], f[1], f[2]};
  };
  landscape.potential_name = "level lines of \xE2\x88\x92p\xE1\xB5\x80\xCE\x93p/2";
  landscape.field_name = "stream lines of dp/dt = p (\xCE\x93p \xE2\x88\x92 p\xE1\xB5\x80\xCE\x93p)";
  const auto entry = [&](std::size_t i, std::size_t j) { return to_decimal((*setup.correlation)(i, j)); };
  const std::string title = fmt::format(
      "Correlated inputs: \xCE\x93\xE2\x82\x81\xE2\x82\x82 = {}, \xCE\x93\xE2\x82\x81\xE2\x82\x83 = {}, "
      "\xCE\x93\xE2\x82\x82\xE2\x82\x83 = {}",
      entry(0, 1), entry(0, 2), entry(1, 2));
  draw_figure("figure-6", title, landscape, options, setup);
  return success;
}

}  // namespace

void add_figure_landscape(Command parent, int& exit_code) {
  Command command =
      parent.add_subcommand("2", "The loss on the simplex for d = 3, its gradient flow, and paths of the chain");
  auto options = std::make_shared<FigureSimplexArguments>();
  add_options(command, *options);
  command.footer(
      "Example:\n"
      "  hebb figure 2 --out figures");
  command.callback([options, &exit_code] { exit_code = run_landscape(*options); });
}

void add_figure_correlated(Command parent, int& exit_code) {
  Command command = parent.add_subcommand(
      "6", "The landscape of correlated inputs for d = 3, its mean field, and paths of the chain");
  auto options = std::make_shared<FigureSimplexArguments>();
  options->steps = "6000";
  add_options(command, *options);
  command.add_option("--gamma", options->gamma,
                     "Gamma: a file, or its rows (default: \"1,0.6,0.1;0.6,1,0.2;0.1,0.2,1\")");
  command
      .add_option(
          "--input", options->input,
          "one-hot: a trigger and its correlated inputs, S = C B; bernoulli: independent S_i with mean (Gamma p)_i")
      .shows_default();
  command.footer(
      "Example:\n"
      "  hebb figure 6 --out figures");
  command.callback([options, &exit_code] { exit_code = run_correlated(*options); });
}

}  // namespace hebb::cli
