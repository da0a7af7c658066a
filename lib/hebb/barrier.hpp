#pragma once

// Proved bounds of the probability that the leader is lost, and the learning rates that they allow; convergence at the
// true rate, its exact exponents, which component wins, correlated inputs. Link hebb::barriers.

#include <hebb/barriers/barrier.hpp>
#include <hebb/barriers/barrier_moments.hpp>
#include <hebb/barriers/barrier_rate.hpp>
#include <hebb/barriers/eigen_polynomial.hpp>
#include <hebb/barriers/exponents.hpp>
#include <hebb/barriers/martingale.hpp>
#include <hebb/barriers/rate_switches.hpp>
#include <hebb/barriers/rectangle_barrier.hpp>
#include <hebb/barriers/true_rate.hpp>
#include <hebb/barriers/winner.hpp>
