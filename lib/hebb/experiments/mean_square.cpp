#include <hebb/experiments/mean_square.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>

namespace hebb {

std::vector<Vec<double>> sampled_flow(const SimplexPoint<Rational>& start, const Rational& a, std::size_t steps,
                                      StopFlag stop) {
  const ReplicatorFlow<double> flow(start);
  const double rate = a.convert_to<double>();
  std::vector<Vec<double>> out;
  for (std::size_t k = 0; k <= steps; ++k) {
    if (k % 64 == 0) throw_if_stopped(stop);
    out.push_back(flow.at(rate * static_cast<double>(k)).p);
  }
  return out;
}

}  // namespace hebb
