#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hebb/scalar/rational.hpp>

// The numbers of options: every one is read exactly. Everything throws PreconditionError with the option, the offending
// text and what would be right.

namespace hebb::cli {

/// An exact number, "0.01" or "1/100"; `option` names it in messages.
Rational parse_number(const std::string& option, const std::string& text);

/// "0.05,0.1,1/5".
std::vector<Rational> parse_numbers(const std::string& option, const std::string& text);

/// A whole number from least to most; "1e6" is one.
std::uint64_t parse_count(const std::string& option, const std::string& text, std::uint64_t least, std::uint64_t most);

/// A number above least and below most.
Rational parse_between(const std::string& option, const std::string& text, const Rational& least, const Rational& most);

/// --confidence LEVEL: what the level leaves, 1 - LEVEL, exactly. Between 0 and 1, and at least 1e-300 for the methods
/// that compute with doubles.
Rational parse_alpha(const std::string& level);

/// A number as it is said in passing: exact when short, else about six digits.
std::string brief(const Rational& x);

/// Seconds: above 0, at most a year.
double parse_seconds(const std::string& option, const std::string& text);

}  // namespace hebb::cli
