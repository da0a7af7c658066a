#pragma once

#include <boost/numeric/interval/arith.hpp>
#include <boost/numeric/interval/arith2.hpp>
#include <boost/numeric/interval/checking.hpp>
#include <boost/numeric/interval/interval.hpp>
#include <boost/numeric/interval/policies.hpp>
#include <boost/numeric/interval/utility.hpp>

#include <hebb/scalar/directed.hpp>

namespace hebb {

/// Rounding policy of Boost.Interval: every end point comes from directed.hpp, so it is the correctly rounded one,
/// whatever the compiler flags about the rounding mode are. (The default policy changes the processor's rounding mode
/// behind the compiler's back; see docs/theory/interval-arithmetic.md for what then goes wrong.)
struct EndPointRounding {
  using unprotected_rounding = EndPointRounding;
  static double add_down(double a, double b) { return hebb::add_down(a, b); }
  static double add_up(double a, double b) { return hebb::add_up(a, b); }
  static double sub_down(double a, double b) { return hebb::sub_down(a, b); }
  static double sub_up(double a, double b) { return hebb::sub_up(a, b); }
  static double mul_down(double a, double b) { return hebb::mul_down(a, b); }
  static double mul_up(double a, double b) { return hebb::mul_up(a, b); }
  static double div_down(double a, double b) { return hebb::div_down(a, b); }
  static double div_up(double a, double b) { return hebb::div_up(a, b); }
  static double sqrt_down(double x) { return hebb::sqrt_down(x); }
  static double sqrt_up(double x) { return hebb::sqrt_up(x); }
};

/// Checking policy of Boost.Interval: none, because the class Interval lets no NaN and no empty set in, and its
/// operations make none of what it lets in.
struct EndPointChecking : boost::numeric::interval_lib::checking_base<double> {
  static bool is_nan(double) { return false; }
  static bool is_empty(double, double) { return false; }
};

using BoostInterval =
    boost::numeric::interval<double, boost::numeric::interval_lib::policies<EndPointRounding, EndPointChecking>>;

}  // namespace hebb
