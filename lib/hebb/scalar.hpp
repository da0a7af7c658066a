#pragma once

// Numbers: exact rationals, double and multiple-precision intervals, comparisons with three answers, bounds with a
// direction, recorded expressions. Link hebb::scalar.

#include <hebb/scalar/bound.hpp>
#include <hebb/scalar/elementary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/scalar/interval.hpp>
#include <hebb/scalar/jet.hpp>
#include <hebb/scalar/rational.hpp>
#include <hebb/scalar/real_interval.hpp>
#include <hebb/scalar/stop.hpp>
#include <hebb/scalar/symbolic/expression.hpp>
#include <hebb/scalar/symbolic/symbol.hpp>
#include <hebb/scalar/traits.hpp>
#include <hebb/scalar/truth.hpp>
