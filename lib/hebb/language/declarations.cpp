#include <fmt/format.h>

#include <hebb/language/declarations.hpp>

namespace hebb::language {

void Declarations::declare(const Declaration& d) {
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

void Declarations::count_variables(int more, const Place& place) {
  variables_ += more;
  if (variables_ > max_variables) fail(place, fmt::format("{} variables; the most is {}", variables_, max_variables));
}

void Declarations::reserve(const std::string& recorded, const Place& place) {
  if (find(recorded, entries_.size())) fail(place, fmt::format("the name '{}' is used twice", recorded));
  if (!recorded_.insert(recorded).second)
    fail(place, fmt::format("the name '{}' is used twice: coordinates are recorded as {}", recorded, recorded));
}

void Declarations::variable(const Declaration& d) {
  std::optional<Symbol> lower, upper;
  if (d.lower->value) lower = term(*d.lower->value);
  if (d.upper->value) upper = term(*d.upper->value);
  if (lower && upper && lower->is_constant() && upper->is_constant()) {
    const bool open = d.lower->open || d.upper->open;
    const Rational width = upper->constant() - lower->constant();
    if (width < 0 || (open && width == 0)) {
      fail(d.lower->value->place,
           fmt::format("the range from {} to {} is empty", to_string(lower->constant()), to_string(upper->constant())));
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

void Declarations::point(const Declaration& d) {
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

void Declarations::constant(const Declaration& d) {
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
    throw PreconditionError(fmt::format("the constant {} = {} is outside its range {}", name, to_string(value), range));
  }
  found_constants_.push_back(std::move(c));
  add({Entry::Kind::value, name, Symbol(value), {}, nullptr}, d.name_places[0]);
}

void Declarations::let(const Declaration& d) {
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

void Declarations::conditions(const Declaration& d) {
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

void Declarations::strict(const Comparison& c, std::size_t k, bool goal) {
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

}  // namespace hebb::language
