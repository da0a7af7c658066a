#include <chrono>
#include <functional>

#include <fmt/format.h>

#include <hebb/calculus/correlated.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/certificate/atomic_file.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/text/json.hpp>

#include "commands/commands.hpp"
#include "shared/inputs.hpp"

namespace hebb::cli {
namespace {

struct Options {
  std::string p0, gamma, lambda, svg, radius = "0", accuracy, time_text;
  std::vector<std::string> times;
  long precision = 53;
  bool json = false, integrate = false;
};

/// An enclosure as text, rounded outward, and in double for pictures.
struct Enclosed {
  DecimalEnds text;
  double lower = 0, upper = 0;
};
template <EnclosureScalar E>
Enclosed enclosed(const E& x) {
  return {decimal_ends(x), x.lower(), x.upper()};
}

/// Where the flow is at one time.
struct State {
  Rational t;
  std::size_t leader = 0;  // largest coordinate; by the middles of the enclosures
  std::vector<Enclosed> p;
  Enclosed distance;  // 1 - p_leader
  int steps = 0;      // of the integrator
  std::string failure;
};

/// The problem of one call, with the ways to solve it.
class Problem {
 public:
  Problem(const Options& options, SimplexPoint<Rational> p0)
      : options_(options), p0_(std::move(p0)), radius_(parse_number("--radius", options.radius)) {
    require(radius_ >= 0, "--radius " + options.radius + ": must not be negative");
    require(options.gamma.empty() || options.lambda.empty(), "--gamma and --lambda cannot be combined");
    if (!options.gamma.empty()) gamma_ = read_correlation(options.gamma, p0_.size());
    if (!options.lambda.empty()) schedule_ = read_schedule(options.lambda, p0_.size());
    require(is_closed_form() || options.precision <= most_integrated_bits, [&] {
      return fmt::format("--precision {}: the validated integrator works with at most {} bits", options.precision,
                         most_integrated_bits);
    });
    require(is_closed_form() || p0_.support().size() <= most_integrated, [&] {
      return fmt::format("--p0: {} coordinates that are not 0; the validated integrator takes at most {}{}",
                         p0_.support().size(), most_integrated,
                         options.integrate ? "; without --integrate there is a closed form" : "");
    });
  }

  const SimplexPoint<Rational>& start() const { return p0_; }
  bool is_closed_form() const { return !gamma_ && !schedule_ && !options_.integrate; }

  State at(const Rational& t) const {
    if (options_.precision == 53) return at(t, Interval(0));
    return at(t, RealInterval(Rational(0), options_.precision));
  }

  /// The first time at which 1 - p_leader <= delta.
  struct Hit {
    std::optional<Enclosed> time;
    std::string reason;
    bool never = false;
  };
  Hit time_to(const Rational& delta) const {
    if (options_.precision == 53) return time_to(delta, Interval(0));
    return time_to(delta, RealInterval(Rational(0), options_.precision));
  }

  /// The field at a point of three coordinates, and its potential where it has one, for pictures.
  Point3 field(const Point3& p) const {
    const Vec<double> x{p[0], p[1], p[2]};
    const Vec<double> f = gamma_ ? driven_field(x, drive(*gamma_, x)) : replicator(x);
    return {f[0], f[1], f[2]};
  }
  double potential(const Point3& p) const {
    const Vec<double> x{p[0], p[1], p[2]};
    return gamma_ ? correlated_potential(*gamma_, x) : loss(x);
  }
  bool has_autonomous_field() const { return !schedule_; }

 private:
  template <EnclosureScalar E>
  static State read(const Rational& t, std::size_t leader, const Vec<E>& p, const E& distance) {
    State state{t, leader, {}, enclosed(distance), 0, ""};
    for (const E& x : p) state.p.push_back(enclosed(x));
    return state;
  }

  template <EnclosureScalar E>
  State at(const Rational& t, const E& as) const {
    if (!is_closed_form()) return integrated(t, as);
    const auto state =
        radius_ == 0 ? ReplicatorFlow<E>(p0_, as).at(t) : ReplicatorBoxFlow<E>(box_around(p0_, radius_), as).at(t);
    return read(t, state.leader, state.p, state.rest);
  }

  static constexpr std::size_t most_integrated = 200;
  static constexpr long most_integrated_bits = 900;

  /// Steps that take about half a minute. A step takes 0.3 ms for two or three components in double, grows like the
  /// square of their number, and in higher precision with the order of the Taylor polynomials and the cost of a
  /// product.
  int most_steps() const {
    const double n = static_cast<double>(p0_.support().size()), bits = static_cast<double>(options_.precision);
    const double order = std::max(1.0, bits / 60), product = bits == 53 ? 1 : 20 * std::max(1.0, bits / 500);
    return static_cast<int>(std::clamp(30 / ((3e-4 + 2.2e-5 * n * n) * order * order * product), 20.0, 100'000.0));
  }

  template <EnclosureScalar E>
  State integrated(const Rational& t, const E& as) const {
    const SimplexBox box = box_around(p0_, radius_);
    FlowOptions options;
    options.integrator.stop = interrupt_flag();
    options.integrator.max_steps = most_steps();
    FlowEnclosure<E> out = run(box, t, options, as);
    // The distance is sharp for the component that wins; the first guess is the one that leads at the start.
    const auto middle = [](const E& x) { return x.lower() / 2 + x.upper() / 2; };
    const std::size_t winner =
        std::max_element(out.p.begin(), out.p.end(), [&](const E& a, const E& b) { return middle(a) < middle(b); }) -
        out.p.begin();
    if (!out.failure && winner != out.lead && box.lower()[winner] > 0) {
      options.lead = winner;
      out = run(box, t, options, as);
    }
    State state = read(t, out.lead, out.p, out.distance);
    state.steps = out.steps;
    if (out.failure) {
      state.failure = to_string(*out.failure);
      if (out.failure->reason == IntegrationFailure<E>::Reason::too_many_steps)
        state.failure += fmt::format(" ({} steps, half a minute): ask for earlier times", options.integrator.max_steps);
    }
    return state;
  }

  template <EnclosureScalar E>
  FlowEnclosure<E> run(const SimplexBox& box, const Rational& t, const FlowOptions& options, const E& as) const {
    if (schedule_) return integrate_flow(box, Rational(0), t, *schedule_, options, as);
    if (gamma_) return integrate_flow(box, Rational(0), t, CorrelatedFitness{*gamma_}, options, as);
    return integrate_flow(
        box, Rational(0), t, [](const auto&, const auto& p) { return p; }, options, as);
  }

  template <EnclosureScalar E>
  Hit time_to(const Rational& delta, const E& as) const {
    const HittingTime<E> hit = radius_ == 0
                                   ? ReplicatorFlow<E>(p0_, as).time_to_accuracy(delta)
                                   : ReplicatorBoxFlow<E>(box_around(p0_, radius_), as).time_to_accuracy(delta);
    if (!hit.time) return {std::nullopt, hit.reason, hit.never};
    return {enclosed(*hit.time), "", false};
  }

  const Options& options_;
  SimplexPoint<Rational> p0_;
  Rational radius_;
  std::optional<std::vector<std::vector<Rational>>> gamma_;
  std::optional<RateSchedule> schedule_;
};

Json to_json(const Enclosed& x) { return {{"lower", x.text.lower}, {"upper", x.text.upper}}; }

void print_state(const State& state) {
  fmt::print("t = {}\n", to_string(state.t));
  if (!state.failure.empty()) {
    fmt::print("  no enclosure: {}\n", state.failure);
    return;
  }
  for (std::size_t i = 0; i < state.p.size(); ++i) {
    fmt::print("  {:<9} in [{}, {}]\n", fmt::format("p_{}", i + 1), state.p[i].text.lower, state.p[i].text.upper);
  }
  fmt::print("  {:<9} in [{}, {}]\n", fmt::format("1 - p_{}", state.leader + 1), state.distance.text.lower,
             state.distance.text.upper);
}

/// Times for a curve: 0 to the last one asked for.
std::vector<State> curve(const Problem& problem, const Rational& end, int points) {
  std::vector<State> states;
  for (int k = 0; k <= points; ++k) {
    throw_if_stopped(interrupt_flag());
    states.push_back(problem.at(end * k / points));
  }
  return states;
}

void write_pictures(const Problem& problem, const Options& options, const Rational& end) {
  const std::vector<State> states = curve(problem, end, problem.is_closed_form() ? 160 : 32);
  LinePlot plot{
      "flow", "Distance to the vertex and components", "", "time t", "enclosures", Scale::linear, Scale::logarithmic,
      {}};
  plot.description = "Enclosures of the flow from " + show_point(problem.start());
  Series distance{fmt::format("1 \xE2\x88\x92 p{}", states.back().leader + 1), {}, {}, {}};
  std::vector<Series> components;
  for (std::size_t i = 0; i < problem.start().size() && i < 5; ++i)
    components.push_back({fmt::format("p{}", i + 1), {}, {}, {}, Series::Style::dashed});
  SimplexPath path{"flow from " + show_point(problem.start()), {}, {}, false};
  for (const State& s : states) {
    if (!s.failure.empty()) break;
    const double t = s.t.convert_to<double>();
    const auto add = [t](Series& series, const Enclosed& x) {
      series.x.push_back(t);
      series.lower.push_back(x.lower);
      series.upper.push_back(x.upper);
    };
    // Before the leader changes the distance to the final winner is 1 - p, not the small number of the state.
    const std::size_t winner = states.back().leader;
    add(distance, s.leader == winner ? s.distance : Enclosed{{}, 1 - s.p[winner].upper, 1 - s.p[winner].lower});
    for (std::size_t i = 0; i < components.size(); ++i) add(components[i], s.p[i]);
    if (s.p.size() == 3) {
      Point3 p{};
      double radius = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        p[i] = (s.p[i].lower + s.p[i].upper) / 2;
        radius = std::max(radius, (s.p[i].upper - s.p[i].lower) / 2);
      }
      path.points.push_back(p);
      path.radius.push_back(radius);
    }
  }
  plot.series.push_back(std::move(distance));
  for (Series& series : components) plot.series.push_back(std::move(series));
  write_file_atomically(options.svg, standalone(line_plot(plot)));
  tell("{}\n", options.svg);
  if (problem.start().size() != 3) return;
  SimplexPicture picture{"flow-simplex",
                         "The flow on the simplex",
                         "Contours of the potential, stream lines and the enclosed trajectory.",
                         {},
                         {},
                         {path}};
  if (problem.has_autonomous_field()) {
    picture.potential = [&](const Point3& p) { return problem.potential(p); };
    picture.field = [&](const Point3& p) { return problem.field(p); };
  }
  const std::string file = with_suffix(options.svg, "-simplex");
  write_file_atomically(file, standalone(simplex_picture(picture)));
  tell("{}\n", file);
}

int run(const Options& options) {
  const Problem problem(options, parse_point("--p0", options.p0));
  std::vector<Rational> times;
  for (const std::string& text : options.times) times.push_back(parse_number("--t", text));
  std::optional<Rational> accuracy;
  if (!options.accuracy.empty()) accuracy = parse_between("--accuracy", options.accuracy, 0, 1);
  require(!times.empty() || accuracy, "give a time with --t, or an accuracy with --accuracy");
  require(options.accuracy.empty() || problem.is_closed_form(),
          "--accuracy needs the flow in closed form, without --gamma, --lambda and --integrate");
  require(options.svg.empty() || !times.empty(), "--svg needs a time --t at which the curves end");

  require_outputs({{"--json", options.json ? "-" : ""}}, {{"--svg", options.svg}});

  const auto clock = std::chrono::steady_clock::now();
  std::vector<State> states;
  for (const Rational& t : times) {
    if (interrupted()) break;
    states.push_back(problem.at(t));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  Problem::Hit hit;
  if (!options.accuracy.empty() && !interrupted()) hit = problem.time_to(*accuracy);
  const bool open = !options.accuracy.empty() && !hit.time && !hit.never;
  const std::string method = problem.is_closed_form() ? "closed form" : "validated integrator";
  bool failed = false;
  for (const State& state : states) failed |= !state.failure.empty();

  if (options.json) {
    Json out{{"hebb", HEBB_VERSION},
             {"p0", Json::array()},
             {"radius", to_string(parse_number("--radius", options.radius))},
             {"method", method},
             {"precision", options.precision},
             {"states", Json::array()}};
    for (const Rational& x : problem.start().coordinates()) out["p0"].push_back(to_string(x));
    for (const State& s : states) {
      Json row{{"t", to_string(s.t)}, {"leader", s.leader + 1}, {"p", nullptr},
               {"distance", nullptr}, {"steps", s.steps},       {"failure", nullptr}};
      if (s.failure.empty()) {
        row["p"] = Json::array();
        for (const Enclosed& x : s.p) row["p"].push_back(to_json(x));
        row["distance"] = to_json(s.distance);
      } else {
        row["failure"] = s.failure;
      }
      out["states"].push_back(std::move(row));
    }
    if (!options.accuracy.empty()) {
      out["hitting_time"] = {{"accuracy", to_string(*accuracy)},
                             {"time", hit.time ? to_json(*hit.time) : nullptr},
                             {"never", hit.never},
                             {"reason", hit.reason}};
    }
    out["seconds"] = seconds;
    fmt::print("{}\n", out.dump(2));
  } else {
    for (const State& state : states) print_state(state);
    if (hit.time)
      fmt::print("1 - p_lead <= {} from t in [{}, {}] on\n", options.accuracy, hit.time->text.lower,
                 hit.time->text.upper);
    else if (!options.accuracy.empty())
      fmt::print("1 - p_lead <= {} {}: {}\n", options.accuracy, hit.never ? "is never reached" : "is not decided",
                 hit.reason);
    fmt::print("{}, {:.3g} ms\n", method, 1000 * seconds);
  }
  try {
    if (!options.svg.empty() && !failed)
      write_pictures(problem, options, *std::max_element(times.begin(), times.end()));
  } catch (const Stopped&) {  // said below
  }
  if (interrupted()) {
    tell("hebb: interrupted; the enclosures that are shown hold\n");
    return undecided;
  }
  return failed || open ? undecided : success;
}

}  // namespace

void add_flow(Command app, int& exit_code) {
  Command command =
      app.add_subcommand("flow", "Where the replicator flow dp/dt = p .* (p - s 1) is at time t, enclosed");
  auto options = std::make_shared<Options>();
  command.add_option("--p0", options->p0, "Initial point, exact: 0.4,0.35,1/4").required();
  command.add_option("--t", options->times, "Times; negative ones lead back to where the flow came from");
  command.add_option("--radius", options->radius, "All initial points with |p_i - p0_i| <= R").shows_default();
  command.add_option("--accuracy", options->accuracy, "Also the first time at which 1 - p_lead is at most this");
  command.add_option("--gamma", options->gamma,
                     "File with the correlation matrix: the flow dp/dt = p .* (Gamma p - (p.Gamma p) 1)");
  command.add_option("--lambda", options->lambda,
                     "File with rates over time, rows 't, lambda_1, ..., lambda_d'; log-linear between rows, a "
                     "repeated time is a jump");
  command.add_count("--precision", options->precision, 24, 100'000, "Bits of the end points");
  command.add_flag("--integrate", options->integrate, "Use the validated integrator even where there is a closed form");
  command.add_flag("--json", options->json, "Write JSON to standard output");
  command.add_option("--svg", options->svg, "Write a plot over time to this file, and for d = 3 FILE-simplex.svg");
  command.footer(
      "Examples:\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 40\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 40 --radius 1e-3 --svg flow.svg\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t 1000 --precision 200\n"
      "  hebb flow --p0 0.4,0.35,0.25 --accuracy 1e-6\n"
      "  hebb flow --p0 0.4,0.35,0.25 --t -5            where it came from");
  command.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace hebb::cli
