#include <cmath>

#include <gtest/gtest.h>

#include <hebb/scalar/error.hpp>
#include <hebb/simulation/paths/diagnosis.hpp>

#include "refused.hpp"

namespace hebb {
namespace diagnosis_test {

/// p_1 as given at the steps 0, 10, 20, ...; the rest is on component 2.
Trajectory two(const std::vector<double>& first) {
  Trajectory path;
  for (std::size_t k = 0; k < first.size(); ++k) {
    path.steps.push_back(10 * k);
    path.points.push_back({first[k], 1 - first[k]});
  }
  return path;
}

TEST(Diagnosis, TheLeaderWins) {
  const PathDiagnosis d = diagnose(two({0.6, 0.8, 0.9, 0.97, 0.995, 0.999}), {.window = 0.3});
  EXPECT_EQ(d, (PathDiagnosis{PathClass::leader, 0, 40, false}));
}

TEST(Diagnosis, AnotherOneWins) {
  EXPECT_EQ(diagnose(two({0.6, 0.3, 0.001, 0.0005}), {.window = 0.3}),
            (PathDiagnosis{PathClass::wrong_winner, 1, 20, false}));
  EXPECT_EQ(diagnose(two({0.4, 0.3, 0.001, 0.0005}), {.leader = 1, .window = 0.3}).kind, PathClass::leader);
}

TEST(Diagnosis, TheBorderOfTheAccuracyBelongsToTheVertex) {
  EXPECT_EQ(diagnose(two({0.5, 0.75, 0.75, 0.75}), {.accuracy = 0.25}).kind, PathClass::leader);
  EXPECT_EQ(diagnose(two({0.5, 0.75, 0.75, std::nextafter(0.75, 0)}), {.accuracy = 0.25}).kind,
            PathClass::no_convergence);
}

TEST(Diagnosis, TheWindowMustBeFull) {  // 4 samples, window 1/2: the last two
  EXPECT_EQ(diagnose(two({0.5, 0.5, 0.995, 0.995}), {.window = 0.5}).kind, PathClass::leader);
  EXPECT_EQ(diagnose(two({0.5, 0.5, 0.98, 0.995}), {.window = 0.5}).kind, PathClass::no_convergence);
  EXPECT_EQ(diagnose(two({0.5, 0.5, 0.98, 0.995}), {.window = 0.25}).kind, PathClass::leader);
  EXPECT_EQ(diagnose(two({0.5, 0.5, 0.98, 0.995}), {.window = 0.26}).kind, PathClass::no_convergence);
  // At one vertex and then at the other: `since` counts the last stay.
  EXPECT_EQ(diagnose(two({1, 1, 0.5, 0, 0}), {.window = 0.4}), (PathDiagnosis{PathClass::wrong_winner, 1, 30, false}));
}

TEST(Diagnosis, PlateausAreToldFromMovement) {
  EXPECT_EQ(diagnose(two({0.6, 0.55, 0.5, 0.5}), {.window = 0.5}),
            (PathDiagnosis{PathClass::no_convergence, {}, 30, true}));
  EXPECT_FALSE(diagnose(two({0.6, 0.7, 0.8, 0.9}), {.window = 0.5}).is_plateau);
  EXPECT_TRUE(diagnose(two({0.6, 0.5, 0.75, 0.5}), {.window = 0.5, .plateau = 0.25}).is_plateau);
  EXPECT_FALSE(diagnose(two({0.6, 0.5, 0.75, 0.5}), {.window = 0.5, .plateau = std::nextafter(0.25, 0)}).is_plateau);
}

TEST(Diagnosis, WeightExplosionComesFirst) {
  Trajectory path = two({0.6, 0.9, 0.999, 0.999});
  path.largest_weights = {1, 2, 3, 4};
  EXPECT_EQ(diagnose(path, {.weight_limit = 4}).kind, PathClass::leader);
  EXPECT_EQ(diagnose(path, {.weight_limit = std::nextafter(4, 0)}),
            (PathDiagnosis{PathClass::weight_explosion, {}, 30, false}));
  EXPECT_EQ(diagnose(path, {.weight_limit = 1.5}).since, 10u);
  path.largest_weights[2] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(diagnose(path), (PathDiagnosis{PathClass::weight_explosion, {}, 20, false}));
  path.largest_weights[1] = std::nan("");
  EXPECT_EQ(diagnose(path).since, 10u);
}

/// A path from p(0) that ends at vertex i.
Trajectory ends_at(const Vec<double>& start, std::size_t i) {
  Vec<double> end(start.size());
  end[i] = 1;
  return {{0, 1, 2}, {start, end, end}, {}};
}

TEST(Diagnosis, CorrelationInducedWinners) {
  const std::vector<Vec<double>> gamma{{1, 0, 0}, {0, 1, 0.9}, {0, 0.9, 1}};
  const Vec<double> start{0.4, 0.35, 0.25};  // Gamma p = (0.4, 0.575, 0.565): the leader is 1, the favourite is 2
  EXPECT_EQ(diagnose(ends_at(start, 1), {.gamma = gamma}).kind, PathClass::correlation_winner);
  EXPECT_EQ(diagnose(ends_at(start, 0), {.gamma = gamma}).kind, PathClass::leader);
  EXPECT_EQ(diagnose(ends_at(start, 2), {.gamma = gamma}).kind, PathClass::wrong_winner);  // not the favourite
  EXPECT_EQ(diagnose(ends_at(start, 1), {}).kind, PathClass::wrong_winner);                // Gamma not given
  // Without correlation the drift favours the leader itself.
  EXPECT_EQ(diagnose(ends_at(start, 1), {.gamma = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}).kind, PathClass::wrong_winner);
  // Component 1 was not ahead: nothing was taken from it by correlation.
  EXPECT_EQ(diagnose(ends_at({0.35, 0.4, 0.25}, 1), {.gamma = gamma}).kind, PathClass::wrong_winner);
  EXPECT_EQ(diagnose(ends_at({0.4, 0.4, 0.2}, 1), {.gamma = gamma}).kind, PathClass::wrong_winner);  // a tie is no lead
  // Two favourites: Gamma p = (0.4, 0.6, 0.6).
  for (const std::size_t i : {1u, 2u})
    EXPECT_EQ(diagnose(ends_at({0.4, 0.3, 0.3}, i), {.gamma = {{1, 0, 0}, {0, 1, 1}, {0, 1, 1}}}).kind,
              PathClass::correlation_winner);
  // The favourite must be strictly ahead of the leader in the drift: Gamma p = (0.5, 0.5).
  EXPECT_EQ(diagnose(ends_at({0.5, 0.25, 0.25}, 1), {.gamma = {{1, 0, 0}, {0, 1, 1}, {0, 1, 1}}}).kind,
            PathClass::wrong_winner);
}

TEST(Diagnosis, RejectsWhatHasNoMeaning) {
  const Trajectory good = two({0.5, 0.6});
  EXPECT_REFUSED(diagnose({}), PreconditionError, "diagnose: an empty trajectory");
  Trajectory bad = good;
  bad.steps = {0};
  EXPECT_REFUSED(diagnose(bad), PreconditionError, "diagnose: steps, points and weights of different number");
  bad.steps = {5, 5};
  EXPECT_REFUSED(diagnose(bad), PreconditionError, "diagnose: the steps must rise");
  bad = good;
  bad.largest_weights = {1};
  EXPECT_REFUSED(diagnose(bad), PreconditionError, "diagnose: steps, points and weights of different number");
  bad = good;
  bad.points[1][0] = std::nan("");
  EXPECT_REFUSED(diagnose(bad), PreconditionError,
                 "diagnose: points of different lengths or outside [0, 1], or leader 1 of 2");
  EXPECT_REFUSED(diagnose(good, {.leader = 2}), PreconditionError,
                 "diagnose: points of different lengths or outside [0, 1], or leader 3 of 2");
  for (const double x : {0.0, 0.5, std::nan("")})
    EXPECT_REFUSED(diagnose(good, {.accuracy = x}), PreconditionError,
                   "diagnose: accuracy outside (0, 1/2), or window or plateau outside (0, 1)");
  for (const double x : {0.0, 1.0})
    EXPECT_REFUSED(diagnose(good, {.window = x}), PreconditionError,
                   "diagnose: accuracy outside (0, 1/2), or window or plateau outside (0, 1)");
  EXPECT_REFUSED(diagnose(good, {.plateau = -1}), PreconditionError,
                 "diagnose: accuracy outside (0, 1/2), or window or plateau outside (0, 1)");
  EXPECT_REFUSED(diagnose(good, {.gamma = {{1, 0}}}), PreconditionError, "diagnose: Gamma must be d x d");
}

TEST(Diagnosis, NamesAreDifferent) {
  for (const PathClass a : all_path_classes) {
    for (const PathClass b : all_path_classes) EXPECT_EQ(a == b, name(a) == name(b));
  }
}

}  // namespace diagnosis_test
}  // namespace hebb
