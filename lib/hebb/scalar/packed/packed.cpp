#include <cmath>
#include <string>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/scalar/packed/packed_support.hpp>
#include <hebb/scalar/packed/rounding_mode.hpp>

namespace hebb {

bool is_supported(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
  if (set == InstructionSet::avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return set == InstructionSet::portable;
}

InstructionSet best_instruction_set() {
  static const InstructionSet best = [] {
    InstructionSet fastest = InstructionSet::portable;
    for (InstructionSet s : all_instruction_sets) fastest = is_supported(s) ? s : fastest;
    return fastest;
  }();
  return best;
}

namespace packed {

void reject_instruction_set(InstructionSet set) {
  throw PreconditionError("this processor has no instruction set " + std::string(to_string(set)));
}

void reject_lane(int lane, double lower, double upper) {
  std::string reason;
  rounding_to_nearest([&] {
    reason = "lane " + std::to_string(lane) + ": [" + std::to_string(lower) + ", " + std::to_string(upper) +
             "] is not an interval that this operation takes";
  });
  throw PreconditionError(reason);
}

void middle(double* x, const double* y) {
  rounding_to_nearest([=] {
    for (int k = 0; k < lane_count; ++k) x[k] = x[k] / 2 + y[k] / 2;
  });
}

void enclose(const Rational& q, double& lower, double& upper) {
  rounding_to_nearest([&] {
    const Interval x(q);
    lower = x.lower();
    upper = x.upper();
  });
}

void apply(ElementaryFunction function, double* lower, double* upper) {
  rounding_to_nearest([=] {
    for (int k = 0; k < lane_count; ++k) {
      const Interval x(lower[k], upper[k]);
      const Interval y = function == ElementaryFunction::exp ? exp(x) : log(x);
      lower[k] = y.lower();
      upper[k] = y.upper();
    }
  });
}

}  // namespace packed
}  // namespace hebb
