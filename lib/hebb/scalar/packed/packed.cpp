#include <cmath>
#include <string>

#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/packed/packed_dispatch.hpp>
#include <hebb/scalar/packed/packed_lanes.hpp>
#include <hebb/scalar/packed/packed_support.hpp>

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
  throw PreconditionError("lane " + std::to_string(lane) + ": [" + std::to_string(lower) + ", " +
                          std::to_string(upper) + "] is not an interval that this operation takes");
}

void repair(LaneOperation operation, const double* x, const double* y, double* r, unsigned which) {
  for (int k = 0; k < lane_count; ++k) {
    if ((which >> k & 1) == 0) continue;
    switch (operation) {
      case LaneOperation::add_down:
        r[k] = add_down(x[k], y[k]);
        break;
      case LaneOperation::add_up:
        r[k] = add_up(x[k], y[k]);
        break;
      case LaneOperation::mul_down:
        r[k] = mul_down(x[k], y[k]);
        break;
      case LaneOperation::mul_up:
        r[k] = mul_up(x[k], y[k]);
        break;
      case LaneOperation::div_down:
        r[k] = div_down(x[k], y[k]);
        break;
      case LaneOperation::div_up:
        r[k] = div_up(x[k], y[k]);
        break;
      case LaneOperation::sqrt_down:
        r[k] = sqrt_down(x[k]);
        break;
      case LaneOperation::sqrt_up:
        r[k] = sqrt_up(x[k]);
        break;
    }
  }
}

void enclose(const Rational& q, double& lower, double& upper) {
  const Interval x(q);
  lower = x.lower();
  upper = x.upper();
}

void apply(ElementaryFunction function, double* lower, double* upper) {
  for (int k = 0; k < lane_count; ++k) {
    const Interval x(lower[k], upper[k]);
    const Interval y = function == ElementaryFunction::exp ? exp(x) : log(x);
    lower[k] = y.lower();
    upper[k] = y.upper();
  }
}

}  // namespace packed
}  // namespace hebb
