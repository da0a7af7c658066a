#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/scalar/error.hpp>

namespace hebb {
namespace {

void require_leader(const SimplexBox& set, std::size_t leader, const Rational& lead) {
  require(leader < set.size(),
          [&] { return "leader " + std::to_string(leader) + " of a box in dimension " + std::to_string(set.size()); });
  require(set.lower()[leader] <= lead && lead <= set.upper()[leader], [&] {
    return "leading coordinate " + to_string(lead) + " outside [" + to_string(set.lower()[leader]) + ", " +
           to_string(set.upper()[leader]) + "]";
  });
}

}  // namespace

OpposedPair opposed_pair(const SimplexBox& set, std::size_t low, std::size_t high) {
  require(low < set.size() && high < set.size() && low != high, [&] {
    return "opposed_pair: indices " + std::to_string(low) + ", " + std::to_string(high) + " in dimension " +
           std::to_string(set.size());
  });
  // The others take between `least` and `most`; when that forces the sum of the pair, the ratio is the more extreme the
  // farther the pair is moved along it.
  Rational least = 0, most = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i == low || i == high) continue;
    least += set.lower()[i];
    most += set.upper()[i];
  }
  const Rational &a = set.lower()[low], &b = set.upper()[high], rest = 1 - a - b;
  if (rest < least) return {a, 1 - least - a};
  if (rest > most) return {1 - most - b, b};
  return {a, b};
}

std::optional<std::size_t> certified_leader(const SimplexBox& set) {
  const std::size_t leader = index_of_largest(set.lower());
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i == leader) continue;
    const OpposedPair pair = opposed_pair(set, leader, i);
    if (pair.low <= pair.high) return std::nullopt;
  }
  return leader;
}

SimplexPoint<Rational> most_level_point(const SimplexBox& set, std::size_t leader, const Rational& lead) {
  require_leader(set, leader, lead);
  const std::size_t d = set.size();
  // sum_j clamp(level, lower_j, upper_j) is increasing and piecewise linear in the level: find the piece that holds
  // 1 - lead, then solve it.
  const auto clamped = [&](std::size_t i, const Rational& level) {
    return std::clamp(level, set.lower()[i], set.upper()[i]);
  };
  Vec<Rational> levels;
  for (std::size_t i = 0; i < d; ++i) {
    if (i == leader) continue;
    levels.push_back(set.lower()[i]);
    levels.push_back(set.upper()[i]);
  }
  std::sort(levels.begin(), levels.end());
  Rational level = levels.empty() ? Rational(0) : levels.front();
  for (const Rational& next : levels) {
    Rational missing = 1 - lead;
    int moving = 0;
    for (std::size_t i = 0; i < d; ++i) {
      if (i == leader) continue;
      missing -= clamped(i, level);
      if (set.lower()[i] <= level && level < set.upper()[i]) ++moving;
    }
    const Rational step = next - level;
    if (moving > 0 && missing <= moving * step) {
      level += missing / moving;
      break;
    }
    level = next;
  }
  Vec<Rational> p;
  for (std::size_t i = 0; i < d; ++i) p.push_back(i == leader ? lead : clamped(i, level));
  return SimplexPoint<Rational>(std::move(p));
}

std::optional<SimplexPoint<Rational>> most_spread_point(const SimplexBox& set, std::size_t leader,
                                                        const Rational& lead) {
  require_leader(set, leader, lead);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i != leader) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::tie(set.upper()[i], set.lower()[i]) > std::tie(set.upper()[j], set.lower()[j]);
  });
  for (std::size_t k = 1; k < order.size(); ++k) {
    if (set.lower()[order[k - 1]] < set.lower()[order[k]]) return std::nullopt;
  }
  // Fill the coordinates from the largest one on.
  Vec<Rational> p = set.lower();
  p[leader] = lead;
  Rational left = 1;
  for (const Rational& x : p) left -= x;
  for (const std::size_t i : order) {
    const Rational taken = min(left, set.width(i));
    p[i] += taken;
    left -= taken;
  }
  return SimplexPoint<Rational>(std::move(p));
}

}  // namespace hebb
