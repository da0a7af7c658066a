#pragma once

// Property-based tests of a learning rule of your own. Link hebb::testing.

#include <hebb/testing/expect_laws.hpp>
#include <hebb/testing/generators.hpp>
#include <hebb/testing/laws.hpp>
#include <hebb/testing/run_law.hpp>
#include <hebb/testing/update_rule.hpp>
