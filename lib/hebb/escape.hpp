#pragma once

// The probability that the leader is lost by every method: bounds, enclosures, estimates. Link hebb::escape.

#include <hebb/escape/escape.hpp>
#include <hebb/exits/probability.hpp>
#include <hebb/exits/problem.hpp>
#include <hebb/exits/winner.hpp>
