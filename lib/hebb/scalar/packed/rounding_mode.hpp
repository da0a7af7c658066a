#pragma once

#include <memory>
#include <type_traits>

/// The one place that changes the processor's rounding mode.
namespace hebb::packed {

#if defined(__x86_64__)

/// How sums, products, quotients and roots of doubles round (bits 13 and 14 of MXCSR).
enum class RoundingMode : unsigned { nearest = 0, upward = 0x4000 };

/// Calls body(data) with the mode; restores the control register on return and when body throws.
/// Never in line, and its callers hide which body it is: no arithmetic stands on both sides of a change of the mode, so
/// that no compiler can move any across it.
void call_rounding(RoundingMode mode, void (*body)(void*), void* data);

template <class Body>
void rounding(RoundingMode mode, Body&& body) {
  using B = std::remove_reference_t<Body>;
  void (*call)(void*) = [](void* b) { (*static_cast<B*>(b))(); };
  asm volatile("" : "+r"(call) : : "memory");
  call_rounding(mode, call, const_cast<std::remove_const_t<B>*>(std::addressof(body)));
}

#endif

/// body() while the processor rounds upward, on x86-64. What it computes must not be left to the compiler's knowledge
/// of arithmetic, which supposes round-to-nearest: see packed_lanes_upward.hpp.
template <class Body>
void rounding_upward(Body&& body) {
#if defined(__x86_64__)
  rounding(RoundingMode::upward, body);
#else
  static_assert(sizeof(Body) == 0, "no control register is known for this processor");
#endif
}

/// body() rounded to nearest, for functions that kernels call: the kernel's mode is none of their business.
template <class Body>
void rounding_to_nearest(Body&& body) {
#if defined(__x86_64__)
  rounding(RoundingMode::nearest, body);
#else
  body();
#endif
}

}  // namespace hebb::packed
