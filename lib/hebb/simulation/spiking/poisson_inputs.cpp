#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/spiking/poisson_inputs.hpp>

namespace hebb::spiking {

Inputs::Inputs(std::size_t count) : count_(count) {
  require(count >= 1 && count <= 1'000'000,
          [&] { return fmt::format("{} inputs: must be between 1 and 1000000", count); });
}

Inputs Inputs::independent(const std::vector<Rate>& rates) {
  Inputs out(rates.size());
  for (std::size_t j = 0; j < rates.size(); ++j) out.add(j, rates[j]);
  return out;
}

Inputs Inputs::independent(const Vec<double>& rates) {
  Inputs out(rates.size());
  for (std::size_t j = 0; j < rates.size(); ++j) out.add(j, Rate::constant(rates[j]));
  return out;
}

void Inputs::add(std::size_t j, Rate rate) {
  require(j < count_, [&] { return fmt::format("input {}: there are {}, from 0 on", j, count_); });
  sources_.push_back({std::move(rate), {{static_cast<std::uint32_t>(j), 1.0}}});
}

void Inputs::add_parent(Rate rate, const Vec<double>& copies) {
  require(copies.size() == count_,
          [&] { return fmt::format("shared process: {} copy probabilities for {} inputs", copies.size(), count_); });
  std::vector<Copy> targets;
  for (std::size_t j = 0; j < count_; ++j) {
    require(copies[j] >= 0 && copies[j] <= 1,
            [&] { return fmt::format("shared process: copy probability {} outside [0, 1]", copies[j]); });
    if (copies[j] > 0) targets.push_back({static_cast<std::uint32_t>(j), copies[j]});
  }
  if (!targets.empty()) sources_.push_back({std::move(rate), std::move(targets)});
}

bool Inputs::is_constant() const {
  return std::ranges::all_of(sources_,
                             [](const Source& s) { return !s.rate.is_thinned() && s.rate.starts().size() == 1; });
}

void Inputs::rates_at(double t, Vec<double>& out) const {
  out.assign(count_, 0.0);
  for (const Source& source : sources_) {
    const double rate = source.rate.at(t);
    for (const Copy& copy : source.copies) out[copy.input] += rate * copy.probability;
  }
}

std::string Inputs::describe() const {
  std::string out = fmt::format("{} inputs;", count_);
  for (const Source& source : sources_) {
    out += fmt::format(" {} ->", source.rate.name());
    for (const Copy& copy : source.copies) out += fmt::format(" {}:{}", copy.input, copy.probability);
    out += ";";
  }
  return out;
}

void SpikeBatch::clear() {
  gap.clear();
  time.clear();
  input.clear();
  joint.clear();
  finished = false;
}

SpikeStream::SpikeStream(const Inputs& inputs, std::uint64_t seed, std::uint32_t run)
    : inputs_(&inputs), seed_(seed), keys_(philox::round_keys(seed)), run_(run) {
  const std::vector<Inputs::Source>& sources = inputs.sources();
  const std::size_t n = sources.size();
  require(n >= 1, "spike stream: no process drives the inputs");
  std::vector<double> starts;
  for (const Inputs::Source& source : sources)
    starts.insert(starts.end(), source.rate.starts().begin(), source.rate.starts().end());
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    Piece piece{i + 1 < starts.size() ? starts[i + 1] : std::numeric_limits<double>::infinity(), 0, 0, {}, {}, {}};
    for (const Inputs::Source& source : sources) piece.bound.push_back(source.rate.bound(starts[i]));
    for (const double bound : piece.bound) piece.total += bound;
    piece.mean_gap = 1 / piece.total;
    // Vose's construction: cell i keeps i below its threshold and has one alias above it.
    std::vector<double> share(n);
    std::vector<std::size_t> small, large;
    piece.threshold.assign(n, 0xFFFF'FFFF);
    piece.alias.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
      piece.alias[k] = static_cast<std::uint32_t>(k);
      share[k] = piece.total > 0 ? piece.bound[k] / piece.total * static_cast<double>(n) : 1;
      (share[k] < 1 ? small : large).push_back(k);
    }
    while (!small.empty() && !large.empty()) {
      const std::size_t k = small.back(), other = large.back();
      small.pop_back();
      piece.threshold[k] = static_cast<std::uint32_t>(std::min(share[k] * 0x1p32, 0x1p32 - 1));
      piece.alias[k] = static_cast<std::uint32_t>(other);
      share[other] -= 1 - share[k];
      if (share[other] < 1) {
        large.pop_back();
        small.push_back(other);
      }
    }
    pieces_.push_back(std::move(piece));
  }
}

void SpikeStream::restore(const State& state) {
  state_ = state;
  piece_ = 0;
  while (state.time >= pieces_[piece_].end) ++piece_;
}

void SpikeStream::emit(const Inputs::Source& source, std::uint64_t candidate, double t, SpikeBatch& out) {
  const auto push = [&](std::uint32_t input, double gap) {
    out.gap.push_back(gap);
    out.time.push_back(t);
    out.input.push_back(input);
    out.joint.push_back(0);
  };
  if (source.is_simple()) {
    push(source.copies[0].input, state_.gap);
    state_.gap = 0;
    return;
  }
  bool any = false;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t k = 0; k < source.copies.size(); ++k) {
    if (k % 4 == 0) {
      words =
          philox::block(seed_, {static_cast<std::uint32_t>(candidate), copy_stream + static_cast<std::uint32_t>(k / 4),
                                run_, static_cast<std::uint32_t>(candidate >> 32)});
    }
    if (!(philox::unit(words[k % 4]) < source.copies[k].probability)) continue;
    if (any) out.joint.back() = 1;
    push(source.copies[k].input, any ? 0 : state_.gap);
    any = true;
  }
  if (any) state_.gap = 0;
}

void SpikeStream::require_resolved(double end) const {
  // A time t is off by up to ulp(t) <= 2^-52 t; the dynamics see the waiting times, which are kept apart and exact.
  constexpr double spikes = 0x1p40;  // t total <= 2^-12 / 2^-52
  double start = 0;
  for (const Piece& piece : pieces_) {
    if (start >= end) return;
    const double last = std::min(piece.end, end);
    require(last * piece.total <= spikes, [&] {
      return fmt::format(
          "from the time {} on the rates sum to {}, and numbers that large are {:.2g} apart, too far for spikes that "
          "follow so closely; end at {:.12g} or before, or let the schedule begin nearer to 0",
          start, piece.total, std::nextafter(last, 2 * last) - last, std::max(start, 0.99 * spikes / piece.total));
    });
    start = piece.end;
  }
}

void SpikeStream::next(double end, SpikeBatch& out) {
  if (end > resolved_) {
    require_resolved(end);
    resolved_ = end;
  }
  out.clear();
  Draws draws;
  const std::uint64_t first = state_.candidate;
  draw(keys_, run_, first, draws);
  const std::uint64_t sources = inputs_->sources().size();
  for (std::size_t i = 0; i < Draws::capacity; ++i) {
    // Time change: the exponential waiting time is spent piece by piece.
    double rest = draws.exponential[i], t = state_.time, gap = state_.gap;
    std::size_t k = piece_;
    for (;; ++k) {
      const Piece& piece = pieces_[k];
      const double wait = rest * piece.mean_gap;
      if (k + 1 == pieces_.size() || t + wait < piece.end) {
        t += wait;
        gap += wait;
        break;
      }
      rest = std::max(0.0, rest - piece.total * (piece.end - t));
      gap += piece.end - t;
      t = piece.end;
    }
    if (!(t <= end)) {  // this candidate is drawn again by the next call
      out.finished = true;
      return;
    }
    piece_ = k;
    state_ = {first + i + 1, t, gap};
    const Piece& piece = pieces_[k];
    const std::uint64_t product = draws.mark[i] * sources;
    const auto cell = static_cast<std::size_t>(product >> 32);
    const std::size_t chosen = static_cast<std::uint32_t>(product) < piece.threshold[cell] ? cell : piece.alias[cell];
    const Inputs::Source& source = inputs_->sources()[chosen];
    if (source.rate.is_thinned()) {
      const double rate = source.rate.at(t);
      require(rate >= 0 && rate <= piece.bound[chosen], [&] {
        return fmt::format("rate {} at time {}: {} is not between 0 and the stated bound {}", source.rate.name(), t,
                           rate, piece.bound[chosen]);
      });
      if (!(philox::unit(draws.keep[i]) * piece.bound[chosen] < rate)) continue;
    }
    emit(source, first + i, t, out);
  }
}

}  // namespace hebb::spiking
