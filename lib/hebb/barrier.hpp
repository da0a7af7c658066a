#pragma once

// Proved bounds of the probability that the leader is lost, and the learning rates that they allow. Link
// hebb::barriers.

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/barriers/martingale.hpp>
