#pragma once

// The replicator flow in closed form and by validated integration, and the discrete dynamics beside it. Link
// hebb::flows.

#include <hebb/flows/closed_form/contraction.hpp>
#include <hebb/flows/closed_form/hitting_time.hpp>
#include <hebb/flows/closed_form/leader_coordinates.hpp>
#include <hebb/flows/closed_form/ratio_chart.hpp>
#include <hebb/flows/closed_form/replicator_flow.hpp>
#include <hebb/flows/comparison.hpp>
#include <hebb/flows/flow_study.hpp>
#include <hebb/flows/geometry/fisher_metric.hpp>
#include <hebb/flows/geometry/mirror_descent.hpp>
#include <hebb/flows/geometry/mirror_map.hpp>
#include <hebb/flows/integrator/correlated_basin.hpp>
#include <hebb/flows/integrator/doubleton.hpp>
#include <hebb/flows/integrator/integrate_flow.hpp>
#include <hebb/flows/integrator/integrator.hpp>
#include <hebb/flows/integrator/rate_schedule.hpp>
#include <hebb/flows/integrator/recorded_map.hpp>
#include <hebb/flows/uniform_distance.hpp>
#include <hebb/simplex/box.hpp>
