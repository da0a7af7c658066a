#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/simulation.hpp>

namespace hebb::spiking {

bool Simulation::advance(double end, Observer* observer) {
  if (network_.exit()) {
    time_ = network_.exit()->time;
    return false;
  }
  stream_.next(end, batch_);
  network_.receive(batch_, observer);
  time_ = network_.exit() ? network_.exit()->time : batch_.finished ? std::max(time_, end) : stream_.state().time;
  return !network_.exit() && !batch_.finished;
}

Simulation::State Simulation::state() const {
  // What a batch holds beyond the exit is no part of the run: it depends on where the run was cut.
  const SpikeStream::State read = network_.exit() ? SpikeStream::State{0, time_, 0} : stream_.state();
  return {time_, read, network_.state()};
}

void Simulation::restore(const State& state) {
  network_.restore(state.network);
  stream_.restore(state.stream);
  time_ = state.time;
}

Runs simulate(const Model& model, const RunOptions& options, const Runs* resume,
              const std::function<void(const Runs&)>& progress, const std::atomic<bool>* stop, Observer* observer) {
  require_valid(model);
  require(options.runs >= 1 && options.runs <= 1'000'000,
          [&] { return fmt::format("{} runs: must be between 1 and 1000000", options.runs); });
  require(options.end > 0 && options.end <= 1e15,
          [&] { return fmt::format("time {}: must be positive", options.end); });
  require(!observer || options.observed < options.runs,
          [&] { return fmt::format("run {}: must be below {}, the number of runs", options.observed, options.runs); });
  SpikeStream(model.inputs, options.seed, 0).require_resolved(options.end);  // before any work
  Runs out{describe(model), options.seed, {}};
  if (resume) {
    require(resume->model == out.model && resume->seed == out.seed, "the checkpoint is of another model or seed");
    require(resume->states.size() <= options.runs, [&] {
      return fmt::format("the checkpoint has {} runs, more than {}", resume->states.size(), options.runs);
    });
    for (const Simulation::State& state : resume->states) {
      require(state.time <= options.end, [&] {
        return fmt::format("the checkpoint has been simulated up to the time {}, beyond {}", state.time, options.end);
      });
    }
    out.states = resume->states;
  }
  // Where a run begins does not depend on its number.
  if (out.states.size() < options.runs) out.states.resize(options.runs, Simulation(model, options.seed, 0).state());

  std::mutex mutex;  // of `out`, `failure`, `working`
  std::condition_variable changed;
  std::exception_ptr failure;
  std::atomic<std::uint32_t> next{0};
  std::atomic<bool> failed{false};
  const auto stopped = [&] { return failed || (stop && *stop); };
  const auto work_on = [&](std::uint32_t r) {
    Simulation simulation(model, options.seed, r);
    Observer* const sees = r == options.observed ? observer : nullptr;
    if (!sees) {
      const std::lock_guard lock(mutex);
      simulation.restore(out.states[r]);
    }
    const auto save = [&] {
      Simulation::State state = simulation.state();
      const std::lock_guard lock(mutex);
      if (state.time >= out.states[r].time) out.states[r] = std::move(state);  // a replay may still be behind
    };
    auto saved = std::chrono::steady_clock::now();
    for (std::uint64_t batch = 1; !stopped() && simulation.advance(options.end, sees); ++batch) {
      if (batch % 64 != 0) continue;
      const auto now = std::chrono::steady_clock::now();
      if (now - saved < std::chrono::milliseconds(200)) continue;
      save();
      saved = now;
    }
    save();
  };
  unsigned threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  threads = std::min<unsigned>(threads, options.runs);
  unsigned working = threads;
  std::vector<std::thread> pool;
  for (unsigned k = 0; k < threads; ++k) {
    pool.emplace_back([&] {
      try {
        for (std::uint32_t r; !stopped() && (r = next++) < options.runs;) work_on(r);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        failed = true;
      }
      const std::lock_guard lock(mutex);
      --working;
      changed.notify_one();
    });
  }
  {
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, std::chrono::milliseconds(200), [&] { return working == 0; })) {
      if (!progress) continue;
      const Runs snapshot = out;
      lock.unlock();
      try {
        progress(snapshot);
      } catch (...) {
        lock.lock();
        if (!failure) failure = std::current_exception();
        failed = true;
        continue;
      }
      lock.lock();
    }
  }
  for (std::thread& thread : pool) thread.join();
  if (failure) std::rethrow_exception(failure);
  return out;
}

}  // namespace hebb::spiking
