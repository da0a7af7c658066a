#pragma once

#include <hebb/scalar/symbolic/expression.hpp>

/// What the kernels of a tape see: plain data, without any function that a compiler could emit with the instructions of
/// a kernel (see packed.hpp).
namespace hebb {

/// Boxes that one call handles, in packs of eight: as many as hide the latency of the instructions while the registers
/// of a tape stay in the first cache.
inline constexpr int tape_lanes = 32;

struct TapeStep {
  Operation operation;
  bool differentiate_a = false, differentiate_b = false;  // the operand depends on a variable
  bool first_a = false, first_b = false;                  // reverse: nothing was added to its adjoint before
  bool nonnegative_a = false, nonnegative_b = false;      // the operand is certainly >= 0 on the root box
  bool may_be_undefined = false;                          // a factor of a product may be `everything` on the root box
  int target = 0, a = 0, b = 0;                           // registers; b is the exponent of a power
};

struct TapeSteps {
  const TapeStep* first;
  int count;
};

struct TapeCode {
  int variables, goal;
  TapeSteps forward, reverse;
};

/// Register r: tape_lanes lower ends at ends[2 r tape_lanes], then as many upper ends.
struct TapeRegisters {
  double* ends;
  [[gnu::always_inline]] double* lower(int r) const { return ends + 2 * tape_lanes * r; }
  [[gnu::always_inline]] double* upper(int r) const { return ends + 2 * tape_lanes * r + tape_lanes; }
};

/// The kernels, for `packs` packs of eight boxes; instantiated in tape_kernel_portable.cpp, _avx2.cpp, _avx512.cpp.
template <class Isa>
void run_tape(TapeCode code, TapeRegisters box, int packs);
template <class Isa>
void run_tape_slopes(TapeCode code, TapeRegisters box, TapeRegisters inner, TapeRegisters midpoint,
                     TapeRegisters adjoint, TapeRegisters form, int packs);

/// exp, log, sqrt, sin, cos or atan on eight boxes, with the rule of `everything`; compiled without special
/// instructions, and rounded to nearest in any mode.
void run_elementary(Operation operation, const double* lower, const double* upper, double* result_lower,
                    double* result_upper);

}  // namespace hebb
