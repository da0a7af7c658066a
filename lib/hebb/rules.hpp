#pragma once

// Learning rules from text files or functions: what they do, proofs of their laws. Link hebb::rules.

#include <hebb/language/rules.hpp>
#include <hebb/laws/recorded_rule.hpp>
#include <hebb/rules/best_constants.hpp>
#include <hebb/rules/describe.hpp>
#include <hebb/rules/file_rule.hpp>
#include <hebb/rules/fixed_points.hpp>
#include <hebb/rules/prove_laws.hpp>
#include <hebb/rules/rule.hpp>
