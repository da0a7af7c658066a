#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/laws/laws.hpp>
#include <hebb/rules/describe.hpp>
#include <hebb/rules/prove_laws.hpp>
#include <hebb/rules/rule_claims.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

constexpr std::size_t longest = 400;
const std::string none_claimed = "none is claimed";

/// An output with p[1] for p1 and y[1] for Y1.
std::string term_text(const RecordedFunction& f, std::size_t output) {
  Expression e = f.expression;
  for (std::string& name : e.variables) {
    const char kind = name[0];
    if ((kind == 'p' || kind == 'Y' || kind == 'w') && name.size() > 1)
      name = fmt::format("{}[{}]", kind == 'Y' ? 'y' : kind, name.substr(1));
  }
  return printable(to_infix(e, f.outputs[output]), longest);
}

/// Whether every case of the signs in abs, max and min is proved, and there are some.
bool holds_by_cases(const Statement& statement, const ProveOptions& options) {
  const auto cases = sign_cases(statement, 64, [&](const Statement& sign) {
    ProveOptions quick = options;
    quick.seconds = 0.2;
    quick.method = "splits";
    return prove(sign, quick).verdict == Verdict::proved;
  });
  return cases && std::ranges::all_of(*cases, [&](const SignCase& one) {
           return prove(one.statement, options).verdict == Verdict::proved;
         });
}

enum class Fact { increment, gradient, centred, trigger };

Verdict fact(const RecordedRule& rule, const std::string& name, StopFlag stop, Fact which) {
  StatementBuilder b;
  if (which == Fact::increment) {
    laws::increment_at_zero(b, rule, rule.dimension, true);
  } else if (which == Fact::gradient) {
    laws::gradient(b, LawfulRule{rule}, rule.dimension);
  } else if (which == Fact::centred) {
    laws::centred_noise(b, LawfulRule{rule}, rule.dimension);
  } else {
    laws::trigger(b, LawfulRule{rule}, rule.dimension);
  }
  ProveOptions options;
  options.seconds = 5;
  options.stop = stop;
  const Statement statement = b.build();
  const Verdict verdict = prove(statement, options, name).verdict;
  return verdict == Verdict::undecided && holds_by_cases(statement, options) ? Verdict::proved : verdict;
}

std::string fact_text(Verdict two, Verdict three, const std::string& what) {
  if (two == Verdict::proved && three == Verdict::proved) return fmt::format("{} (proved for d = 2, 3)", what);
  if (two == Verdict::refuted || three == Verdict::refuted) return fmt::format("not {} (refuted)", what);
  return fmt::format("{}: undecided", what);
}

}  // namespace

RuleDescription describe(const Rule& rule, const Constants& replaced, StopFlag stop) {
  const RecordedRule two = rule.record(2, replaced), three = rule.record(3, replaced);
  RuleDescription out;
  out.name = rule.name;
  out.title = rule.title;
  out.source = rule.source;
  out.noise = two.noise_bound ? fmt::format("|y_i| <= Q = {}, y = e_j + z", to_string(*two.noise_bound))
                              : "|y_i| <= Q for every Q > 1, y = e_j + z";
  out.trigger =
      two.declares_trigger ? "input 1 with probability " + term_text(two.trigger, 0) : "input i with probability p[i]";
  const auto facts = [&](Fact which, const char* part, const std::string& what) {
    const std::string name = rule.name + part;
    return fact_text(fact(two, name, stop, which), fact(three, name, stop, which), what);
  };
  if (two.declares_trigger) out.trigger += ", " + facts(Fact::trigger, ".trigger", "a probability law");
  out.rate = two.rate           ? term_text(*two.rate, 0)
             : claims_rate(two) ? "Delta/(Q*(8*Q + Delta)), by default"
                                : none_claimed;
  out.step = two.weight_step ? "w'[1] = " + term_text(*two.weight_step, 0) + ", normalised"
                             : "p'[1] = " + term_text(two.step, 0);
  out.increment = term_text(two.increment, 0);
  out.increment_fact = facts(Fact::increment, ".increment",
                             "p[i]*(y[i] - sum(j in 1..d: p[j]*y[j])), that of the paper's rule, with p' = p at a = 0");
  out.drift = two.declares_drift ? term_text(two.drift, 0) : "p[i]*(p[i] - sum(j in 1..d: p[j]^2)), by default";
  // Noise has no mean effect where D is affine in each input; else what D is without noise says little.
  const bool is_affine = fact(two, rule.name + ".centred", stop, Fact::centred) == Verdict::proved &&
                         fact(three, rule.name + ".centred", stop, Fact::centred) == Verdict::proved;
  out.drift_fact = facts(Fact::gradient, ".gradient", is_affine ? "its mean increment" : "its increment without noise");
  if (!is_affine) out.drift_fact += "; with noise the mean is another, for dp'/da is not proved affine in each y[i]";
  for (const RecordedRule* recorded : {&two, &three}) {
    RuleDescription::Dimension dimension{recorded->dimension, {}};
    try {
      dimension.fixed = fixed_points(*recorded, stop,
                                     fact(*recorded, rule.name + ".gradient", stop, Fact::gradient) == Verdict::proved);
    } catch (const PreconditionError& e) {
      dimension.fixed.note = e.what();
    }
    out.dimensions.push_back(std::move(dimension));
  }
  return out;
}

namespace {

std::string point_text(const FixedPoint& point) {
  std::vector<std::string> coordinates;
  for (std::size_t i = 0; i < point.p.size(); ++i)
    coordinates.push_back(point.exact ? to_string((*point.exact)[i]) : to_string(point.p[i]));
  return fmt::format("({})", fmt::join(coordinates, ", "));
}

}  // namespace

std::string to_text(const RuleDescription& r) {
  std::string out = fmt::format("{}{}\n", r.name, r.title == r.name ? "" : ": " + printable(r.title));
  const auto line = [&](std::string_view what, const std::string& text) {
    out += fmt::format("  {:<13}{}\n", what, text);
  };
  line("noise", r.noise);
  line("trigger", r.trigger);
  line("step, d = 2", r.step);
  line("at a = 0", "dp'[1]/da = " + r.increment);
  line("", "is " + r.increment_fact);
  line("follows", r.drift);
  line("", "which is " + r.drift_fact);
  line("R1 and R2", r.rate == none_claimed ? r.rate : "for a up to " + r.rate);
  for (const auto& [d, fixed] : r.dimensions) {
    const std::size_t n = fixed.points.size();
    const std::string points = fmt::format("{} {}", n, n == 1 ? "point" : "points");
    line(fmt::format("fixed, d = {}", d), fixed.complete ? points + " and no others (certified)"
                                          : n > 0        ? points + "; " + fixed.note
                                                         : "none was looked for: " + fixed.note);
    for (const FixedPoint& point : fixed.points)
      line("", fmt::format("{:<10} {}", to_string(point.stability), point_text(point)));
  }
  return out;
}

Json to_json(const RuleDescription& r) {
  Json dimensions = Json::array();
  for (const auto& [d, fixed] : r.dimensions) {
    Json points = Json::array();
    for (const FixedPoint& point : fixed.points) {
      points.push_back(Json{{"stability", to_string(point.stability)},
                            {"p", enclosure_json(point.p)},
                            {"exact", point.exact ? exact_json(*point.exact) : Json()}});
    }
    dimensions.push_back(
        Json{{"dimension", d}, {"complete", fixed.complete}, {"note", fixed.note}, {"fixed_points", points}});
  }
  return Json{{"rule", r.name},           {"title", r.title},
              {"source", r.source},       {"noise", r.noise},
              {"trigger", r.trigger},     {"step", r.step},
              {"increment", r.increment}, {"increment_fact", r.increment_fact},
              {"drift", r.drift},         {"drift_fact", r.drift_fact},
              {"rate", r.rate},           {"dimensions", dimensions}};
}

}  // namespace hebb
