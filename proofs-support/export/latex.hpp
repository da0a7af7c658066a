#pragma once

#include <string>

#include <hebb/theorems/claim.hpp>

namespace hebb::exports {

/// The recorded statement of a claim as a LaTeX document with one theorem environment. Nodes that occur several times
/// and are long get a name u_1, u_2, ... ; p1, lambda_i, sigma2 become p_1, \lambda_i, \sigma^2. d is shown unless the
/// claim covers every dimension.
std::string to_latex(const Claim& claim, const Statement& statement, int d);

}  // namespace hebb::exports
