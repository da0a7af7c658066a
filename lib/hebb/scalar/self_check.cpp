#include <array>
#include <cmath>

#include <fmt/format.h>
#include <mpfr.h>

#include <hebb/scalar/directed.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/packed/packed_check.hpp>
#include <hebb/scalar/self_check.hpp>

namespace hebb {
namespace {

using Reason = std::optional<std::string>;

// A value that the compiler knows nothing about.
double opaque(double x) {
  volatile double hidden = x;
  return hidden;
}

Reason check_rounding_mode() {
  const double one = opaque(1), tiny = opaque(0x1p-60);
  const bool nearest = one + tiny == 1 && one - tiny == 1 && -one - tiny == -1 && tiny - one == -1 &&
                       one + opaque(0x1.8p-53) == 1 + 0x1p-52;
  if (nearest) return {};
  return "the processor's rounding mode is not round-to-nearest";
}

Reason check_subnormals() {
  const double least = opaque(std::numeric_limits<double>::denorm_min());
  const double smallest_normal = opaque(std::numeric_limits<double>::min());
  if (directed::bits(opaque(smallest_normal * opaque(0.5))) == 0) return "subnormal results are flushed to zero (FTZ)";
  if (opaque(least * opaque(0x1p60)) != 0x1p-1014) return "subnormal operands are read as zero (DAZ)";
  return {};
}

Reason check_contraction() {
  const double a = opaque(1 + 0x1p-30), b = opaque(1 - 0x1p-30), c = opaque(-1);
  const double value = a * b + c;
  if (value == 0) return {};
  return "the compiler contracted a * b + c into one rounding; compile with -ffp-contract=off";
}

Reason check_mpfr() {
  if (mpfr_buildopt_tls_p() == 0) return "the MPFR library was built without thread safety";
  if (mpfr_get_emin() > -5000 || mpfr_get_emax() < 5000)
    return "the exponent range of MPFR was reduced below what double needs";
  return {};
}

using Directed = double (*)(double, double);
using Exact = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
struct Operation {
  const char* name;
  Directed down, up;
  Exact exact;
};
const std::array<Operation, 5> operations = {{
    {"+", [](double x, double y) { return add_down(x, y); }, [](double x, double y) { return add_up(x, y); }, mpfr_add},
    {"-", [](double x, double y) { return sub_down(x, y); }, [](double x, double y) { return sub_up(x, y); }, mpfr_sub},
    {"*", [](double x, double y) { return mul_down(x, y); }, [](double x, double y) { return mul_up(x, y); }, mpfr_mul},
    {"/", [](double x, double y) { return div_down(x, y); }, [](double x, double y) { return div_up(x, y); }, mpfr_div},
    {"sqrt of", [](double, double y) { return sqrt_down(y); }, [](double, double y) { return sqrt_up(y); },
     [](mpfr_ptr r, mpfr_srcptr, mpfr_srcptr y, mpfr_rnd_t direction) { return mpfr_sqrt(r, y, direction); }},
}};

constexpr std::array battery = {1.0,
                                -1.0,
                                3.0,
                                -7.0,
                                0.1,
                                1 + 0x1p-52,
                                1 - 0x1p-53,
                                -0x1.8p-53,
                                0x1p-60,
                                0x1p-537,
                                0x1.8p-600,
                                -0x1.123456789abcdp511,
                                0x1p-1022,
                                -0x1p-1074,
                                0x1p-1073,
                                0x1.8p-1060,
                                -0x1.fp-1023,
                                0x1.fffffffffffffp-1022,
                                0x1p1023,
                                -0x1.8p1023,
                                1e300,
                                6.02e23,
                                0x1.fffffffffffffp1023};

Reason check_directed() {
  MPFR_DECL_INIT(a, 53);
  MPFR_DECL_INIT(b, 53);
  MPFR_DECL_INIT(r, 53);
  for (const double left : battery) {
    for (const double right : battery) {
      const double x = opaque(left), y = opaque(right);
      mpfr_set_d(a, x, MPFR_RNDN);
      mpfr_set_d(b, y, MPFR_RNDN);
      for (const Operation& f : operations) {
        if (f.exact(r, a, b, MPFR_RNDD), mpfr_nan_p(r)) continue;
        const bool down = mpfr_get_d(r, MPFR_RNDD) == f.down(x, y);
        f.exact(r, a, b, MPFR_RNDU);
        if (!down || mpfr_get_d(r, MPFR_RNDU) != f.up(x, y))
          return fmt::format("directed rounding fails its law for {:a} {} {:a}", x, f.name, y);
      }
    }
  }
  return {};
}

// Interval computes both ends of sums and products together; they must be those of directed.hpp.
Reason check_interval() {
  for (const double left : battery) {
    for (const double right : battery) {
      const double x = opaque(left), y = opaque(right);
      const Interval sum = Interval(x) + Interval(y), product = Interval(x) * Interval(y);
      if (sum.lower() != add_down(x, y) || sum.upper() != add_up(x, y) || product.lower() != mul_down(x, y) ||
          product.upper() != mul_up(x, y))
        return fmt::format("interval arithmetic fails its law for {:a} and {:a}", x, y);
    }
  }
  return {};
}

// The kernels may leave the rounding to the processor or to its control register; each must keep the law, and
// afterwards the register must be what it was.
Reason check_packed() {
  constexpr int lanes = 8;
  for (const InstructionSet set : all_instruction_sets) {
    if (!is_supported(set)) continue;
    for (std::size_t first = 0; first < battery.size() * battery.size(); first += lanes) {
      double x[lanes], y[lanes];
      for (std::size_t k = 0; k < lanes; ++k) {
        const std::size_t pair = (first + k) % (battery.size() * battery.size());
        x[k] = battery[pair / battery.size()];
        y[k] = battery[pair % battery.size()];
      }
      packed::CheckedEnds ends;
      dispatch(set, [&]<class Isa>(Isa) { packed::check_operations<Isa>(x, y, ends); });
      for (std::size_t f = 0; f < operations.size(); ++f) {
        for (int k = 0; k < lanes; ++k) {
          const double right = f == 4 ? std::fabs(y[k]) : y[k];
          if (ends.lower[f][k] != operations[f].down(x[k], right) || ends.upper[f][k] != operations[f].up(x[k], right))
            return fmt::format("packed intervals ({}) fail their law for {:a} {} {:a}", to_string(set), x[k],
                               operations[f].name, right);
        }
      }
    }
  }
  return check_rounding_mode();
}

Reason check_elementary() {
  MPFR_DECL_INIT(argument, 53);
  MPFR_DECL_INIT(value, 200);
  for (const double point : {1.0, 0.5, 0.1, 2.718281828459045, 1e-5, 0x1p-1074, 700.0, 1 + 0x1p-52}) {
    const double x = opaque(point);
    mpfr_set_d(argument, x, MPFR_RNDN);
    const auto contains = [&](const Interval& y) {
      return mpfr_cmp_d(value, y.lower()) >= 0 && mpfr_cmp_d(value, y.upper()) <= 0;
    };
    mpfr_exp(value, argument, MPFR_RNDN);
    if (!contains(exp(Interval(x)))) return fmt::format("exp fails containment at {:a}", x);
    mpfr_log(value, argument, MPFR_RNDN);
    if (!contains(log(Interval(x)))) return fmt::format("log fails containment at {:a}", x);
  }
  return {};
}

}  // namespace

std::optional<std::string> self_check() {
  for (const auto check : {check_rounding_mode, check_subnormals, check_contraction, check_mpfr, check_directed,
                           check_interval, check_packed, check_elementary})
    if (Reason reason = check()) return reason;
  return {};
}

}  // namespace hebb
