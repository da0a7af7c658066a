#pragma once

#include <functional>

#include <hebb/exits/face/residual.hpp>

namespace hebb {

/// E_n >= |V_n - W_n| on the domain, for the chain that is stopped when it leaves the domain: E_(n+1) >= K_0 E_n +
/// rho_n, with K_0 the kernel with the value 0 at the exits. E lives on a chart with the same lines and cells that are
/// longer, and its own residual is part of what is added. Where the domain can be left to E may be negative: by how
/// much at most is known, and counts once.
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
  /// At (y, r) in the domain.
  double at(double y, double r) const;
  /// sup max(-E, 0) of all steps so far where the domain is left through r, and sup |E| beyond the last node.
  double deficit() const { return deficit_; }
  double top_deficit() const { return top_deficit_; }

 private:
  void add_source(const FaceChart& fine, const FaceResidual& rho, double floor);
  void look_outside();

  int factor_, threads_;
  StopFlag stop_;
  FaceKernel kernel_;
  FaceResidual residual_;
  FaceField field_, next_;
  std::vector<double> source_;
  double deficit_ = 0, top_deficit_ = 0;
  bool whole_ = false;  // one exponential function across all lines: E_0 does not forget what the ends get
};

}  // namespace hebb
