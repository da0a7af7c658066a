#pragma once

#include <optional>
#include <string>

#include <hebb/barriers/exponents.hpp>
#include <hebb/barriers/true_rate.hpp>
#include <hebb/text/json.hpp>

namespace hebb::cli {

/// What `rate` and `escape` say about the steps to accuracy at the true rate: null when nothing is proved.
Json true_rate_json(const std::optional<TrueRateSteps>& found);

/// One line: the steps, and by which x, kappa and degree.
std::string true_rate_text(const std::optional<TrueRateSteps>& found, const std::string& accuracy,
                           const std::string& epsilon);

/// What `winner` says about the expected steps of the leader, `component` from 1 on: null when nothing is proved.
Json expected_steps_json(const std::optional<ExpectedSteps>& found, std::size_t component);
std::string expected_steps_text(const ExpectedSteps& found, std::size_t component, const std::string& accuracy);

/// The exponents of a learning rate: null for a law without closed forms.
Json exponents_json(const std::optional<RateExponents>& found);
std::string exponents_text(const std::optional<RateExponents>& found, const Rational& a);

/// All digits while a double has them; beyond, four of them, rounded up: the count is an upper bound.
std::string show_steps(double steps);

}  // namespace hebb::cli
