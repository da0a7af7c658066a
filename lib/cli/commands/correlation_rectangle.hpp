#pragma once

#include <optional>
#include <string>

#include <hebb/barriers/rectangle_barrier.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// What `correlation` says about losing the leader at a learning rate: --alpha and --law.
struct LeaderRectangle {
  std::string alpha, law = "uniform";
  std::optional<Rational> a{};
  std::optional<RectangleBound> found{};
  std::string reason{};  // why there is no bound

  void find(const Correlation& gamma, const std::optional<SimplexPoint<Rational>>& p0, const Rational& q);
  void print() const;
  Json json() const;
};

}  // namespace hebb::cli
