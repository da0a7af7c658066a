#include "shared/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace hebb::cli {
namespace {

std::atomic<bool> flag = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may not wait for a lock");

void set_action(void (*action)(int)) {
  struct sigaction how {};
  how.sa_handler = action;
  how.sa_flags = SA_RESTART;  // files that are being written are not cut
  sigemptyset(&how.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &how, nullptr);
}

}  // namespace

void install_interrupt_handlers() {
  set_action([](int) {
    flag = true;
    set_action(SIG_DFL);
  });
}

StopFlag interrupt_flag() { return &flag; }

}  // namespace hebb::cli
