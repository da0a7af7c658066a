#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <hebb/scalar/stop.hpp>

namespace hebb {

/// A flag that becomes true when another one does (looked at a hundred times a second) or when the seconds are over:
/// for searches that count steps and whose steps may be long.
class Deadline {
 public:
  Deadline(double seconds, StopFlag stop)
      : watch_([this, seconds, stop](const std::stop_token& done) {
          using Clock = std::chrono::steady_clock;
          const auto start = Clock::now();
          std::unique_lock lock(mutex_);
          while (!done.stop_requested()) {
            const double passed = std::chrono::duration<double>(Clock::now() - start).count();
            if (is_stopped(stop) || passed >= seconds) break;
            wake_.wait_for(lock, done, std::chrono::milliseconds(10), [] { return false; });
          }
          if (!done.stop_requested()) flag_ = true;
        }) {}
  StopFlag flag() const { return &flag_; }

 private:
  std::atomic<bool> flag_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread watch_;  // last: it uses the others
};

}  // namespace hebb
