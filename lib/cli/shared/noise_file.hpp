#pragma once

#include <string>

#include <hebb/model/discrete_noise.hpp>

namespace hebb::cli {

/// A law from a file: rows of a value and its probability, exact; # starts a comment.
/// Throws PreconditionError as DiscreteNoise does, naming the file.
DiscreteNoise read_noise_law(const std::string& file, const Rational& q);

/// The rows of such a file.
std::string noise_file_text(const NoiseTable& atoms);

}  // namespace hebb::cli
