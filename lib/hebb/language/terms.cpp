#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/language/functions.hpp>
#include <hebb/language/terms.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/text/printable.hpp>

namespace hebb::language {
namespace {

constexpr std::size_t max_steps = 200'000;      // terms looked at for one statement
constexpr std::size_t max_operations = 25'000;  // written out, equal ones too: terms so deep still fit the stack
constexpr std::size_t max_depth = 200;          // of calls in the bodies of definitions: each takes some stack

}  // namespace

Symbol Terms::term(const Term& t) {
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
        x = checked(t.inverse[k] ? x - y : x + y, t);
      }
      return checked(x, t);
    }
    case Kind::product: {
      Symbol x = term(t.operands[0]);
      for (std::size_t k = 1; k < t.operands.size(); ++k) {
        const Symbol y = term(t.operands[k]);
        x = checked(t.inverse[k] ? quotient(x, y, t.operands[k].place) : x * y, t);
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

void Terms::check_names(const Term& t, std::set<std::string> bound) const {
  for (const Binder& b : t.binders) {
    for (const Term& end : b.ends) check_names(end, bound);
    bound.insert(b.name);
  }
  const bool named = t.kind == Kind::name || t.kind == Kind::element || t.kind == Kind::call;
  if (named && !bound.contains(t.name) && !(t.kind == Kind::call && is_function(t.name))) look_up(t.name, t.place);
  for (const Term& operand : t.operands) check_names(operand, bound);
}

void Terms::step(const Place& place) {
  if (++steps_ > max_steps)
    fail(place, fmt::format("it takes more than {} steps to write this out: the sums or definitions are too large",
                            max_steps));
}

void Terms::write(std::size_t operations, const Place& place) {
  if ((operations_ += operations) > max_operations)
    fail(place, fmt::format("it takes more than {} operations to write this out: the sums or definitions are too large",
                            max_operations));
}

Symbol Terms::quotient(const Symbol& x, const Symbol& y, const Place& place) {
  if (y.is_constant() && y.constant() == 0) fail(place, "division by 0");
  return x / y;
}

void Terms::arguments(const Term& t, std::size_t wanted) const {
  if (t.operands.size() == wanted) return;
  fail(t.place,
       fmt::format("{} takes {} argument{}, not {}", t.name, wanted, wanted == 1 ? "" : "s", t.operands.size()));
}

Symbol Terms::checked(const Symbol& x, const Term& t) {
  if (!x.is_constant()) return x;
  const auto bits = [](const Integer& n) { return n == 0 ? 0U : boost::multiprecision::msb(n < 0 ? Integer(-n) : n); };
  const unsigned most = static_cast<unsigned>(3.32 * max_number_digits);
  if (bits(numerator(x.constant())) > most || bits(denominator(x.constant())) > most)
    fail(t.place, fmt::format("a number of more than {} digits", max_number_digits));
  return x;
}

Symbol Terms::element(const Term& t) {
  const Entry& entry = look_up(t.name, t.place);
  if (entry.kind != Entry::Kind::point) fail(t.place, fmt::format("{} is not a point: it has no coordinates", t.name));
  const int k = integer(t.operands[0], "an index");
  if (k < 1 || k > static_cast<int>(entry.point.size()))
    fail(t.place, fmt::format("{0}[{1}]: {0} has the coordinates {0}[1] to {0}[{2}]", t.name, k, entry.point.size()));
  return entry.point[static_cast<std::size_t>(k) - 1];
}

Symbol Terms::call(const Term& t) {
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

Symbol Terms::power(const Term& t) {
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

int Terms::integer(const Term& t, std::string_view what) {
  const Symbol x = term(t);
  if (!x.is_constant()) fail(t.place, fmt::format("{} must be a whole number, not a term of variables", what));
  const Rational& q = x.constant();
  if (denominator(q) != 1 || abs(q) > 1'000'000)
    fail(t.place, fmt::format("{} must be a whole number below 1e6, not {}", what, printable(to_string(q), 40)));
  return q.convert_to<int>();
}

Symbol Terms::iterated(const Term& t) {
  Symbol result(t.kind == Kind::big_sum ? 0 : 1);
  iterate(t, 0, result);
  return checked(result, t);
}

void Terms::iterate(const Term& t, std::size_t k, Symbol& result) {
  if (k == t.binders.size()) {
    const Symbol x = term(t.operands[0]);
    write(x.is_constant() ? 0 : 1, t.place);
    result = checked(t.kind == Kind::big_sum ? result + x : result * x, t);  // before it is too long to go on with
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

}  // namespace hebb::language
