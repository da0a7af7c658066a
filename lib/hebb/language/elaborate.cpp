#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/language/elaborate.hpp>
#include <hebb/language/functions.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/simplex/vector.hpp>
#include <hebb/text/nearest.hpp>
#include <hebb/text/printable.hpp>

namespace hebb::language {
namespace {

constexpr int max_variables = 64;
constexpr std::size_t max_steps = 200'000;      // terms looked at for one statement
constexpr std::size_t max_operations = 25'000;  // written out, equal ones too: terms so deep still fit the stack
constexpr std::size_t max_recorded = 20'000;    // operations of a statement
constexpr std::size_t max_depth = 200;          // of calls in the bodies of definitions: each takes some stack
constexpr std::size_t max_cases = 64;           // that abs, min and max of one relation are split into
constexpr std::string_view kinds = "'variable', 'point', 'constant' or 'let'";

/// What a name stands for.
struct Entry {
  enum class Kind { value, point, definition } kind = Kind::value;
  std::string name;
  Symbol value;                             // of a variable, a constant, an index, a let without parameters
  Vec<Symbol> point;                        //
  const Declaration* definition = nullptr;  // of a let
};

/// One statement in the making: the names that are known so far, and the builder that they are recorded with.
class Elaboration {
 public:
  Elaboration(int d, const Constants& constants) : d_(d), constants_(constants) {}

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
    return result;
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

  /// Its constants as written.
  std::vector<Constant> constants() const { return found_constants_; }

 private:
  using Kind = Term::Kind;

  // Names

  void add(Entry entry, const Place& place) {
    if (is_function(entry.name)) fail(place, fmt::format("'{}' is a function of the language", entry.name));
    if (find(entry.name, entries_.size())) fail(place, fmt::format("the name '{}' is used twice", entry.name));
    places_.emplace(entry.name, entries_.size());
    entries_.push_back(std::move(entry));
  }

  const Entry* find(const std::string& name, std::size_t visible) const {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
      if (local->name == name) return &*local;
    }
    const auto found = places_.find(name);
    return found != places_.end() && found->second < visible ? &entries_[found->second] : nullptr;
  }

  const Entry& look_up(const std::string& name, const Place& place) const {
    if (const Entry* found = find(name, visible_)) return *found;
    std::vector<std::string> known = function_names();
    for (std::size_t k = 0; k < visible_; ++k) known.push_back(entries_[k].name);
    for (const Entry& local : locals_) known.push_back(local.name);
    const std::string near = nearest_name(name, known);
    std::string hint =
        near.empty() ? fmt::format("it needs a line {} before", kinds) : fmt::format("did you mean {}?", near);
    if (name == "pi" || name == "e") hint = name == "e" ? "write exp(1)" : "write 4*atan(1)";
    fail(place, fmt::format("there is no '{}': {}", name, hint));
  }

  // Declarations

  void declare(const Declaration& d) {
    visible_ = entries_.size();
    switch (d.kind) {
      case Declaration::Kind::variable:
        return variable(d);
      case Declaration::Kind::simplex:
      case Declaration::Kind::chamber:
        return point(d);
      case Declaration::Kind::constant:
        return constant(d);
      case Declaration::Kind::let:
        return let(d);
      default:
        return conditions(d);
    }
  }

  void count_variables(int more, const Place& place) {
    variables_ += more;
    if (variables_ > max_variables) fail(place, fmt::format("{} variables; the most is {}", variables_, max_variables));
  }

  /// A coordinate p[3] is recorded as p3: no other variable may have that name.
  void reserve(const std::string& recorded, const Place& place) {
    if (find(recorded, entries_.size())) fail(place, fmt::format("the name '{}' is used twice", recorded));
    if (!recorded_.insert(recorded).second)
      fail(place, fmt::format("the name '{}' is used twice: coordinates are recorded as {}", recorded, recorded));
  }

  void variable(const Declaration& d) {
    std::optional<Symbol> lower, upper;
    if (d.lower->value) lower = term(*d.lower->value);
    if (d.upper->value) upper = term(*d.upper->value);
    if (lower && upper && lower->is_constant() && upper->is_constant()) {
      const bool open = d.lower->open || d.upper->open;
      const Rational width = upper->constant() - lower->constant();
      if (width < 0 || (open && width == 0)) {
        fail(d.lower->value->place, fmt::format("the range from {} to {} is empty", to_string(lower->constant()),
                                                to_string(upper->constant())));
      }
    }
    const auto bound = [](const RangeEnd& end) {
      return end.open ? StatementBuilder::Bound::open : StatementBuilder::Bound::closed;
    };
    for (std::size_t k = 0; k < d.names.size(); ++k) {
      count_variables(1, d.name_places[k]);
      reserve(d.names[k], d.name_places[k]);
      const std::string& name = d.names[k];
      const Symbol x = lower && upper ? builder_.between(name, *lower, *upper, bound(*d.lower), bound(*d.upper))
                       : lower        ? builder_.at_least(name, *lower, bound(*d.lower))
                       : upper        ? builder_.at_most(name, *upper, bound(*d.upper))
                                      : builder_.real(name);
      add({Entry::Kind::value, name, x, {}, nullptr}, d.name_places[k]);
    }
  }

  void point(const Declaration& d) {
    const int n = integer(*d.term, "the number of coordinates");
    const bool chamber = d.kind == Declaration::Kind::chamber;
    if (n < 1 || (chamber && n < 2) || n > max_variables) {
      fail(d.term->place, fmt::format("{} coordinates: must be between {} and {}", n, chamber ? 2 : 1, max_variables));
    }
    count_variables(n + (chamber ? 1 : 0), d.term->place);
    for (int k = 1; k <= n; ++k) reserve(d.names[0] + std::to_string(k), d.name_places[0]);
    if (chamber) {
      reserve(d.names[1], d.name_places[1]);
      auto [p, gap] = builder_.leader_chamber(d.names[0], n, d.names[1]);
      add({Entry::Kind::point, d.names[0], {}, std::move(p), nullptr}, d.name_places[0]);
      add({Entry::Kind::value, d.names[1], gap, {}, nullptr}, d.name_places[1]);
      return;
    }
    const Vec<Symbol> p =
        builder_.simplex(d.names[0], n, d.open ? StatementBuilder::Bound::open : StatementBuilder::Bound::closed);
    if (d.ordered) {
      for (int k = 1; k < n; ++k) {
        builder_.assume_nonnegative(fmt::format("{0}[{1}] >= {0}[{2}]", d.names[0], k, k + 1),
                                    p[static_cast<std::size_t>(k) - 1] - p[static_cast<std::size_t>(k)]);
      }
    }
    add({Entry::Kind::point, d.names[0], {}, p, nullptr}, d.name_places[0]);
  }

  void constant(const Declaration& d) {
    const auto number = [&](const Term& t) {
      const Symbol x = term(t);
      if (!x.is_constant()) fail(t.place, "a constant must be a number: a term of numbers and other constants");
      return x.constant();
    };
    const std::string& name = d.names[0];
    Constant c{name, number(*d.term), Source::ours, d.stronger, {}, {}};
    if (d.lower && d.lower->value) c.least = number(*d.lower->value);
    if (d.upper && d.upper->value) c.most = number(*d.upper->value);
    const auto inside = [&](const Rational& q) { return (!c.least || q >= *c.least) && (!c.most || q <= *c.most); };
    const std::string range =
        fmt::format("[{}, {}]", c.least ? to_string(*c.least) : "-inf", c.most ? to_string(*c.most) : "inf");
    if (!inside(c.value)) {
      fail(d.term->place, fmt::format("the constant {} = {} is outside its range {}", name, to_string(c.value), range));
    }
    const auto replaced = constants_.find(name);
    const Rational value = replaced == constants_.end() ? c.value : replaced->second;
    if (!inside(value)) {
      throw PreconditionError(
          fmt::format("the constant {} = {} is outside its range {}", name, to_string(value), range));
    }
    found_constants_.push_back(std::move(c));
    add({Entry::Kind::value, name, Symbol(value), {}, nullptr}, d.name_places[0]);
  }

  void let(const Declaration& d) {
    Entry entry{Entry::Kind::definition, d.names[0], {}, {}, &d};
    if (d.parameters.empty()) {
      entry.kind = Entry::Kind::value;
      entry.value = term(*d.term);
    } else {
      std::set<std::string> bound;
      for (const std::string& parameter : d.parameters) {
        if (!bound.insert(parameter).second) fail(d.place, fmt::format("the name '{}' is used twice", parameter));
      }
      check_names(*d.term, bound);
    }
    add(std::move(entry), d.name_places[0]);
  }

  /// Every name of a definition is known when it is made, whether or not it is used.
  void check_names(const Term& t, std::set<std::string> bound) const {
    for (const Binder& b : t.binders) {
      for (const Term& end : b.ends) check_names(end, bound);
      bound.insert(b.name);
    }
    const bool named = t.kind == Kind::name || t.kind == Kind::element || t.kind == Kind::call;
    if (named && !bound.contains(t.name) && !(t.kind == Kind::call && is_function(t.name))) look_up(t.name, t.place);
    for (const Term& operand : t.operands) check_names(operand, bound);
  }

  // Rules

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
        return recorded(d.term->place, [&] { by_weights ? by_weights_step(terms, rule) : record_step(rule, terms); });
      }
      case Declaration::Kind::drift:
      case Declaration::Kind::trigger: {
        const bool drift = d.kind == Declaration::Kind::drift;
        const Vec<Symbol> terms = components(d, index);
        (drift ? rule.declares_drift : rule.declares_trigger) = true;
        return recorded(d.term->place,
                        [&] { (drift ? rule.drift : rule.trigger) = record_function(state_variables(d_), terms); });
      }
      case Declaration::Kind::rate: {
        locals_.push_back({Entry::Kind::value, "Delta", Symbol::variable("Delta"), {}, nullptr});
        const Symbol limit = term(*d.term);
        locals_.pop_back();
        recorded(d.term->place, [&] { rule.rate = record_function({"Delta", "Q"}, {limit}); });
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
  static void recorded(const Place& place, const Record& record) {
    try {
      record();
    } catch (const PreconditionError& e) {
      fail(place, e.what());
    }
  }

  // Conditions

  void conditions(const Declaration& d) {
    const Comparison& c = *d.comparison;
    const bool goal = d.kind == Declaration::Kind::prove;
    struct Part {
      std::string label;
      bool equal;
      Symbol term;
    };
    std::vector<Part> parts;
    for (std::size_t k = 0; k < c.operators.size(); ++k) {
      const std::string& op = c.operators[k];
      if (op == "<" || op == ">") strict(c, k, goal);
      const std::string label = d.label ? *d.label : fmt::format("{} {} {}", c.texts[k], op, c.texts[k + 1]);
      const Term &x = c.operands[k], &y = c.operands[k + 1];
      if (op == "=") {
        parts.push_back({label, true, term(x) - term(y)});
        continue;
      }
      const Term &large = op == ">=" ? x : y, &small = op == ">=" ? y : x;
      for (const Symbol& difference : differences(large, small)) parts.push_back({label, false, difference});
    }
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const Part& part = parts[k];
      const std::string label = parts.size() > 1 && (d.label || parts.size() > c.operators.size())
                                    ? fmt::format("{} ({} of {})", part.label, k + 1, parts.size())
                                    : part.label;
      if (goal) {
        part.equal ? builder_.claim_equal(label, part.term, Symbol(0)) : builder_.claim_nonnegative(label, part.term);
      } else {
        part.equal ? builder_.assume_zero(label, part.term) : builder_.assume_nonnegative(label, part.term);
      }
    }
  }

  [[noreturn]] static void strict(const Comparison& c, std::size_t k, bool goal) {
    const std::string op = c.operators[k] + "=";
    const std::string &x = c.texts[k], &y = c.texts[k + 1];
    if (!goal) {
      fail(c.places[k], fmt::format("an assumption is not strict: write {} {} {}, which proves no less (open ends of a "
                                    "range, (0, 1], and open simplices can be said)",
                                    x, op, y));
    }
    fail(c.places[k], fmt::format("a strict goal is not proved here: write {0} {1} {2}, or with a margin, as in "
                                  "{0} {1} {2} {3} 1/1000",
                                  x, op, y, op == ">=" ? "+" : "-"));
  }

  /// Terms that are all >= 0 just where large >= small: one, or several where abs, min and max are split.
  std::vector<Symbol> differences(const Term& large, const Term& small) {
    if (!is_piecewise(large) && !is_piecewise(small)) return {term(large) - term(small)};
    const std::vector<Symbol> least = cases(large, true), greatest = cases(small, false);
    if (least.size() * greatest.size() > max_cases) too_many_cases(large.place);
    std::vector<Symbol> result;
    for (const Symbol& x : least) {
      for (const Symbol& y : greatest) result.push_back(x - y);
    }
    return result;
  }

  [[noreturn]] static void too_many_cases(const Place& place) {
    fail(place, fmt::format("abs, min and max would split this relation into more than {} goals: write fewer a goal",
                            max_cases));
  }

  const Declaration* definition_of(const Term& t) const {
    const Entry* found = t.kind == Kind::name || t.kind == Kind::call ? find(t.name, visible_) : nullptr;
    return found ? found->definition : nullptr;
  }

  /// Whether abs, min or max stands where cases() would split it.
  bool is_piecewise(const Term& t) const {
    if (t.kind == Kind::call && (t.name == "abs" || t.name == "min" || t.name == "max")) return true;
    if (t.kind != Kind::sum && t.kind != Kind::product && t.kind != Kind::negate) return false;
    return std::ranges::any_of(t.operands, [&](const Term& operand) { return is_piecewise(operand); });
  }

  /// Terms whose least (or greatest) is t: min(a, b) is a and b, -|a| is a and -a. A term that is not split is itself.
  std::vector<Symbol> cases(const Term& t, bool least) {
    if (!is_piecewise(t)) return {term(t)};
    std::vector<Symbol> result;
    const auto negated = [](std::vector<Symbol> terms) {
      for (Symbol& x : terms) x = -x;
      return terms;
    };
    if (t.kind == Kind::negate) return negated(cases(t.operands[0], !least));
    if (t.kind == Kind::sum) {
      for (std::size_t k = 0; k < t.operands.size(); ++k) {
        const auto next = cases(t.operands[k], least != t.inverse[k]);
        if (k == 0) {
          result = next;
          continue;
        }
        std::vector<Symbol> sums;
        for (const Symbol& x : result) {
          for (const Symbol& y : next) sums.push_back(t.inverse[k] ? x - y : x + y);
        }
        if (sums.size() > max_cases) too_many_cases(t.place);
        result = std::move(sums);
      }
      return result;
    }
    if (t.kind == Kind::product) return scaled_cases(t, least);
    arguments(t, t.name == "abs" ? 1 : 2);
    if (t.name == "abs") {
      if (least) return {term(t)};  // |a| is a greatest, not a least
      result = cases(t.operands[0], false);
      for (const Symbol& x : negated(cases(t.operands[0], true))) result.push_back(x);
    } else {
      if (least != (t.name == "min")) return {term(t)};
      for (const Term& operand : t.operands) {
        for (const Symbol& x : cases(operand, least)) result.push_back(x);
      }
    }
    if (result.size() > max_cases) too_many_cases(t.place);
    return result;
  }

  /// A product of numbers and one term that is split.
  std::vector<Symbol> scaled_cases(const Term& t, bool least) {
    Rational sign = 1;
    std::size_t place = t.operands.size();
    for (std::size_t k = 0; k < t.operands.size(); ++k) {
      if (is_piecewise(t.operands[k])) {
        if (place != t.operands.size() || t.inverse[k]) return {term(t)};
        place = k;
        continue;
      }
      const Symbol factor = term(t.operands[k]);
      if (!factor.is_constant()) return {term(t)};
      sign *= factor.constant();
    }
    if (sign == 0) return {term(t)};
    std::vector<Symbol> result = cases(t.operands[place], least == (sign > 0));
    for (Symbol& x : result) {
      Symbol product = place == 0 ? x : term(t.operands[0]);
      for (std::size_t k = 1; k < t.operands.size(); ++k) {
        const Symbol factor = k == place ? x : term(t.operands[k]);
        product = t.inverse[k] ? quotient(product, factor, t.operands[k].place) : product * factor;
      }
      x = product;
    }
    return result;
  }

  // Terms

  void step(const Place& place) {
    if (++steps_ > max_steps)
      fail(place, fmt::format("the claim takes more than {} steps to write out: its sums or definitions are too large",
                              max_steps));
  }

  /// So many operations are written out, one perhaps in the other.
  void write(std::size_t operations, const Place& place) {
    if ((operations_ += operations) > max_operations)
      fail(place,
           fmt::format("the claim takes more than {} operations to write out: its sums or definitions are too large",
                       max_operations));
  }

  static Symbol quotient(const Symbol& x, const Symbol& y, const Place& place) {
    if (y.is_constant() && y.constant() == 0) fail(place, "division by 0");
    return x / y;
  }

  void arguments(const Term& t, std::size_t wanted) const {
    if (t.operands.size() == wanted) return;
    fail(t.place,
         fmt::format("{} takes {} argument{}, not {}", t.name, wanted, wanted == 1 ? "" : "s", t.operands.size()));
  }

  Symbol term(const Term& t) {
    step(t.place);
    const bool series = t.kind == Kind::sum || t.kind == Kind::product;
    const bool single = t.kind == Kind::negate || t.kind == Kind::power;
    write(series ? t.operands.size() - 1 : t.kind == Kind::call ? 5 : single ? 1 : 0, t.place);  // a call: max is 5
    switch (t.kind) {
      case Kind::number:
        return Symbol(t.value);
      case Kind::name: {
        const Entry& entry = look_up(t.name, t.place);
        if (entry.kind == Entry::Kind::value) return entry.value;
        if (entry.kind == Entry::Kind::point)
          fail(t.place, fmt::format("{0} is a point: write a coordinate, {0}[1]", t.name));
        fail(t.place, fmt::format("{} has parameters: write {}({})", t.name, t.name,
                                  fmt::join(entry.definition->parameters, ", ")));
      }
      case Kind::element:
        return element(t);
      case Kind::call:
        return call(t);
      case Kind::sum: {
        Symbol x = term(t.operands[0]);
        for (std::size_t k = 1; k < t.operands.size(); ++k) {
          const Symbol y = term(t.operands[k]);
          x = t.inverse[k] ? x - y : x + y;
        }
        return checked(x, t);
      }
      case Kind::product: {
        Symbol x = term(t.operands[0]);
        for (std::size_t k = 1; k < t.operands.size(); ++k) {
          const Symbol y = term(t.operands[k]);
          x = t.inverse[k] ? quotient(x, y, t.operands[k].place) : x * y;
        }
        return checked(x, t);
      }
      case Kind::negate:
        return -term(t.operands[0]);
      case Kind::power:
        return power(t);
      default:
        return iterated(t);
    }
  }

  /// Numbers that are folded do not grow without end.
  static Symbol checked(const Symbol& x, const Term& t) {
    if (!x.is_constant()) return x;
    const auto bits = [](const Integer& n) {
      return n == 0 ? 0U : boost::multiprecision::msb(n < 0 ? Integer(-n) : n);
    };
    const unsigned most = static_cast<unsigned>(3.32 * max_number_digits);
    if (bits(numerator(x.constant())) > most || bits(denominator(x.constant())) > most)
      fail(t.place, fmt::format("a number of more than {} digits", max_number_digits));
    return x;
  }

  Symbol element(const Term& t) {
    const Entry& entry = look_up(t.name, t.place);
    if (entry.kind != Entry::Kind::point)
      fail(t.place, fmt::format("{} is not a point: it has no coordinates", t.name));
    const int k = integer(t.operands[0], "an index");
    if (k < 1 || k > static_cast<int>(entry.point.size()))
      fail(t.place, fmt::format("{0}[{1}]: {0} has the coordinates {0}[1] to {0}[{2}]", t.name, k, entry.point.size()));
    return entry.point[static_cast<std::size_t>(k) - 1];
  }

  Symbol call(const Term& t) {
    if (is_function(t.name)) {
      arguments(t, arity(t.name));
      std::vector<Symbol> x;
      for (const Term& operand : t.operands) x.push_back(term(operand));
      try {
        return checked(apply_function(t.name, x), t);
      } catch (const PreconditionError& e) {
        fail(t.place, e.what());
      }
    }
    const Entry& entry = look_up(t.name, t.place);
    if (entry.kind != Entry::Kind::definition)
      fail(t.place, fmt::format("{} is no function: write a product with '*'", t.name));
    const Declaration& definition = *entry.definition;
    arguments(t, definition.parameters.size());
    std::vector<Entry> frame;
    for (std::size_t k = 0; k < t.operands.size(); ++k)
      frame.push_back({Entry::Kind::value, definition.parameters[k], term(t.operands[k]), {}, nullptr});
    // The body sees its parameters and what stands before the definition, not what surrounds the call.
    std::swap(locals_, frame);
    const std::size_t visible = std::exchange(visible_, static_cast<std::size_t>(&entry - entries_.data()));
    if (++depth_ > max_depth) fail(t.place, fmt::format("definitions call each other more than {} deep", max_depth));
    const Symbol result = term(*definition.term);
    --depth_;
    visible_ = visible;
    std::swap(locals_, frame);
    return result;
  }

  Symbol power(const Term& t) {
    const Symbol base = term(t.operands[0]), exponent = term(t.operands[1]);
    const Place& place = t.operands[1].place;
    if (!exponent.is_constant())
      fail(place, "the exponent is not a number: for a positive base write exp(y*log(x)) in place of x^y");
    const Rational n = exponent.constant();
    if (denominator(n) != 1) {
      fail(place, fmt::format("the exponent {} is not a whole number: write {}", to_string(n),
                              n == Rational(1, 2) ? "sqrt(x)" : fmt::format("pow(x, {})", to_string(n))));
    }
    if (abs(n) > max_recorded_power)
      fail(place, fmt::format("the exponent {} is beyond {}", to_string(n), max_recorded_power));
    const int k = n.convert_to<int>();
    if (base.is_constant() && abs(n) * (to_string(base.constant()).size()) > 4 * max_number_digits)
      fail(t.place, fmt::format("a number of more than {} digits", max_number_digits));
    if (k < 0) return checked(quotient(Symbol(1), pow(base, -k), t.place), t);
    return checked(pow(base, k), t);
  }

  int integer(const Term& t, std::string_view what) {
    const Symbol x = term(t);
    if (!x.is_constant()) fail(t.place, fmt::format("{} must be a whole number, not a term of variables", what));
    const Rational& q = x.constant();
    if (denominator(q) != 1 || abs(q) > 1'000'000)
      fail(t.place, fmt::format("{} must be a whole number below 1e6, not {}", what, printable(to_string(q), 40)));
    return q.convert_to<int>();
  }

  Symbol iterated(const Term& t) {
    Symbol result(t.kind == Kind::big_sum ? 0 : 1);
    iterate(t, 0, result);
    return checked(result, t);
  }

  void iterate(const Term& t, std::size_t k, Symbol& result) {
    if (k == t.binders.size()) {
      const Symbol x = term(t.operands[0]);
      write(x.is_constant() ? 0 : 1, t.place);
      result = t.kind == Kind::big_sum ? result + x : result * x;
      return;
    }
    const Binder& b = t.binders[k];
    const int from = integer(b.ends[0], "the first index"), to = integer(b.ends[1], "the last index");
    for (int i = from; i <= to; ++i) {
      step(b.place);
      locals_.push_back({Entry::Kind::value, b.name, Symbol(i), {}, nullptr});
      iterate(t, k + 1, result);
      locals_.pop_back();
    }
  }

  int d_;
  const Constants& constants_;
  StatementBuilder builder_;
  std::vector<Entry> entries_, locals_;
  std::unordered_map<std::string, std::size_t> places_;  // of the entries, by name
  std::size_t visible_ = 0;  // how many of the entries the term that is being written out may use
  std::set<std::string> recorded_;
  int variables_ = 0;
  std::size_t steps_ = 0, operations_ = 0, depth_ = 0;
  std::vector<Constant> found_constants_;
};

/// A dimension of "for d = 2..8": a number.
int dimension(const Term& t) {
  const bool whole = t.kind == Term::Kind::number && denominator(t.value) == 1;
  if (!whole || t.value < 2 || t.value > max_variables)
    fail(t.place, fmt::format("a dimension must be a whole number between 2 and {}", max_variables));
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
  claim.state = [source](int d, const Constants& constants) { return Elaboration(d, constants).statement(*source); };
  const Constants as_written;
  Elaboration first(claim.only_dimensions.empty() ? 0 : claim.only_dimensions.front(), as_written);
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
    require(d >= 2 && d <= max_variables / 2,
            [&] { return fmt::format("d = {}: a rule has between 2 and {} inputs", d, max_variables / 2); });
    return Elaboration(d, constants).rule(*source);
  };
  const Constants as_written;
  Elaboration first(2, as_written);
  first.rule(*source);
  rule.record(3, as_written);
  rule.constants = first.constants();
  return rule;
}

}  // namespace hebb::language
