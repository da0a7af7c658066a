#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace hebb {

/// The instruction sets that packed kernels are compiled for, slowest first. All give the same end points.
///   portable  directed.hpp, lane by lane          avx2     4 doubles per instruction, the processor made to round up
///   avx512    (F and DQ) rounding embedded in the instruction, 8 doubles per instruction
enum class InstructionSet { portable, avx2, avx512 };
/// All of them.
inline constexpr std::array all_instruction_sets{InstructionSet::portable, InstructionSet::avx2,
                                                 InstructionSet::avx512};

/// Tags that name an instruction set in the type of a kernel and of everything it inlines.
struct Portable {};
struct Avx2 {};    // the tag of avx2
struct Avx512 {};  // the tag of avx512

/// "portable", "avx2", "avx512".
constexpr std::string_view to_string(InstructionSet s) {
  return s == InstructionSet::avx512 ? "avx512" : s == InstructionSet::avx2 ? "avx2" : "portable";
}

/// Whether this processor and operating system can run kernels of that set (portable: always).
bool is_supported(InstructionSet set);
/// The fastest supported one; decided once.
InstructionSet best_instruction_set();

/// Calls kernel(Isa{}) with the tag of `set`; use it around a whole kernel, not around single operations. The kernel is
/// a generic callable, say [&]<class Isa>(Isa) { field<Isa>(p, n); }, where field is declared here and
/// instantiated explicitly in three files (see packed.hpp). Throws PreconditionError when the set is not supported.
template <class Kernel>
decltype(auto) dispatch(InstructionSet set, Kernel&& kernel);
/// The same with the best instruction set.
template <class Kernel>
decltype(auto) dispatch(Kernel&& kernel) {
  return dispatch(best_instruction_set(), std::forward<Kernel>(kernel));
}

// @cond internal
namespace packed {
[[noreturn]] void reject_instruction_set(InstructionSet set);
}
// @endcond

template <class Kernel>
decltype(auto) dispatch(InstructionSet set, Kernel&& kernel) {
  if (!is_supported(set)) packed::reject_instruction_set(set);
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) return kernel(Avx512{});
  if (set == InstructionSet::avx2) return kernel(Avx2{});
#endif
  return kernel(Portable{});
}

}  // namespace hebb
