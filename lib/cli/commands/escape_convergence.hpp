#pragma once

#include <optional>
#include <string>

#include <hebb/barriers/true_rate.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// How soon |p - e_1|_1 <= accuracy with probability 1 - epsilon, which `escape` says beside the barriers.
class Convergence {
 public:
  Convergence(std::string epsilon, std::string accuracy, bool is_wanted);

  void find(const LeaderProblem& problem);
  void print() const;
  Json json() const;
  const Rational& epsilon() const { return epsilon_; }
  const Rational& accuracy() const { return accuracy_; }

 private:
  std::string epsilon_text_, accuracy_text_;
  Rational epsilon_, accuracy_;
  bool is_wanted_, is_known_ = false;
  std::optional<TrueRateSteps> found_;
};

}  // namespace hebb::cli
