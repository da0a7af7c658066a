#include <bit_patterns.hpp>
#include <gtest/gtest.h>

#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/verify/tape/tape.hpp>

namespace hebb {
namespace tape_test {

/// f(x, y, z) with every operation, and a constraint.
struct Problem {
  Expression expression;
  int goal, constraint;
  Vec<Interval> box{Interval(0, 1), Interval(-1, 2), Interval(0.25, 2)};

  Problem() {
    const Symbol x = Symbol::variable("x"), y = Symbol::variable("y"), z = Symbol::variable("z");
    const Symbol s = x * x + y * y + z * z, third(Rational(1, 3));
    const Symbol f = x * (x - s) * y - pow(y, 3) * third + pow(s, 2) / z - exp(-x) * y + log(z) * sqrt(x) +
                     y / (1 - s) + sin(3 * s) * cos(x + y) + atan(x * y) * abs(y - x);
    Recorder recorder({"x", "y", "z"});
    goal = recorder.record(f);
    constraint = recorder.record(1 - x - y);
    expression = recorder.expression();
  }
  Tape tape() const { return Tape(expression, goal, {{constraint}}, box); }
};

bool bounded(const Interval& x) { return x.is_bounded(); }

/// The natural forms and the gradient in scalar intervals, node by node; by the contract of tape.hpp.
struct Reference {
  Vec<Interval> v, adjoint, gradient;

  Reference(const Expression& e, int goal, const Vec<Interval>& box)
      : adjoint(e.code.size()), gradient(e.variables.size()) {
    for (const Instruction& i : e.code) v.push_back(value(e, i, box));
    std::vector<bool> varies(e.code.size());
    for (std::size_t k = 0; k < e.code.size(); ++k) {
      const Instruction& i = e.code[k];
      varies[k] =
          i.operation == Operation::variable ||
          (i.operation != Operation::constant && (varies[i.a] || (has_two_operands(i.operation) && varies[i.b])));
    }
    adjoint[goal] = 1;
    for (int k = goal; k >= 0; --k) {
      const Instruction& i = e.code[k];
      const Interval a = adjoint[k];
      if (!varies[k] || (a.lower() == 0 && a.upper() == 0)) continue;
      const auto add = [&](int target, const Interval& term) { adjoint[target] += term; };
      switch (i.operation) {
        case Operation::variable:
          gradient[i.a] = a;
          break;
        case Operation::constant:
          break;
        case Operation::add:
          add(i.a, a), add(i.b, a);
          break;
        case Operation::subtract:
          add(i.a, a), add(i.b, -a);
          break;
        case Operation::multiply:
          add(i.a, a * v[i.b]), add(i.b, a * v[i.a]);
          break;
        case Operation::divide:
          add(i.a, quotient(a, v[i.b])), add(i.b, -quotient(a * v[k], v[i.b]));
          break;
        case Operation::negate:
          add(i.a, -a);
          break;
        case Operation::power:
          add(i.a, a * (Interval(i.b) * power(v[i.a], i.b - 1)));
          break;
        case Operation::exp:
          add(i.a, a * v[k]);
          break;
        case Operation::log:
          add(i.a, quotient(a, v[i.a]));
          break;
        case Operation::sqrt:
          add(i.a, quotient(a, 2 * v[k]));
          break;
        case Operation::sin:
          add(i.a, a * circular(cos(v[i.a]), v[i.a]));
          break;
        case Operation::cos:
          add(i.a, -(a * circular(sin(v[i.a]), v[i.a])));
          break;
        case Operation::atan:
          add(i.a, quotient(a, 1 + power(v[i.a], 2)));
          break;
        case Operation::abs: {
          const Interval& u = v[i.a];
          const Interval sign = u.lower() >= 0 ? 1 : u.upper() <= 0 ? -1 : Interval(-1, 1);
          add(i.a, a * circular(sign, u));
          break;
        }
      }
    }
  }

  static Interval quotient(const Interval& x, const Interval& y) {
    return y.lower() <= 0 && y.upper() >= 0 ? Interval::entire() : x / y;
  }
  /// y, unless the operand has an infinite end.
  static Interval circular(const Interval& y, const Interval& operand) {
    return bounded(operand) ? y : Interval::entire();
  }
  static Interval power(const Interval& x, int n) {
    const Interval y = pow(x, n);
    return bounded(y) ? y : Interval::entire();
  }
  Interval value(const Expression& e, const Instruction& i, const Vec<Interval>& box) const {
    switch (i.operation) {
      case Operation::variable:
        return box[i.a];
      case Operation::constant:
        return Interval(e.constants[i.a]);
      case Operation::add:
        return v[i.a] + v[i.b];
      case Operation::subtract:
        return v[i.a] - v[i.b];
      case Operation::multiply:
        return bounded(v[i.a]) && bounded(v[i.b]) ? v[i.a] * v[i.b] : Interval::entire();
      case Operation::divide:
        return quotient(v[i.a], v[i.b]);
      case Operation::negate:
        return -v[i.a];
      case Operation::power:
        return power(v[i.a], i.b);
      default:
        break;
    }
    const Interval x = v[i.a];
    if (i.operation == Operation::sin) return circular(sin(x), x);
    if (i.operation == Operation::cos) return circular(cos(x), x);
    if (i.operation == Operation::atan) return circular(atan(x), x);
    if (i.operation == Operation::abs) return circular(abs(x), x);
    const bool defined = bounded(x) && (i.operation == Operation::exp || x.lower() > 0 ||
                                        (i.operation == Operation::sqrt && x.lower() >= 0));
    if (!defined) return Interval::entire();
    return i.operation == Operation::exp ? exp(x) : i.operation == Operation::log ? log(x) : sqrt(x);
  }
};

::testing::AssertionResult same(const Interval& x, TapeRegisters registers, int r, int lane) {
  const double lower = registers.lower(r)[lane], upper = registers.upper(r)[lane];
  if (x.lower() == lower && x.upper() == upper) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << std::hexfloat << "lane " << lane << ": [" << lower << ", " << upper
                                       << "] instead of [" << x.lower() << ", " << x.upper() << "]";
}

class TapeKernel : public testing::TestWithParam<InstructionSet> {};

TEST_P(TapeKernel, GivesTheEndPointsOfScalarIntervals) {
  if (!is_supported(GetParam())) GTEST_SKIP() << "not on this processor";
  const Problem problem;
  const Tape tape = problem.tape();
  const TapeWorkspace w(tape);
  test::BitPatterns random(20251124);
  const int n = tape.variables();
  const long batches = test::fuzz_count(1000);
  for (long batch = 0; batch < batches; ++batch) {
    Vec<Vec<Interval>> boxes(tape_lanes);
    for (int l = 0; l < tape_lanes; ++l) {
      for (int k = 0; k < n; ++k) {
        const Interval& side = problem.box[k];
        double a = side.lower() + random.unit() * (side.upper() - side.lower()), b = a;
        if (random.below(4) == 0) b = random.between(side.lower(), side.upper());
        if (random.below(4) == 0) b = std::min(side.upper(), a + 0x1p-12);
        if (random.below(8) == 0) a = b = side.lower();
        boxes[l].emplace_back(std::min(a, b), std::max(a, b));
        w.box.lower(k)[l] = w.inner.lower(k)[l] = boxes[l][k].lower();
        w.box.upper(k)[l] = w.inner.upper(k)[l] = boxes[l][k].upper();
      }
    }
    w.enclose(GetParam(), tape_lanes);
    w.enclose_slopes(GetParam(), tape_lanes);
    for (int l = 0; l < tape_lanes; ++l) {
      const Reference expected(problem.expression, problem.goal, boxes[l]);
      ASSERT_TRUE(same(expected.v[problem.goal], w.box, tape.goal(), l));
      ASSERT_TRUE(same(expected.v[problem.constraint], w.box, tape.constraints()[0], l));
      Vec<Interval> middle;
      for (const Interval& x : boxes[l]) middle.push_back((Interval(x.lower()) + Interval(x.upper())) / 2);
      const Reference at_middle(problem.expression, problem.goal, middle);
      Interval form = at_middle.v[problem.goal];
      ASSERT_TRUE(same(form, w.midpoint, tape.goal(), l));
      ASSERT_TRUE(same(at_middle.v[problem.constraint], w.midpoint, tape.constraints()[0], l));
      for (int k = 0; k < n; ++k) {
        ASSERT_TRUE(same(expected.gradient[k], w.adjoint, k, l));
        form += expected.gradient[k] * (boxes[l][k] - middle[k]);
      }
      ASSERT_TRUE(same(form, w.form, 0, l));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, TapeKernel, testing::ValuesIn(all_instruction_sets),
                         [](const auto& p) { return std::string(to_string(p.param)); });

TEST(Tape, HoldsWhatTheGoalAndTheConstraintsNeed) {
  const Symbol x = Symbol::variable("x"), y = Symbol::variable("y");
  Recorder recorder({"x", "y"});
  const int unused = recorder.record(exp(exp(x)));
  const int goal = recorder.record(x * x);
  const Tape tape(recorder.expression(), goal, {}, {Interval(0, 1), Interval(0, 1)});
  EXPECT_NE(unused, goal);
  EXPECT_EQ(tape.registers(), 3);
  const TapeWorkspace w(tape);
  for (const int k : {0, 1}) *w.box.lower(k) = *w.box.upper(k) = *w.inner.lower(k) = *w.inner.upper(k) = 0.5;
  w.enclose(1);
  w.enclose_slopes(1);
  EXPECT_EQ(*w.box.lower(tape.goal()), 0.25);
  EXPECT_EQ(*w.adjoint.lower(0), 1);
  EXPECT_EQ(*w.adjoint.upper(1), 0);  // the goal does not depend on y
}

}  // namespace tape_test
}  // namespace hebb
