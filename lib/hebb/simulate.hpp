#pragma once

// Sample paths: the chain, with any inputs, several outputs, the spiking network; estimates with exact confidence
// intervals. Link hebb::simulation.

#include <hebb/simulation/chain/chain_problem.hpp>
#include <hebb/simulation/chain/path_outcome.hpp>
#include <hebb/simulation/chain/simulate.hpp>
#include <hebb/simulation/outputs/outputs_simulation.hpp>
#include <hebb/simulation/paths/diagnosis.hpp>
#include <hebb/simulation/paths/input_path.hpp>
#include <hebb/simulation/paths/monte_carlo.hpp>
#include <hebb/simulation/paths/recorded_paths.hpp>
#include <hebb/simulation/paths/splitting.hpp>
#include <hebb/simulation/spiking/network.hpp>
#include <hebb/simulation/spiking/poisson_inputs.hpp>
#include <hebb/simulation/spiking/rate.hpp>
#include <hebb/simulation/spiking/simulation.hpp>
#include <hebb/simulation/spiking/trigger_statistics.hpp>
#include <hebb/statistics/confidence.hpp>
