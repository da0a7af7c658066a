#pragma once

#include <optional>
#include <string>

#include <hebb/flows/comparison.hpp>

namespace hebb::cli {

/// The three discrete dynamics against the flow, in the order of all outputs.
struct Dynamics {
  const char* name;
  const char* key;
  MeanStep step;
  ComparedPoint ComparisonRow::*point;
  Norms ComparisonRow::*to_flow;
  Interval ComparisonRow::*bound;
  std::optional<Interval> ComparisonRow::*uniform;
  std::optional<Interval> Comparison::*constant;
};
inline constexpr Dynamics all_dynamics[] = {
    {"gradient step", "euler", MeanStep::euler, &ComparisonRow::euler, &ComparisonRow::euler_to_flow,
     &ComparisonRow::euler_bound, &ComparisonRow::euler_uniform, &Comparison::euler_constant},
    {"mean Hebbian step", "hebbian", MeanStep::hebbian, &ComparisonRow::hebbian, &ComparisonRow::hebbian_to_flow,
     &ComparisonRow::hebbian_bound, &ComparisonRow::hebbian_uniform, &Comparison::hebbian_constant},
    {"mirror descent", "mirror", MeanStep::mirror, &ComparisonRow::mirror, &ComparisonRow::mirror_to_flow,
     &ComparisonRow::mirror_bound, &ComparisonRow::mirror_uniform, &Comparison::mirror_constant}};

/// Draws the distances into `file`, and for three components the trajectories on the simplex into a second one beside
/// it.
void write_compare_pictures(const Comparison& comparison, const SimplexPoint<Rational>& start, const std::string& file);

}  // namespace hebb::cli
