#include <hebb/scalar/packed/rounding_mode.hpp>

#if defined(__x86_64__)

#include <xmmintrin.h>

namespace hebb::packed {
namespace {

/// Changes the mode and leaves the rest of the register as it is; the old register comes back with the end of the
/// scope.
class ModeScope {
 public:
  explicit ModeScope(RoundingMode mode) : saved_(_mm_getcsr()) {
    constexpr unsigned both_bits = 0x6000;
    _mm_setcsr((saved_ & ~both_bits) | static_cast<unsigned>(mode));
  }
  ~ModeScope() { _mm_setcsr(saved_); }
  ModeScope(const ModeScope&) = delete;
  ModeScope& operator=(const ModeScope&) = delete;

 private:
  unsigned saved_;
};

}  // namespace

[[gnu::noinline]] void call_rounding(RoundingMode mode, void (*body)(void*), void* data) {
  const ModeScope scope(mode);
  body(data);
}

}  // namespace hebb::packed

#endif
