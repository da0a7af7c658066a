// One formula, many algebras: exactly, as an enclosure, at high precision, fast, and as a recorded expression.
#include <cstdio>

#include <hebb/model.hpp>
#include <hebb/scalar.hpp>

int main() {
  using namespace hebb;
  using namespace hebb::literals;

  const Vec<Rational> p{0.5_q, 0.3_q, 0.2_q};
  const Vec<Rational> exact = replicator(p);  // p_i (p_i - s), exactly
  const Vec<Interval> box{Interval(0.49, 0.51), Interval(0.29, 0.31), Interval(0.19, 0.21)};
  const Vec<Interval> enclosed = replicator(box);  // contains the field at every point of the box
  const Vec<double> fast = replicator(Vec<double>{0.5, 0.3, 0.2});
  bool contained = true;
  for (int i = 0; i < 3; ++i) {
    std::printf("F_%d = %s in [%.17g, %.17g], about %g\n", i + 1, to_string(exact[i]).c_str(), enclosed[i].lower(),
                enclosed[i].upper(), fast[i]);
    contained = contained && enclosed[i].contains(exact[i]);
  }
  Recorder recorder({"p1", "p2"});
  const int node = recorder.record(replicator(Vec<Symbol>{Symbol::variable("p1"), Symbol::variable("p2")})[0]);
  std::printf("recorded: %s\n", to_infix(recorder.expression(), node).c_str());
  return contained ? 0 : 1;
}
