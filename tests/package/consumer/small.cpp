// A user's program that takes the library in by add_subdirectory: one formula, exactly and enclosed.
#include <cstdio>

#include <hebb/model.hpp>
#include <hebb/scalar.hpp>

int main() {
  using namespace hebb::literals;
  const hebb::Vec<hebb::Rational> p{0.5_q, 0.3_q, 0.2_q};
  const hebb::Vec<hebb::Interval> box{hebb::Interval(p[0]), hebb::Interval(p[1]), hebb::Interval(p[2])};
  const hebb::Rational exact = hebb::loss(p);
  const hebb::Interval enclosed = hebb::loss(box);
  const hebb::Interval third = hebb::Interval(1) / hebb::Interval(3);  // a width of zero would be unsound
  std::printf("loss %s in [%.17g, %.17g]\n", hebb::to_string(exact).c_str(), enclosed.lower(), enclosed.upper());
  return enclosed.contains(exact) && third.lower() < third.upper() ? 0 : 1;
}
