#pragma once

// Learning rules of one's own at work: paths, the distance to the flow of their drift, bounds on losing the leader.
// Link hebb::rule_runs.

#include <hebb/model/update.hpp>
#include <hebb/rule_runs/rule_barrier.hpp>
#include <hebb/rule_runs/rule_compare.hpp>
#include <hebb/rule_runs/rule_simulation.hpp>
