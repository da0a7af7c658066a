#pragma once

#include <hebb/theorems/claim.hpp>
#include <hebb/theorems/statement_builder.hpp>
#include <string>
#include <vector>

// One function a family of claims, each with its own file here; the pages docs/theorems/*.md and the tests follow the
// group that the claims name.

namespace hebb::claims {

std::vector<Claim> update();               // the learning rule (THEORY 1)
std::vector<Claim> loss();                 // loss, gradient, Hessian, critical points (THEORY 3)
std::vector<Claim> taylor();               // decomposition and remainder (THEORY 4)
std::vector<Claim> moments();              // second moments of the noise (THEORY 4)
std::vector<Claim> gap();                  // G1-G4 (THEORY 5)
std::vector<Claim> recursion();            // R1-R3 (THEORY 5)
std::vector<Claim> probability();          // M1-M3, T1-T3 (THEORY 5)
std::vector<Claim> flow_invariants();      // gradient flow: invariants, closed form (THEORY 6)
std::vector<Claim> flow_convergence();     // Theorem 2.4 and its sharp form (THEORY 6)
std::vector<Claim> flow_of_intensities();  // time-inhomogeneous input (THEORY 6)
std::vector<Claim> mirror_descent();  // natural gradient, mirror descent, comparison with the Hebbian step (THEORY 6)
std::vector<Claim> barrier();         // supermartingales of the ratios (THEORY 5.2)
std::vector<Claim> correlation();     // correlated inputs (THEORY 7)
std::vector<Claim> outputs();         // several outputs, priming (THEORY 6, 8)

using Bound = StatementBuilder::Bound;

/// A constant "factor" = 1 in front of one side of an identity or a bound: its false twin is 101/100.
inline Constant unit_factor(int stronger = 0) { return {"factor", 1, Source::paper, stronger}; }
inline FalseTwin scaled_twin(const std::string& name, const Rational& value, const Rational& by) {
  return {{name, Rational(value * by)}};
}
inline std::string index(const std::string& name, int k) { return name + std::to_string(k); }

/// The learning rate 0 < a < 1/Q and the noise bound Q > 1 that all claims about one step share.
struct Step {
  Symbol q, a;
};
Step declare_step(StatementBuilder& b);

}  // namespace hebb::claims
