#include <algorithm>
#include <cstdlib>
#include <map>

#include <fmt/format.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/well_formed.hpp>
#include <hebb/language/declarations.hpp>
#include <hebb/language/elaborate.hpp>
#include <hebb/language/functions.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb::language {
namespace {

constexpr std::size_t max_recorded = 20'000;  // operations of a statement

constexpr int max_degree = 10'000;  // beyond it exact values at a point take minutes

/// The largest degree of a term in its variables and functions, were its products and powers multiplied out.
double largest_degree(const Expression& e) {
  std::vector<double> degree;
  for (const Instruction& i : e.code) {
    const auto of = [&](int k) { return degree[static_cast<std::size_t>(k)]; };
    switch (i.operation) {
      case Operation::constant:
        degree.push_back(0);
        break;
      case Operation::variable:
        degree.push_back(1);
        break;
      case Operation::add:
      case Operation::subtract:
        degree.push_back(std::max(of(i.a), of(i.b)));
        break;
      case Operation::multiply:
      case Operation::divide:
        degree.push_back(of(i.a) + of(i.b));
        break;
      case Operation::power:
        degree.push_back(of(i.a) * std::abs(i.b));
        break;
      default:
        degree.push_back(std::max(of(i.a), 1.0));
    }
  }
  return degree.empty() ? 0 : *std::max_element(degree.begin(), degree.end());
}

/// One statement in the making.
class ClaimElaboration : public Declarations {
 public:
  ClaimElaboration(int d, const Constants& constants) : Declarations(constants), d_(d) {}

  Statement statement(const ClaimSource& source) {
    const ClaimSyntax& claim = source.claim;
    if (!claim.parameter.empty()) add({Entry::Kind::value, claim.parameter, Symbol(d_), {}, nullptr}, claim.place);
    for (const Declaration& d : source.definitions) declare(d);
    bool goals = false;
    for (const Declaration& d : claim.declarations) {
      declare(d);
      goals = goals || d.kind == Declaration::Kind::prove;
    }
    if (!goals) fail(claim.place, fmt::format("the claim {} proves nothing: it needs a line 'prove ...'", claim.name));
    Statement result = builder_.build();
    if (result.expression.code.size() > max_recorded) {
      fail(claim.place, fmt::format("the claim {} has {} operations; the most is {}", claim.name,
                                    result.expression.code.size(), max_recorded));
    }
    if (const double degree = largest_degree(result.expression); degree > max_degree) {
      fail(claim.place,
           fmt::format("the claim {} reaches the degree {:.4g} when its powers are multiplied out; the most is {}",
                       claim.name, degree, max_degree));
    }
    if (const std::string defect = defect_of(result); !defect.empty())
      fail(claim.place, fmt::format("no certificate can state the claim {}: {}", claim.name, defect));
    return result;
  }

 private:
  int d_;
};

/// One rule in the making.
class RuleElaboration : public Declarations {
 public:
  RuleElaboration(int d, const Constants& constants) : Declarations(constants), d_(d) {
    kinds_ = "'constant' or 'let'";
  }

  RecordedRule rule(const RuleSource& source) {
    const RuleSyntax& syntax = source.rule;
    RecordedRule result;
    result.dimension = d_;
    record_defaults(result);
    add({Entry::Kind::value, "d", Symbol(d_), {}, nullptr}, syntax.place);
    for (const Declaration& d : source.definitions) declare(d);
    std::map<Declaration::Kind, const Declaration*> parts;
    for (const Declaration& d : syntax.declarations) {
      const bool definition = d.kind == Declaration::Kind::constant || d.kind == Declaration::Kind::let;
      if (!definition && !parts.emplace(d.kind, &d).second) fail(d.place, "the rule says this twice");
    }
    const auto part = [&](Declaration::Kind kind) {
      const auto found = parts.find(kind);
      return found == parts.end() ? nullptr : found->second;
    };
    const Declaration* next = part(Declaration::Kind::next);
    if (!next)
      fail(syntax.place, fmt::format("the rule {} has no step: it needs a line 'next p[i] = ...'", syntax.name));
    if (!part(Declaration::Kind::noise))
      fail(syntax.place,
           fmt::format("the rule {} has no bound of its input: it needs a line 'noise Q = 2' (|y_i| <= Q)",
                       syntax.name));
    const bool by_weights = next->names[0] == "w";
    if (!by_weights && next->names[0] != "p")
      fail(next->name_places[0], fmt::format("a rule says the next p[{0}] or the next w[{0}]", next->names[1]));
    if (!by_weights && part(Declaration::Kind::intensities))
      fail(part(Declaration::Kind::intensities)->place, "intensities belong to a rule by weights, 'next w[i] = ...'");
    // In the order of the text, so that a definition sees what stands before it.
    add({Entry::Kind::point, "p", {}, variable_vector("p", d_), nullptr}, syntax.place);
    add({Entry::Kind::point, "y", {}, variable_vector("Y", d_), nullptr}, syntax.place);
    add({Entry::Kind::value, "a", Symbol::variable("a"), {}, nullptr}, syntax.place);
    if (by_weights) add({Entry::Kind::point, "w", {}, variable_vector("w", d_), nullptr}, syntax.place);
    for (const Declaration& d : syntax.declarations) {
      visible_ = entries_.size();
      rule_part(d, next->names[1], by_weights, result);
    }
    return result;
  }

 private:
  /// One declaration of a rule whose step has this index.
  void rule_part(const Declaration& d, const std::string& index, bool by_weights, RecordedRule& rule) {
    switch (d.kind) {
      case Declaration::Kind::noise:
        return noise(d, rule);
      case Declaration::Kind::intensities:
        return intensities(d, rule);
      case Declaration::Kind::next: {
        const Vec<Symbol> terms = components(d, index);
        if (by_weights && rule.intensities.empty()) rule.intensities.assign(static_cast<std::size_t>(d_), Rational(1));
        return recorded(d.term->place, by_weights ? "w, y, a and Q" : "p, y, a and Q",
                        [&] { by_weights ? by_weights_step(terms, rule) : record_step(rule, terms); });
      }
      case Declaration::Kind::drift:
      case Declaration::Kind::trigger: {
        const bool drift = d.kind == Declaration::Kind::drift;
        const Vec<Symbol> terms = components(d, index);
        (drift ? rule.declares_drift : rule.declares_trigger) = true;
        return recorded(d.term->place, "p and Q",
                        [&] { (drift ? rule.drift : rule.trigger) = record_function(state_variables(d_), terms); });
      }
      case Declaration::Kind::rate: {
        locals_.push_back({Entry::Kind::value, "Delta", Symbol::variable("Delta"), {}, nullptr});
        const Symbol limit = term(*d.term);
        locals_.pop_back();
        recorded(d.term->place, "Delta and Q", [&] { rule.rate = record_function({"Delta", "Q"}, {limit}); });
        const RealInterval one(Rational(1), 64), q(rule.noise_bound.value_or(2), 64);
        if ((*rule.rate)(Vec<RealInterval>{one, q})[0].upper() <= 0)
          fail(d.term->place, "a learning rate is positive: this is not, at Delta = 1");
        return;
      }
      default:
        return declare(d);
    }
  }

  /// noise Q, or noise Q = number.
  void noise(const Declaration& d, RecordedRule& rule) {
    if (d.names[0] != "Q") fail(d.name_places[0], "the bound of the input is called Q: noise Q = 2");
    const auto replaced = constants_.find("Q");
    if (d.term) {
      Declaration as_constant = d;
      as_constant.kind = Declaration::Kind::constant;
      constant(as_constant);
      rule.noise_bound = entries_.back().value.constant();
    } else {
      if (replaced != constants_.end()) rule.noise_bound = replaced->second;
      const Symbol q = rule.noise_bound ? Symbol(*rule.noise_bound) : Symbol::variable("Q");
      add({Entry::Kind::value, "Q", q, {}, nullptr}, d.name_places[0]);
      if (!rule.noise_bound) return;
    }
    if (*rule.noise_bound <= 1)
      fail(d.term->place,
           fmt::format("Q = {} must be larger than 1: |y_i| <= Q for y = e_j + z", to_string(*rule.noise_bound)));
  }

  void intensities(const Declaration& d, RecordedRule& rule) {
    if (rule.weight_step) fail(d.place, "the intensities stand before the step that they are used in");
    Vec<Symbol> values = components(d, d.names[1]);
    for (const Symbol& value : values) {
      if (!value.is_constant() || value.constant() <= 0) fail(d.term->place, "an intensity is a positive number");
      rule.intensities.push_back(value.constant());
    }
    add({Entry::Kind::point, d.names[0], {}, std::move(values), nullptr}, d.name_places[0]);
  }

  /// The term for each value 1, ..., d of the index.
  Vec<Symbol> components(const Declaration& d, const std::string& index) {
    if (find(index, visible_) || is_function(index))
      fail(d.name_places.empty() ? d.place : d.name_places.back(), fmt::format("the name '{}' is used twice", index));
    Vec<Symbol> out;
    for (int i = 1; i <= d_; ++i) {
      start_afresh();
      locals_.push_back({Entry::Kind::value, index, Symbol(i), {}, nullptr});
      out.push_back(term(*d.term));
      locals_.pop_back();
    }
    return out;
  }

  /// p'_i = lambda_i w'_i / sum_j lambda_j w'_j at w_i = p_i / lambda_i.
  void by_weights_step(const Vec<Symbol>& terms, RecordedRule& rule) const {
    std::vector<std::string> names;
    for (const std::string& name : step_variables(d_)) names.push_back(name[0] == 'p' ? "w" + name.substr(1) : name);
    rule.weight_step = record_function(std::move(names), terms);
    Vec<Symbol> at, next;
    for (const std::string& name : rule.weight_step->expression.variables) {
      const std::size_t i = at.size();
      at.push_back(i < rule.intensities.size() ? Symbol::variable("p" + name.substr(1)) / Symbol(rule.intensities[i])
                                               : Symbol::variable(name));
    }
    next = (*rule.weight_step)(at);
    for (std::size_t i = 0; i < next.size(); ++i) next[i] = Symbol(rule.intensities[i]) * next[i];
    const Symbol total = sum(next);
    for (Symbol& x : next) x = x / total;
    record_step(rule, next);
  }

  /// A variable that does not belong into a term, or no derivative, is reported where the term stands.
  template <class Record>
  static void recorded(const Place& place, std::string_view seen, const Record& record) {
    try {
      record();
    } catch (const PreconditionError& e) {
      const std::string what = e.what(), unknown = "the term uses the undeclared variable '";
      if (what.starts_with("a term is divided"))
        fail(place, "the rule, or its derivative by a, has no value at a = 0: " + what);
      if (!what.starts_with(unknown)) fail(place, what);
      std::string name = what.substr(unknown.size(), what.size() - unknown.size() - 1);
      if (name.size() > 1) name = fmt::format("{}[{}]", name[0] == 'Y' ? 'y' : name[0], name.substr(1));
      fail(place, fmt::format("{} has no place here: this is a term in {}", name, seen));
    }
  }

  int d_;
};

/// A dimension of "for d = 2..8": a number.
int dimension(const Term& t) {
  const bool whole = t.kind == Term::Kind::number && denominator(t.value) == 1;
  if (!whole || t.value < 2 || t.value > Declarations::max_variables)
    fail(t.place, fmt::format("a dimension must be a whole number between 2 and {}", Declarations::max_variables));
  return t.value.convert_to<int>();
}

}  // namespace

Claim elaborate(const std::shared_ptr<const ClaimSource>& source) {
  const ClaimSyntax& syntax = source->claim;
  Claim claim;
  claim.id = syntax.name;
  claim.group = "Claims";
  claim.title = syntax.title.empty() ? syntax.name : syntax.title;
  claim.source = syntax.place.source->name;
  claim.text = syntax.text;
  claim.method = Claim::Method::automatic;
  claim.scope = syntax.parameter.empty() ? Scope::every_dimension : Scope::per_dimension;
  if (!syntax.parameter.empty()) {
    const int first = dimension(*syntax.first), last = syntax.last ? dimension(*syntax.last) : first;
    if (first > last) fail(syntax.first->place, fmt::format("the range of dimensions {}..{} is empty", first, last));
    for (int d = first; d <= last; ++d) claim.only_dimensions.push_back(d);
  }
  claim.state = [source](int d, const Constants& constants) {
    return ClaimElaboration(d, constants).statement(*source);
  };
  const Constants as_written;
  ClaimElaboration first(claim.only_dimensions.empty() ? 0 : claim.only_dimensions.front(), as_written);
  first.statement(*source);
  if (claim.only_dimensions.size() > 1) claim.state(claim.only_dimensions.back(), as_written);
  claim.constants = first.constants();
  for (const Constant& c : claim.constants) {
    if (c.stronger != 0 && !claim.tighten) claim.tighten = c.name;
  }
  return claim;
}

Rule elaborate(const std::shared_ptr<const RuleSource>& source) {
  const RuleSyntax& syntax = source->rule;
  Rule rule;
  rule.name = syntax.name;
  rule.title = syntax.title.empty() ? syntax.name : syntax.title;
  rule.source = syntax.place.source->name;
  rule.text = syntax.text;
  rule.record = [source](int d, const Constants& constants) {
    require(d >= 2 && d <= Declarations::max_variables / 2, [&] {
      return fmt::format("d = {}: a rule has between 2 and {} inputs", d, Declarations::max_variables / 2);
    });
    return RuleElaboration(d, constants).rule(*source);
  };
  const Constants as_written;
  RuleElaboration first(2, as_written);
  first.rule(*source);
  rule.record(3, as_written);
  rule.constants = first.constants();
  return rule;
}

}  // namespace hebb::language
