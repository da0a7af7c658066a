#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include <hebb/scalar/stop.hpp>

namespace hebb {

/// An expansion of polynomials has used up its ExpansionBudget; what() says of what.
struct ExpansionLimit : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What the polynomials that this thread makes may use while the budget lives: bytes held in terms at one time, time,
/// and coefficients computed. Beyond any of them an ExpansionLimit is thrown in the middle of the operation, whose
/// operands stay valid. Without a budget there is no limit. Budgets nest; the innermost one counts. Bytes are those of
/// the terms and of the tables that sum them up; integers above 128 bits have their digits elsewhere, uncounted. Where
/// `stop` is set Stopped is thrown.
class ExpansionBudget {
 public:
  using Clock = std::chrono::steady_clock;
  ExpansionBudget(std::size_t max_bytes, Clock::time_point deadline, StopFlag stop = nullptr,
                  std::size_t max_coefficients = SIZE_MAX)
      : max_bytes_(static_cast<std::ptrdiff_t>(max_bytes)),
        deadline_(deadline),
        stop_(stop),
        coefficients_left_(max_coefficients),
        outer_(current_) {
    current_ = this;
  }
  ~ExpansionBudget() { current_ = outer_; }
  ExpansionBudget(const ExpansionBudget&) = delete;
  ExpansionBudget& operator=(const ExpansionBudget&) = delete;

  static void take(std::size_t bytes) {
    if (current_ == nullptr) return;
    const std::ptrdiff_t held = current_->held_ + static_cast<std::ptrdiff_t>(bytes);
    if (held > current_->max_bytes_) throw ExpansionLimit("the memory for coefficients is spent");
    current_->held_ = held;
  }
  static void give_back(std::size_t bytes) noexcept {
    if (current_ != nullptr) current_->held_ -= static_cast<std::ptrdiff_t>(bytes);
  }
  /// So many coefficients were computed; now and then the clock is read.
  static void count(std::size_t coefficients) {
    if (current_ == nullptr) return;
    if (coefficients > current_->coefficients_left_) throw ExpansionLimit("the work is spent");
    current_->coefficients_left_ -= coefficients;
    if ((current_->since_clock_ += coefficients) < 20000) return;
    current_->since_clock_ = 0;
    throw_if_stopped(current_->stop_);
    if (Clock::now() > current_->deadline_) throw ExpansionLimit("the time is spent");
  }

 private:
  std::ptrdiff_t max_bytes_, held_ = 0;
  std::size_t since_clock_ = 0;
  Clock::time_point deadline_;
  StopFlag stop_;
  std::size_t coefficients_left_;
  ExpansionBudget* outer_;
  static inline thread_local ExpansionBudget* current_ = nullptr;
};

/// std::allocator that draws on the budget of the thread.
template <class T>
struct BudgetedAllocator {
  using value_type = T;
  BudgetedAllocator() = default;
  template <class U>
  BudgetedAllocator(const BudgetedAllocator<U>&) {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t n) {
    ExpansionBudget::take(n * sizeof(T));
    return std::allocator<T>().allocate(n);
  }
  void deallocate(T* p, std::size_t n) noexcept {
    ExpansionBudget::give_back(n * sizeof(T));
    std::allocator<T>().deallocate(p, n);
  }
  friend bool operator==(const BudgetedAllocator&, const BudgetedAllocator&) = default;
};

}  // namespace hebb
