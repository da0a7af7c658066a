#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace hebb::spiking {

/// The rate of a Poisson process on [0, infinity), 1/time: constant, piecewise constant, or any function below a stated
/// bound, which is sampled by thinning (P. A. W. Lewis, G. S. Shedler, Naval Res. Logist. Quart. 26 (1979)).
class Rate {
 public:
  /// Throws PreconditionError unless the rate is finite and >= 0.
  static Rate constant(double rate);
  /// rates[i] on [starts[i], starts[i + 1]), the last one for ever.
  /// Throws PreconditionError unless starts[0] = 0, starts rise, lengths agree, rates are finite and >= 0.
  static Rate piecewise(std::vector<double> starts, std::vector<double> rates);
  /// 0 <= f(t) <= bound for all t >= 0, the caller's duty; a simulation that meets another value throws
  /// PreconditionError with time and value.
  static Rate smooth(std::function<double(double)> f, double bound, std::string name);
  /// mean (1 + depth sin(2 pi (t / period + phase))), 0 <= depth <= 1.
  static Rate sinusoidal(double mean, double depth, double period, double phase);

  double at(double t) const;                           // the rate at the time t
  bool is_thinned() const { return bool(function_); }  // given as a function below a bound
  /// Where the bound changes: rises from 0.
  const std::vector<double>& starts() const { return starts_; }
  /// The bound on the piece that holds t; for a rate that is not thinned, the rate.
  double bound(double t) const;
  const std::string& name() const { return name_; }  // for reports

 private:
  Rate() = default;
  std::vector<double> starts_{0}, bounds_;
  std::function<double(double)> function_;
  std::string name_;
};

}  // namespace hebb::spiking
