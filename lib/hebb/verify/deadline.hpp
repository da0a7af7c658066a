#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>

#include <pthread.h>

#include <hebb/scalar/stop.hpp>

namespace hebb {

/// A flag that becomes true when another one does (looked at a hundred times a second) or when the thread that made it
/// has worked for so many seconds: for searches that count steps and whose steps may be long. Processor time, so that
/// other programs on the machine do not cut a search short.
class Deadline {
 public:
  Deadline(double seconds, StopFlag stop)
      : watch_([this, seconds, stop, clock = clock_of_this_thread()](const std::stop_token& done) {
          const double start = now(clock);
          std::unique_lock lock(mutex_);
          while (!done.stop_requested()) {
            if (is_stopped(stop) || now(clock) - start >= seconds) break;
            wake_.wait_for(lock, done, std::chrono::milliseconds(10), [] { return false; });
          }
          if (!done.stop_requested()) flag_ = true;
        }) {}
  StopFlag flag() const { return &flag_; }

 private:
  static clockid_t clock_of_this_thread() {
    clockid_t clock = CLOCK_MONOTONIC;
    return pthread_getcpuclockid(pthread_self(), &clock) == 0 ? clock : CLOCK_MONOTONIC;
  }
  static double now(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }

  std::atomic<bool> flag_ = false;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread watch_;  // last: it uses the others
};

}  // namespace hebb
