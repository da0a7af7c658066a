#pragma once

// The learning rule as templates over the scalar: simplex, loss, update, Taylor decomposition, moments, noise laws,
// rates. Link hebb::model.

#include <hebb/calculus/critical_points.hpp>
#include <hebb/calculus/largest_rates.hpp>
#include <hebb/calculus/loss.hpp>
#include <hebb/calculus/moments.hpp>
#include <hebb/calculus/rates.hpp>
#include <hebb/calculus/taylor.hpp>
#include <hebb/model/any_noise.hpp>
#include <hebb/model/correlated_constants.hpp>
#include <hebb/model/correlation.hpp>
#include <hebb/model/discrete_noise.hpp>
#include <hebb/model/expectation.hpp>
#include <hebb/model/leader_problem.hpp>
#include <hebb/model/loss_event.hpp>
#include <hebb/model/noise.hpp>
#include <hebb/model/outputs.hpp>
#include <hebb/model/step_schedule.hpp>
#include <hebb/model/truncated_gaussian_noise.hpp>
#include <hebb/model/update.hpp>
#include <hebb/simplex/chamber.hpp>
#include <hebb/simplex/point.hpp>
#include <hebb/simplex/vector.hpp>
