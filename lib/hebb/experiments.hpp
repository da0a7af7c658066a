#pragma once

// The experiments of the documentation as functions. Link hebb::experiments.

#include <hebb/experiments/counted_rows.hpp>
#include <hebb/experiments/experiments.hpp>
#include <hebb/experiments/input_experiments.hpp>
#include <hebb/experiments/mean_square.hpp>
#include <hebb/statistics/confidence.hpp>
