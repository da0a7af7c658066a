#include <algorithm>

#include <hebb/flows/enclosed_point.hpp>
#include <hebb/scalar/elementary.hpp>

namespace hebb {
namespace {

bool is_narrow(const RealInterval& x, double tolerance) {
  if (x.is_point()) return true;
  const RealInterval size = x - x;  // [-width, width]
  return mpfr_sgn(x.left()) > 0 &&
         certainly(less_equal(size / x, RealInterval(tolerance, tolerance, RealInterval::int_precision)));
}

}  // namespace

bool is_narrow(const EnclosedPoint& x, double tolerance) {
  return is_narrow(x.rest, tolerance) &&
         std::ranges::all_of(x.p, [&](const RealInterval& p) { return is_narrow(p, tolerance); });
}

Norms norms(const EnclosedPoint& x, const EnclosedPoint& y, std::size_t leader) {
  RealInterval sup = like(x.rest, Rational(0)), one = sup, squares = sup;
  for (std::size_t i = 0; i < x.p.size(); ++i) {
    const RealInterval size = abs(i == leader ? y.rest - x.rest : x.p[i] - y.p[i]);
    sup = max(sup, size);
    one += size;
    squares += square(size);
  }
  return {sup.to_interval(), one.to_interval(), sqrt(squares).to_interval()};
}

ComparedPoint rounded(const EnclosedPoint& x) {
  ComparedPoint out;
  for (const RealInterval& p : x.p) out.p.push_back(p.to_interval());
  out.rest = x.rest.to_interval();
  return out;
}

}  // namespace hebb
