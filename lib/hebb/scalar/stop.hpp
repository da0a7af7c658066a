#pragma once

#include <atomic>

namespace hebb {

/// Becomes true when a computation is to end early; nullptr: never. Whoever sets it (a signal handler, another thread)
/// owns it and keeps it alive. Long computations take one in their options and look at it many times a second.
using StopFlag = const std::atomic<bool>*;

/// What a computation that was stopped throws when the part that is done is worth nothing, or would be no bound. No
/// std::exception, so that no handler of errors takes it for one.
struct Stopped {};

/// Whether it has become true.
inline bool is_stopped(StopFlag stop) noexcept { return stop != nullptr && stop->load(std::memory_order_relaxed); }
/// Throws Stopped when it has become true.
inline void throw_if_stopped(StopFlag stop) {
  if (is_stopped(stop)) throw Stopped();
}

/// The flag of this thread while the scope lives, for arithmetic that takes no options. Scopes nest; the innermost one
/// counts.
class StopScope {
 public:
  /// @{
  /// Sets the flag, and restores the one before.
  explicit StopScope(StopFlag stop) : outer_(current_) { current_ = stop; }
  ~StopScope() { current_ = outer_; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;
  /// @}

  static void look() { throw_if_stopped(current_); }  // throws Stopped when the flag of this thread has become true

 private:
  StopFlag outer_;
  static inline thread_local StopFlag current_ = nullptr;
};

}  // namespace hebb
