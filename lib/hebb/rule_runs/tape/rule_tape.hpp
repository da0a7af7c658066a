#pragma once

#include <cstdint>
#include <vector>

#include <hebb/laws/recorded_rule.hpp>
#include <hebb/rule_runs/tape/rule_batch.hpp>

namespace hebb {

/// A recorded rule compiled to code over rows of doubles: unused nodes are left out, and what depends on the learning
/// rate and Q alone is computed once. Every other node is one operation of the recorded code, rounded to nearest, so
/// the numbers are those of RecordedRule::apply over double.
class RuleTape {
 public:
  /// Throws PreconditionError for an operation on constants that has no finite result (1/(a - 1/2) at a = 1/2).
  RuleTape(const RecordedRule& rule, double a, double q);
  // The data of fill() points into this.
  RuleTape(const RuleTape&) = delete;
  RuleTape& operator=(const RuleTape&) = delete;

  int dimension() const { return dimension_; }
  /// Operations in one step: of the trigger law and of the rule.
  int size() const { return static_cast<int>(trigger_.size() + step_.size()); }
  /// The members of `constants` that are the rule's: dimension, trigger, step, weights, next.
  void fill(rule_tape::Constants& constants) const;
  /// All rows of a state at p.
  std::vector<double> rows(const std::vector<double>& p) const;

 private:
  struct Row {
    int index;
    bool constant;
  };
  std::vector<Row> compile(const RecordedFunction& f, const std::vector<Row>& variables,
                           std::vector<rule_tape::Code>& code);
  Row constant(double value);

  int dimension_, rows_;
  std::vector<rule_tape::Code> trigger_, step_;
  std::vector<int> weights_, next_;
  std::vector<double> initial_;  // of each row; 0 for those that the code computes
};

}  // namespace hebb
