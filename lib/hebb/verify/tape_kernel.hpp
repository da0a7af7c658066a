#pragma once

#include <algorithm>
#include <limits>

#include <hebb/verify/tape.hpp>

// The kernel of tape.hpp as a template over a pack of intervals, so that every instruction set has the same one.

namespace hebb::tape_detail {

/// How a kernel sees a pack of intervals. Specialisations: width, load(lower, upper), store(pack, lower, upper), and
/// power(pack, n).
template <class Pack>
struct PackTraits;

template <>
struct PackTraits<Interval> {
  static constexpr int width = 1;
  static Interval load(const double* lower, const double* upper) { return Interval(*lower, *upper); }
  static void store(const Interval& x, double* lower, double* upper) {
    *lower = x.lower();
    *upper = x.upper();
  }
  static Interval constant(double x) { return Interval(x); }
};

template <class Pack>
class Kernel {
 public:
  static void enclose(const Tape& tape, TapeWorkspace& w, int lanes) { run(tape.all, w.box, lanes); }

  static void enclose_slopes(const Tape& tape, TapeWorkspace& w, int lanes) {
    run(tape.goal_only, w.box, lanes);
    differentiate(tape, w, lanes);
    set_midpoints(tape, w, lanes);
    run(tape.goal_only, w.midpoint, lanes);
    for (int l = 0; l < lanes; l += width) {
      Pack form = get(w.midpoint, tape.goal, l);
      for (int k = 0; k < tape.variables; ++k) {
        form = form + get(w.adjoint, k, l) * (get(w.box, k, l) - get(w.midpoint, k, l));
      }
      put(w.form, 0, l, form);
    }
  }

 private:
  using Traits = PackTraits<Pack>;
  static constexpr int width = Traits::width;
  static constexpr double inf = std::numeric_limits<double>::infinity();

  static Pack get(const LaneRegisters& r, int k, int lane) { return Traits::load(r.lower(k) + lane, r.upper(k) + lane); }
  static void put(LaneRegisters& r, int k, int lane, const Pack& x) {
    Traits::store(x, r.lower(k) + lane, r.upper(k) + lane);
  }

  static void run(const std::vector<Tape::Step>& steps, LaneRegisters& r, int lanes) {
    for (const Tape::Step& s : steps) {
      const auto each = [&](auto&& operation) {
        for (int l = 0; l < lanes; l += width) put(r, s.target, l, operation(l));
      };
      switch (s.operation) {
        case Operation::add: each([&](int l) { return get(r, s.a, l) + get(r, s.b, l); }); break;
        case Operation::subtract: each([&](int l) { return get(r, s.a, l) - get(r, s.b, l); }); break;
        case Operation::multiply: each([&](int l) { return get(r, s.a, l) * get(r, s.b, l); }); break;
        case Operation::negate: each([&](int l) { return -get(r, s.a, l); }); break;
        case Operation::divide: each([&](int l) { return quotient(get(r, s.a, l), get(r, s.b, l)); }); break;
        case Operation::power: each([&](int l) { return checked(pow(get(r, s.a, l), s.b)); }); break;
        default: elementary(s, r, lanes); break;
      }
    }
  }

  /// `everything` for x without information.
  static Pack checked(const Pack& x) {
    return per_lane(x, x, [](double lower, double upper, double, double) { return lower == -inf || upper == inf; });
  }
  static Pack quotient(const Pack& x, const Pack& y) {
    return per_lane(x / y, y, [](double lower, double upper, double y_lower, double y_upper) {
      return (y_lower <= 0 && y_upper >= 0) || lower == -inf || upper == inf;
    });
  }
  /// x, or `everything` in the lanes where `lost` says so of the ends of x and y.
  template <class Lost>
  static Pack per_lane(const Pack& x, const Pack& y, Lost&& lost) {
    alignas(64) double lower[width], upper[width], y_lower[width], y_upper[width];
    Traits::store(x, lower, upper);
    Traits::store(y, y_lower, y_upper);
    bool any = false;
    for (int l = 0; l < width; ++l) any |= lost(lower[l], upper[l], y_lower[l], y_upper[l]);
    if (!any) return x;
    for (int l = 0; l < width; ++l) {
      if (!lost(lower[l], upper[l], y_lower[l], y_upper[l])) continue;
      lower[l] = -inf;
      upper[l] = inf;
    }
    return Traits::load(lower, upper);
  }

  static void elementary(const Tape::Step& s, LaneRegisters& r, int lanes) {
    for (int l = 0; l < lanes; ++l) {
      const double lower = r.lower(s.a)[l], upper = r.upper(s.a)[l];
      const bool defined = lower > -inf && upper < inf && (s.operation == Operation::exp || lower > 0 ||
                                                           (s.operation == Operation::sqrt && lower == 0));
      Interval y = Interval::entire();
      if (defined) {
        const Interval x(lower, upper);
        y = s.operation == Operation::exp ? exp(x) : s.operation == Operation::log ? log(x) : sqrt(x);
        if (!y.is_bounded()) y = Interval::entire();
      }
      r.lower(s.target)[l] = y.lower();
      r.upper(s.target)[l] = y.upper();
    }
  }

  static void differentiate(const Tape& tape, TapeWorkspace& w, int lanes) {
    LaneRegisters& adjoint = w.adjoint;
    const LaneRegisters& v = w.box;
    adjoint.fill(tape.goal, 1);
    for (const Tape::Step& s : tape.reverse) {
      const auto each = [&](auto&& first_term, auto&& second_term) {
        for (int l = 0; l < lanes; l += width) {
          const Pack a = get(adjoint, s.target, l);
          if (s.differentiate_a) add(adjoint, s.a, l, s.first_a, first_term(a, l));
          if (s.differentiate_b) add(adjoint, s.b, l, s.first_b, second_term(a, l));
        }
      };
      const auto nothing = [](const Pack& a, int) { return a; };
      switch (s.operation) {
        case Operation::add: each(nothing, nothing); break;
        case Operation::subtract: each(nothing, [](const Pack& a, int) { return -a; }); break;
        case Operation::negate: each([](const Pack& a, int) { return -a; }, nothing); break;
        case Operation::multiply:
          each([&](const Pack& a, int l) { return a * get(v, s.b, l); },
               [&](const Pack& a, int l) { return a * get(v, s.a, l); });
          break;
        case Operation::divide:
          each([&](const Pack& a, int l) { return quotient(a, get(v, s.b, l)); },
               [&](const Pack& a, int l) { return -quotient(a * get(v, s.target, l), get(v, s.b, l)); });
          break;
        case Operation::power: {
          const Pack n = Traits::constant(s.b);
          each([&](const Pack& a, int l) {
            const Pack x = get(v, s.a, l);
            return a * (n * (s.b == 2 ? x : checked(pow(x, s.b - 1))));
          }, nothing);
          break;
        }
        case Operation::exp: each([&](const Pack& a, int l) { return a * get(v, s.target, l); }, nothing); break;
        case Operation::log: each([&](const Pack& a, int l) { return quotient(a, get(v, s.a, l)); }, nothing); break;
        default: {
          const Pack two = Traits::constant(2);
          each([&](const Pack& a, int l) { return quotient(a, two * get(v, s.target, l)); }, nothing);
        }
      }
    }
  }

  static void add(LaneRegisters& adjoint, int k, int lane, bool first, const Pack& term) {
    put(adjoint, k, lane, first ? term : get(adjoint, k, lane) + term);
  }

  /// (lower + upper)/2, each in the interval between its outer and its inner end.
  static void set_midpoints(const Tape& tape, TapeWorkspace& w, int lanes) {
    const Pack half = Traits::constant(0.5);
    for (int k = 0; k < tape.variables; ++k) {
      for (int l = 0; l < lanes; l += width) {
        const Pack lower = Traits::load(w.box.lower(k) + l, w.inner.lower(k) + l);
        const Pack upper = Traits::load(w.inner.upper(k) + l, w.box.upper(k) + l);
        put(w.midpoint, k, l, (lower + upper) * half);
      }
    }
  }
};

}  // namespace hebb::tape_detail
