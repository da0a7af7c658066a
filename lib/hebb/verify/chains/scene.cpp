#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>

#include <hebb/scalar/error.hpp>
#include <hebb/verify/chains/evaluate.hpp>
#include <hebb/verify/chains/scene.hpp>

namespace hebb::chains {

namespace {

/// The value of an operation that is neither a constant nor a variable, from the values of its operands.
Real combined(const Symbol::Node& n, const auto& operand) {
  switch (n.operation) {
    case Operation::add:
      return operand(0) + operand(1);
    case Operation::subtract:
      return operand(0) - operand(1);
    case Operation::multiply:
      return operand(0) * operand(1);
    case Operation::divide:
      return operand(0) / operand(1);
    case Operation::negate:
      return -operand(0);
    case Operation::power:
      return pow(operand(0), n.exponent);
    case Operation::exp:
      return exp(operand(0));
    case Operation::log:
      return log(operand(0));
    case Operation::sqrt:
      return sqrt(operand(0));
    case Operation::sin:
      return sin(operand(0));
    case Operation::cos:
      return cos(operand(0));
    case Operation::atan:
      return atan(operand(0));
    case Operation::abs:
      return abs(operand(0));
    default:
      throw Rejection("no form for chains");
  }
}

}  // namespace

Scene::Scene(const Statement& s, const ChainOptions& options) : statement_(s), options_(options) {
  for (const std::string& name : s.expression.variables) names_.push_back(Symbol::variable(name));
  for (const Instruction& i : s.expression.code) code_.push_back(apply(s.expression, i, code_, names_, Symbol(0)));
  int place = 0;
  for (const Factor& factor : s.domain) {
    const auto& range = std::get<Range>(factor);
    variables_.push_back(range.variable);
    Fibre f{{}, {}, range.lower_open, range.upper_open};
    if (range.lower) f.lower = code_[*range.lower];
    if (range.upper) f.upper = code_[*range.upper];
    whole_[place++] = std::move(f);
  }
}

Real Scene::value_of(const Symbol& term, const Point& x) const {
  std::unordered_map<const Symbol::Node*, Real> known;  // a term may use another many times
  const auto value = [&](const auto& self, const Symbol& t) -> Real {
    const Symbol::Node& n = *t.node();
    if (n.operation == Operation::constant) return Real(n.value);
    if (n.operation == Operation::variable) {
      for (std::size_t k = 0; k < names_.size(); ++k) {
        if (statement_.expression.variables[k] == n.name) return x[k];
      }
      return 0;
    }
    if (const auto found = known.find(&n); found != known.end()) return found->second;
    const auto operand = [&](std::size_t k) { return self(self, n.operands[k]); };
    return known.emplace(&n, combined(n, operand)).first->second;
  };
  return value(value, term);
}

std::optional<Real> Scene::on_range(const Fibre& f, const Real& t, const Point& x) const {
  if (f.lower && f.upper) {
    const Real l = value_of(*f.lower, x), h = value_of(*f.upper, x);
    if (!(l < h)) return std::nullopt;
    return Real(l + (h - l) * t);
  }
  if (f.lower) return Real(value_of(*f.lower, x) + t / (1 - t));
  if (f.upper) return Real(value_of(*f.upper, x) - (1 - t) / t);
  return Real((t - Real(0.5)) / (t * (1 - t)));
}

std::vector<int> Scene::order(const Domain& domain) const {
  std::vector<int> done;
  std::set<int> left;
  for (const auto& [place, f] : domain) left.insert(place);
  while (!left.empty()) {
    const auto ready = std::ranges::find_if(left, [&](int place) {
      const Fibre& f = domain.at(place);
      return std::ranges::none_of(left, [&](int other) {
        const std::string& name = statement_.expression.variables[variables_[other]];
        return (f.lower && occurs(*f.lower, name)) || (f.upper && occurs(*f.upper, name));
      });
    });
    if (ready == left.end()) throw Rejection("no form for chains");
    done.push_back(*ready);
    left.erase(ready);
  }
  return done;
}

bool Scene::is_ordered(const Domain& domain) const {
  try {
    (void)order(domain);
    return true;
  } catch (const Rejection&) {
    return false;
  }
}

std::vector<Point> Scene::samples(const Domain& domain) const {
  std::vector<Point> points;
  const std::vector<int> places = order(domain);
  const int count = places.empty() ? 1 : places.size() == 1 ? 40 : 70;
  static const std::array<double, 4> steps{0.6180339887, 0.7548776662, 0.5698402910, 0.8191725134};
  for (int k = 0; k < count; ++k) {
    Point x(names_.size(), Real(0));
    bool inside = true;
    for (std::size_t i = 0; i < places.size() && inside; ++i) {
      double t = places.size() == 1 ? (k + 0.5) / count : std::fmod((k + 1) * steps[i % 4] + 0.1 * double(i / 4), 1.0);
      t = 0.5 + (t - 0.5) * 0.999;
      if (k % 5 == 1) t = t * t * t;  // nearer to the ends
      if (k % 5 == 3) t = 1 - (1 - t) * (1 - t) * (1 - t);
      const auto place = on_range(domain.at(places[i]), Real(t), x);
      inside = place.has_value() && isfinite(*place);
      if (inside) x[static_cast<std::size_t>(variables_[places[i]])] = *place;
    }
    if (inside) points.push_back(std::move(x));
  }
  return points;
}

bool Scene::is_free(const Domain& domain, int place) const {
  const std::string& name = statement_.expression.variables[static_cast<std::size_t>(variables_[place])];
  return std::ranges::none_of(domain, [&](const auto& entry) {
    if (entry.first == place) return false;
    for (const Fibre* f : {&entry.second, &whole_.at(entry.first)}) {
      if ((f->lower && occurs(*f->lower, name)) || (f->upper && occurs(*f->upper, name))) return true;
    }
    return false;
  });
}

std::vector<Terms> Scene::edges(const Ring& ring, const Domain& domain, bool open_only) const {
  std::vector<Terms> result;
  for (const auto& [place, f] : domain) {
    const Element v = ring.variable(variables_[place]);
    const auto difference = [&](const Symbol& end, bool is_lower) {
      if (!is_rational(end)) return;
      try {
        Element x = ring.add(v, ring.negate(evaluate(ring, end)));
        if (!is_lower) x = ring.negate(x);
        result.push_back(primitive(x.numerator));
      } catch (const Rejection&) {
      }
    };
    if (f.lower && (f.lower_open || !open_only)) difference(*f.lower, true);
    if (f.upper && (f.upper_open || !open_only)) difference(*f.upper, false);
  }
  return result;
}

Element Scene::evaluate(const Ring& ring, const Symbol& term) const {
  struct Fixed {
    const Ring& r;
    const Ring& ring() const { return r; }
    void product(const Element&, bool) const {}
    void exponents(const Element&) const {}
    void angles(const Element&) const {}
    void arc(const Element&) const {}
  } fixed{ring};
  std::map<const Symbol::Node*, Element> known;
  return evaluate_with(term, index(), fixed, known);
}

std::map<std::string, int> Scene::index() const {
  std::map<std::string, int> result;
  for (std::size_t k = 0; k < names_.size(); ++k) result[statement_.expression.variables[k]] = static_cast<int>(k);
  return result;
}
}  // namespace hebb::chains
