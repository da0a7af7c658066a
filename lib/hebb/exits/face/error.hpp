#pragma once

#include <functional>

#include <hebb/exits/face/residual.hpp>

namespace hebb {

/// E_n >= |V_n - W_n| on the domain, for the chain that is stopped when it leaves the domain: E_(n+1) >= K_0 E_n +
/// rho_n, with K_0 the kernel with the value 0 at the exits. E lives on a chart with the same lines and cells that are
/// longer, its own residual is part of what is added, and E >= 0 is checked wherever the domain can be left to.
class FaceError {
 public:
  /// E_0 = 0.
  FaceError(const FaceChart& fine, int factor, int threads, StopFlag stop);
  FaceError(const FaceError&) = delete;
  FaceError& operator=(const FaceError&) = delete;

  /// E_0 >= f(y), a decreasing function.
  void start(const std::function<double(double)>& f);
  /// rho of the fine chart. `floor` is added everywhere: it keeps E positive far from the exits, where it is tiny.
  void step(const FaceChart& fine, const FaceResidual& rho, double floor);
  /// At (y, r) in the domain; not a bound when it is no longer valid().
  double at(double y, double r) const;
  bool valid() const { return valid_; }

 private:
  void add_source(const FaceChart& fine, const FaceResidual& rho, double floor);
  void check();

  int factor_, threads_;
  StopFlag stop_;
  FaceKernel kernel_;
  FaceResidual residual_;
  FaceField field_, next_;
  std::vector<double> source_;
  bool valid_ = true;
  bool whole_ = false;  // one exponential function across all lines: E_0 does not forget what the ends get
};

}  // namespace hebb
