#pragma once

#include <string>
#include <vector>

#include <hebb/certificate/statement_builder.hpp>
#include <hebb/theorems/claim.hpp>

// One function a family of claims, each with its own file here; the pages docs/theorems/*.md and the tests follow the
// group that the claims name.

namespace hebb::claims {

std::vector<Claim> update();               // the learning rule (docs/theorems/update.md)
std::vector<Claim> loss();                 // loss, gradient, Hessian, critical points (docs/theorems/loss.md)
std::vector<Claim> taylor();               // decomposition and remainder (docs/theorems/taylor.md)
std::vector<Claim> moments();              // second moments of the noise (docs/theorems/moments.md)
std::vector<Claim> gap();                  // G1-G4 (docs/theorems/gap.md)
std::vector<Claim> recursion();            // R1-R3 (docs/theorems/recursion.md)
std::vector<Claim> learning_rates();       // how large a may be in R1 and R2 (docs/theorems/learning_rates.md)
std::vector<Claim> probability();          // M1-M3, T1-T3 (docs/theorems/probability.md)
std::vector<Claim> flow_invariants();      // gradient flow: invariants, closed form (docs/theorems/flow.md)
std::vector<Claim> flow_convergence();     // Theorem 2.4 and its sharp form (docs/theorems/flow.md)
std::vector<Claim> flow_of_intensities();  // time-inhomogeneous input (docs/theorems/flow.md, outputs.md)
std::vector<Claim> mirror_descent();       // natural gradient, mirror descent (docs/theorems/mirror_descent.md)
std::vector<Claim> barrier();              // supermartingales of the ratios (docs/theorems/barrier.md)
std::vector<Claim> true_rate();            // contraction of polynomials of the ratios (docs/theorems/barrier.md)
std::vector<Claim> correlation();          // correlated inputs (docs/theorems/correlation.md)
std::vector<Claim> outputs();              // several outputs, priming (docs/theorems/outputs.md)

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
