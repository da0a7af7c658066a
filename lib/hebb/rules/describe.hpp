#pragma once

#include <string>
#include <vector>

#include <hebb/rules/fixed_points.hpp>
#include <hebb/text/json.hpp>

namespace hebb {

/// A rule as understood.
struct RuleDescription {
  std::string name, title, source;  // as in the text; what messages call it
  std::string noise;                // "|y_i| <= Q = 2, y = e_j + z"
  std::string trigger, rate;        // as recorded for d = 2, or that it is the default
  std::string step, increment;      // of the first component for d = 2
  std::string increment_fact;       // whether the increment is the paper's
  std::string drift, drift_fact;    // what it is said to follow, and whether the mean increment is that
  /// What is found in one dimension.
  struct Dimension {
    int d;              // the dimension
    FixedPoints fixed;  // of the flow of the mean increment
  };
  std::vector<Dimension> dimensions;  // 2 and 3
};

/// Reads all of it off the recorded rule; the facts are proved or refuted for d = 2 and 3.
RuleDescription describe(const Rule& rule, const Constants& replaced, StopFlag stop = nullptr);

/// For people, and for programs.
std::string to_text(const RuleDescription& description);
Json to_json(const RuleDescription& description);  // fields as in the schema of `hebb rule --json`

}  // namespace hebb
