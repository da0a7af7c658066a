// A user's program: proves a claim of the ledger and a statement of its own.
#include <cstdio>

#include <hebb/prove.hpp>
#include <hebb/scalar.hpp>

int main() {
  const hebb::Decision g2 = hebb::decide(*hebb::find_claim("G2"), 3);
  hebb::StatementBuilder b;
  const hebb::Symbol x = b.between("x", 0, 1), y = b.between("y", 0, 1);
  b.claim_nonnegative("x^2 + y^2 + 1/10 - 2xy", x * x + y * y + hebb::Symbol(hebb::Rational(1, 10)) - 2 * x * y);
  const hebb::ProofAttempt own = hebb::attempt(b.build(), hebb::Claim::Method::coefficients);
  const hebb::Interval third = hebb::Interval(1) / hebb::Interval(3);  // a width of zero would be unsound
  std::printf("G2: %s, own: %s, 1/3 in [%.17g, %.17g]\n", std::string(to_string(g2.verdict)).c_str(),
              own.method.c_str(), third.lower(), third.upper());
  return g2.verdict == hebb::Verdict::proved && own.method == "coefficients" && third.lower() < third.upper() ? 0 : 1;
}
