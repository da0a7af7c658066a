#pragma once

#include <limits>

#include <hebb/scalar/packed/packed.hpp>
#include <hebb/verify/tape/tape_code.hpp>

namespace hebb::tape_detail {

#define HEBB_INLINE [[gnu::always_inline]] inline

/// The kernel of tape.hpp over the arithmetic of an instruction set (see run_batch). Everything that it calls is a
/// template over the tag or always in line.
template <class Isa>
class TapeKernel {
 public:
  using Pack = PackedInterval<Isa>;
  using NonNegative = PackedNonNegative<Isa>;

  static void run(TapeSteps steps, TapeRegisters r, int packs) {
    for (int k = 0; k < steps.count; ++k) {
      const TapeStep s = steps.first[k];
      switch (s.operation) {
        case Operation::add:
          each(s, r, packs, [](const Pack& x, const Pack& y) { return x + y; });
          break;
        case Operation::subtract:
          each(s, r, packs, [](const Pack& x, const Pack& y) { return x - y; });
          break;
        case Operation::multiply:
          if (s.may_be_undefined) {
            each(s, r, packs, [](const Pack& x, const Pack& y) { return product(x, y); });
          } else if (s.nonnegative_a && s.nonnegative_b) {
            each(s, r, packs, [](const Pack& x, const Pack& y) -> Pack {
              return NonNegative::unchecked(x) * NonNegative::unchecked(y);
            });
          } else if (s.nonnegative_a) {
            each(s, r, packs, [](const Pack& x, const Pack& y) { return NonNegative::unchecked(x) * y; });
          } else if (s.nonnegative_b) {
            each(s, r, packs, [](const Pack& x, const Pack& y) { return NonNegative::unchecked(y) * x; });
          } else {
            each(s, r, packs, [](const Pack& x, const Pack& y) { return x * y; });
          }
          break;
        case Operation::divide:
          each(s, r, packs, [](const Pack& x, const Pack& y) { return quotient(x, y); });
          break;
        case Operation::negate:
          for (int l = 0; l < packs; ++l) put(r, s.target, l, -get(r, s.a, l));
          break;
        case Operation::power:
          for (int l = 0; l < packs; ++l) put(r, s.target, l, power(get(r, s.a, l), s.b));
          break;
        case Operation::abs:
          for (int l = 0; l < packs; ++l) put(r, s.target, l, magnitude(get(r, s.a, l)));
          break;
        default:
          for (int l = 0; l < packs; ++l) {
            const int at = l * lane_count;
            run_elementary(s.operation, r.lower(s.a) + at, r.upper(s.a) + at, r.lower(s.target) + at,
                           r.upper(s.target) + at);
          }
      }
    }
  }

  // Long: one rule for each operation.
  static void differentiate(TapeCode code, TapeRegisters v, TapeRegisters adjoint, int packs) {
    for (int l = 0; l < packs; ++l) {
      for (int k = 0; k < code.variables; ++k) put(adjoint, k, l, Pack());
      put(adjoint, code.goal, l, Pack(1));
    }
    for (int k = 0; k < code.reverse.count; ++k) {
      const TapeStep s = code.reverse.first[k];
      switch (s.operation) {
        case Operation::add:
          both(s, adjoint, packs, same, same);
          break;
        case Operation::subtract:
          both(s, adjoint, packs, same, opposite);
          break;
        case Operation::negate:
          both(s, adjoint, packs, opposite, opposite);
          break;
        case Operation::multiply:
          add_products(adjoint, v, s.target, s.b, s.nonnegative_b, s.a, s.differentiate_a, s.first_a, packs);
          add_products(adjoint, v, s.target, s.a, s.nonnegative_a, s.b, s.differentiate_b, s.first_b, packs);
          break;
        case Operation::divide:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return quotient(a, get(v, s.b, l)); },
              [&](const Pack& a, int l) { return -quotient(a * get(v, s.target, l), get(v, s.b, l)); });
          break;
        case Operation::power:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return a * (Pack(s.b) * power(get(v, s.a, l), s.b - 1)); },
              same);
          break;
        case Operation::exp:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return a * get(v, s.target, l); }, same);
          break;
        case Operation::log:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return quotient(a, get(v, s.a, l)); }, same);
          break;
        case Operation::sin:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return a * elementary(Operation::cos, v, s.a, l); }, same);
          break;
        case Operation::cos:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return -(a * elementary(Operation::sin, v, s.a, l)); },
              same);
          break;
        case Operation::atan:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return quotient(a, Pack(1) + power(get(v, s.a, l), 2)); },
              same);
          break;
        case Operation::abs:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return a * sign(get(v, s.a, l)); }, same);
          break;
        default:
          both(
              s, adjoint, packs, [&](const Pack& a, int l) { return quotient(a, Pack(2) * get(v, s.target, l)); },
              same);
      }
    }
  }

  /// Half the sum of the ends; each lies between its outer value, in box, and its inner one.
  static void set_midpoints(int variables, TapeRegisters box, TapeRegisters inner, TapeRegisters midpoint, int packs) {
    const Lanes<Isa> half(0.5);
    for (int k = 0; k < variables; ++k) {
      for (int l = 0; l < packs; ++l) {
        const Pack outer_ends = get(box, k, l), inner_ends = get(inner, k, l);
        put(midpoint, k, l,
            Pack::unchecked(mul_down(add_down(outer_ends.lower(), inner_ends.upper()), half),
                            mul_up(add_up(inner_ends.lower(), outer_ends.upper()), half)));
      }
    }
  }

  static void set_mean_value_form(TapeCode code, TapeRegisters box, TapeRegisters midpoint, TapeRegisters adjoint,
                                  TapeRegisters form, int packs) {
    for (int l = 0; l < packs; ++l) {
      Pack f = get(midpoint, code.goal, l);
      for (int k = 0; k < code.variables; ++k) f = f + get(adjoint, k, l) * (get(box, k, l) - get(midpoint, k, l));
      put(form, 0, l, f);
    }
  }

 private:
  static constexpr double inf = std::numeric_limits<double>::infinity(), huge = std::numeric_limits<double>::max();

  HEBB_INLINE static Pack get(TapeRegisters r, int k, int pack) {
    return Pack::unchecked_load(r.lower(k) + pack * lane_count, r.upper(k) + pack * lane_count);
  }
  HEBB_INLINE static void put(TapeRegisters r, int k, int pack, const Pack& x) {
    x.lower().store(r.lower(k) + pack * lane_count);
    x.upper().store(r.upper(k) + pack * lane_count);
  }
  template <class F>
  HEBB_INLINE static void each(const TapeStep& s, TapeRegisters r, int packs, F operation) {
    for (int l = 0; l < packs; ++l) put(r, s.target, l, operation(get(r, s.a, l), get(r, s.b, l)));
  }

  HEBB_INLINE static Pack everything() {
    const Lanes<Isa> infinite(inf);
    return Pack::unchecked(negate(infinite), infinite);
  }
  /// `everything` where the denominator contains zero.
  static Pack quotient(const Pack& x, const Pack& y) {
    const unsigned defined = certainly_positive(y) | certainly_negative(y);
    return select(defined, x / y, everything());
  }
  /// x^n, n >= 1; `everything` where an end of it is infinite.
  static Pack power(const Pack& x, int n) {
    if (n == 1) return x;
    const Pack y = pow(x, n);
    return select(bounded(y), y, everything());
  }
  /// |x|; `everything` where an end of it is infinite.
  static Pack magnitude(const Pack& x) { return select(bounded(x), abs(x), everything()); }
  /// The slope of |x|: 1 where x >= 0, -1 where x <= 0, else [-1, 1] (`everything` where an end is infinite).
  static Pack sign(const Pack& x) {
    const Pack either = select(certainly_nonpositive(x), Pack(-1), hull(Pack(-1), Pack(1)));
    return select(bounded(x), select(certainly_nonnegative(x), Pack(1), either), everything());
  }
  /// The function of register k.
  static Pack elementary(Operation operation, TapeRegisters r, int k, int pack) {
    double lower[lane_count], upper[lane_count];
    run_elementary(operation, r.lower(k) + pack * lane_count, r.upper(k) + pack * lane_count, lower, upper);
    return Pack::unchecked_load(lower, upper);
  }
  /// `everything` where a factor is infinite: zero times an undefined value is undefined.
  static Pack product(const Pack& x, const Pack& y) { return select(bounded(x) & bounded(y), x * y, everything()); }
  static unsigned bounded(const Pack& x) {
    const Lanes<Isa> largest(huge);
    return subset(x, Pack::unchecked(negate(largest), largest));
  }

  HEBB_INLINE static void add(TapeRegisters adjoint, int k, int pack, bool first, const Pack& term) {
    put(adjoint, k, pack, first ? term : get(adjoint, k, pack) + term);
  }
  template <class F, class G>
  HEBB_INLINE static void both(const TapeStep& s, TapeRegisters adjoint, int packs, F term_a, G term_b) {
    for (int l = 0; l < packs; ++l) {
      const Pack a = get(adjoint, s.target, l);
      if (s.differentiate_a) add(adjoint, s.a, l, s.first_a, term_a(a, l));
      if (s.differentiate_b) add(adjoint, s.b, l, s.first_b, term_b(a, l));
    }
  }
  static constexpr auto same = [](const Pack& a, int) { return a; };
  static constexpr auto opposite = [](const Pack& a, int) { return -a; };

  /// adjoint[to] += adjoint[from] v[factor]
  static void add_products(TapeRegisters adjoint, TapeRegisters v, int from, int factor, bool nonnegative, int to,
                           bool wanted, bool first, int packs) {
    if (!wanted) return;
    if (nonnegative) {
      for (int l = 0; l < packs; ++l)
        add(adjoint, to, l, first, NonNegative::unchecked(get(v, factor, l)) * get(adjoint, from, l));
    } else {
      for (int l = 0; l < packs; ++l) add(adjoint, to, l, first, get(adjoint, from, l) * get(v, factor, l));
    }
  }
};

#undef HEBB_INLINE

}  // namespace hebb::tape_detail

namespace hebb {

template <class Isa>
void run_tape(TapeCode code, TapeRegisters box, int packs) {
  run_batch<Isa>([=]<class I>(I) { tape_detail::TapeKernel<I>::run(code.forward, box, packs); });
}

template <class Isa>
void run_tape_slopes(TapeCode code, TapeRegisters box, TapeRegisters inner, TapeRegisters midpoint,
                     TapeRegisters adjoint, TapeRegisters form, int packs) {
  run_batch<Isa>([=]<class I>(I) {
    using Kernel = tape_detail::TapeKernel<I>;
    Kernel::differentiate(code, box, adjoint, packs);
    Kernel::set_midpoints(code.variables, box, inner, midpoint, packs);
    Kernel::run(code.forward, midpoint, packs);
    Kernel::set_mean_value_form(code, box, midpoint, adjoint, form, packs);
  });
}

}  // namespace hebb
