// An inequality of one's own: x^4 + y^4 + 1 >= 2 x y on the square, proved and checked.
#include <iostream>

#include <hebb/prove.hpp>

int main() {
  using namespace hebb;
  StatementBuilder b;
  const Symbol x = b.between("x", -1, 1), y = b.between("y", -1, 1);
  b.claim_at_least("bound", pow(x, 4) + pow(y, 4) + 1, 2 * x * y);
  const Decision decision = prove(b.build());
  if (decision.verdict != Verdict::proved) return std::cerr << decision.reason << '\n', 1;
  std::cout << to_string(decision.verdict) << " by " << decision.method << '\n' << to_json(*decision.certificate);
}
