#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <random>

#include <hebb/calculus/rates.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/replay/replay.hpp>
#include <hebb/rules/best_constants.hpp>
#include <hebb/rules/relax.hpp>
#include <hebb/rules/rule_claims.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/scalar/real_interval.hpp>

namespace hebb {
namespace {

constexpr long bits = 192;

/// A point of the domain: all numbers short, so that a witness made of them is.
struct Place {
  Vec<std::int64_t> weights;  // p = weights/sum, ordered for a rate
  Vec<Rational> y;            // in units of Q
  Rational part = 1;          // a as a part of its range
  Rational gap = 1;           // c as a part of the largest one
  Rational q = 2;             // where the rule leaves it open

  Vec<Rational> p() const {
    Integer total = 0;
    for (const std::int64_t w : weights) total += w;
    Vec<Rational> out;
    for (const std::int64_t w : weights) out.push_back(Rational(Integer(w), total));
    return out;
  }
};

/// Where a statement begins to fail, in 192 bits: the least t > 0 at which `fails` somewhere. `margin` says how far a
/// place is from that, at a given t: negative where it fails, nothing where it is undefined.
class Descent {
 public:
  using Margin = std::function<std::optional<double>(const Place&, const Rational& t)>;

  Descent(int d, bool open_q, bool ordered, StopFlag stop) : d_(d), open_q_(open_q), ordered_(ordered), stop_(stop) {}

  /// The least t in [1/1024, 64], to a ten-thousandth, and where; nothing when none was found.
  std::optional<std::pair<Rational, Place>> run(const Margin& margin) {
    for (int k = 0; k < 1500; ++k) consider(sample(), margin);
    for (int round = 0; round < 3; ++round) {
      double scale = 0.3;
      for (int k = 0; k < 500 && best_; ++k) {
        const bool better = consider(moved(*best_, scale), margin);
        scale = better ? std::min(0.5, scale * 1.5) : std::max(1e-5, scale * 0.97);
      }
    }
    if (!failing_) return std::nullopt;
    return std::pair(least_, *failing_);
  }

 private:
  double unit() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  static Rational short_number(double x) { return Rational(static_cast<std::int64_t>(std::lround(x * 10000)), 10000); }

  void order(Place& x) const {
    if (ordered_) std::ranges::sort(x.weights, std::greater<>());
  }

  Place sample() {
    Place x;
    for (int i = 0; i < d_; ++i) {
      // All sizes: the constants are often those of a vertex.
      x.weights.push_back(std::max<std::int64_t>(1, std::llround(std::pow(10.0, 6 * unit()))));
      x.y.push_back(pick(4) ? Rational(pick(2) ? 1 : -1) : short_number(2 * unit() - 1));
    }
    order(x);
    if (pick(3) == 0) x.part = short_number(0.01 + 0.99 * unit());
    if (pick(3) == 0) x.gap = short_number(0.01 + 0.99 * unit());
    if (open_q_)
      x.q = std::array{Rational(1001, 1000), Rational(3, 2), Rational(2), Rational(10),
                       Rational(100)}[static_cast<std::size_t>(pick(5))];
    return x;
  }

  Place moved(Place x, double scale) {
    const auto step = [&] { return scale * (2 * unit() - 1); };
    for (int changes = 1 + pick(2); changes > 0; --changes) {
      const auto i = static_cast<std::size_t>(pick(d_));
      switch (pick(open_q_ ? 5 : 4)) {
        case 0:
          x.weights[i] = std::clamp<std::int64_t>(
              std::llround(static_cast<double>(x.weights[i]) * std::exp(4 * step())), 1, 1'000'000'000);
          break;
        case 1:
          x.y[i] = std::clamp(Rational(x.y[i] + short_number(step())), Rational(-1), Rational(1));
          break;
        case 2:
          x.part = std::clamp(Rational(x.part + short_number(step())), Rational(1, 10000), Rational(1));
          break;
        case 3:
          x.gap = std::clamp(Rational(x.gap + short_number(step())), Rational(1, 10000), Rational(1));
          break;
        default:
          x.q = std::max(Rational(1001, 1000), Rational(x.q + short_number(10 * step())));
      }
    }
    order(x);
    return x;
  }

  /// Whether the place is the best one by now.
  bool consider(Place x, const Margin& margin) {
    throw_if_stopped(stop_);
    const Rational below = least_ * Rational(9999, 10000);
    const std::optional<double> now = margin(x, below);
    if (!now) return false;
    if (*now >= 0) {
      if (best_ && *now >= margin_) return false;
      best_ = std::move(x);
      margin_ = *now;
      return true;
    }
    // It fails below the least t so far: down to where it does not.
    Rational high = below, low = Rational(1, 1024);
    for (int k = 0; k < 30 && high > low * Rational(10001, 10000); ++k) {
      const Rational middle = short_between(low, high);
      const std::optional<double> there = margin(x, middle);
      (there && *there < 0 ? high : low) = middle;
    }
    least_ = high;
    failing_ = best_ = std::move(x);
    margin_ = 0;  // the next place has to fail below
    return true;
  }

  static Rational short_between(const Rational& low, const Rational& high) {
    const double middle = std::sqrt(low.convert_to<double>() * high.convert_to<double>());
    return Rational(static_cast<std::int64_t>(std::llround(middle * (1 << 24))), 1 << 24);
  }

  int d_;
  bool open_q_, ordered_;
  StopFlag stop_;
  std::mt19937_64 random_{20251130};
  Rational least_ = 64;
  std::optional<Place> best_, failing_;
  double margin_ = 0;
};

RealInterval number(const Rational& x) { return RealInterval(x, bits); }
Vec<RealInterval> numbers(const Vec<Rational>& x) {
  Vec<RealInterval> out;
  for (const Rational& q : x) out.push_back(number(q));
  return out;
}

/// Which input has the k-th largest probability; empty: input k.
using Order = std::vector<std::size_t>;

/// The variables of the statements at a place, by name.
using Values = std::map<std::string, Rational>;

class BestConstantSearch {
 public:
  BestConstantSearch(const RecordedRule& rule, const BestConstantsOptions& options)
      : rule_(rule), lawful_{rule, is_papers_step(rule)}, options_(options) {}

  BestConstant rate(const std::string& id, bool leader) {
    Order order;
    if (rule_.dimension <= 3 && !is_alike(id)) {
      order.resize(static_cast<std::size_t>(rule_.dimension));
      std::iota(order.begin(), order.end(), std::size_t{0});
    }
    BestConstant least = rate_in_order(id, leader, order);
    while (std::ranges::next_permutation(order).found) {
      std::string inputs;
      for (const std::size_t input : order) inputs += std::to_string(input + 1);
      BestConstant one = rate_in_order(id + ".order-" + inputs, leader, order);
      Tightness &all = least.tightness, &here = one.tightness;
      if (!all.proved || !here.proved || *here.proved < *all.proved) {
        all.proved = all.proved ? here.proved : std::nullopt;
        all.slack = all.proved ? here.slack : std::nullopt;
      }
      if (here.refuted && (!all.refuted || *here.refuted < *all.refuted)) all.refuted = here.refuted;
      std::ranges::move(one.certificates, std::back_inserter(least.certificates));
    }
    return least;
  }

  std::optional<Values> rate_failure(bool leader, const Order& order) {
    Descent search(rule_.dimension, !rule_.noise_bound, true, options_.stop);
    const auto found =
        guarded(search, [&](const Place& x, const Rational& t) { return rate_margin(x, t, leader, order); });
    if (!found || found->first > 1) return std::nullopt;
    return rate_values(found->second, 1);
  }

  BestConstant remainder(const std::string& id) {
    const int only = is_symmetric(id) ? 0 : -1;
    const Claim claim = claim_of(id, "remainder bound", {{"C", 4, Source::ours, -1, {}, {}}},
                                 [this, only](StatementBuilder& b, int d, const Constants& k) {
                                   laws::remainder_constant(b, lawful_, d, k.at("C"), only);
                                 });
    // t = 1/C: the statement fails from some t on.
    const auto margin = [&](const Place& x, const Rational& t) { return remainder_margin(x, t, only); };
    Descent search(rule_.dimension, !rule_.noise_bound, false, options_.stop);
    const auto found = guarded(search, margin);
    const auto values = [&](const Rational&) { return remainder_values(found->second); };
    return enclosed(claim, "C", -1, found ? std::optional(found->first) : std::nullopt, values);
  }

 private:
  BestConstant rate_in_order(const std::string& id, bool leader, const Order& order) {
    const Claim claim =
        claim_of(id, "learning-rate bound", {{"rate", 1, Source::ours, +1, {}, {}}},
                 [this, leader, order](StatementBuilder& b, int d, const Constants& k) {
                   laws::drift_inequality(
                       b, lawful_, d, leader, k.at("rate"),
                       [this](const Symbol& delta, const Symbol& q) { return lawful_.rate(delta, q); }, false, order);
                 });
    const auto margin = [&](const Place& x, const Rational& t) { return rate_margin(x, t, leader, order); };
    Descent search(rule_.dimension, !rule_.noise_bound, true, options_.stop);
    const auto found = guarded(search, margin);
    const auto values = [&](const Rational& t) { return rate_values(found->second, t); };
    return enclosed(claim, "rate", +1, found ? std::optional(found->first) : std::nullopt, values);
  }

  bool is_identity(const std::string& id, const std::function<void(StatementBuilder&)>& law) const {
    Certificate c;
    c.claim = id;
    StatementBuilder b;
    law(b);
    c.statement = b.build();
    if (const auto without = without_functions(c.statement, FunctionBounds::none)) c.statement = without->statement;
    return with_proofs(std::move(c), "coefficients").has_value();
  }
  bool is_symmetric(const std::string& id) const {
    return std::ranges::any_of(std::array{false, true}, [&](bool of_the_model) {
      return is_identity(id + ".permutation", [&](StatementBuilder& b) {
        laws::permutation(b, LawfulRule{rule_}, rule_.dimension, 1, of_the_model);
      });
    });
  }
  /// Neither the step nor the drift tells the inputs apart.
  bool is_alike(const std::string& id) const {
    return is_symmetric(id) && (!rule_.declares_drift || is_identity(id + ".permutation", [&](StatementBuilder& b) {
             laws::drift_permutation(b, LawfulRule{rule_}, rule_.dimension);
           }));
  }
  /// Limited by work; `method` alone, or every method when empty.
  ProveOptions prove_options(const std::string& method = {}) const {
    ProveOptions how{options_.seconds, 60, 20000};
    how.witness_samples = 30;  // the search has been
    how.stop = options_.stop;
    how.method = method;
    return how;
  }

  static std::optional<std::pair<Rational, Place>> guarded(Descent& search, const Descent::Margin& margin) {
    return search.run([&](const Place& x, const Rational& t) -> std::optional<double> {
      try {
        const std::optional<double> m = margin(x, t);
        if (m && !std::isfinite(*m)) return std::nullopt;
        return m;
      } catch (const PreconditionError&) {
        return std::nullopt;  // undefined there: log of a negative number, an unbounded quotient
      }
    });
  }

  Rational q_of(const Place& x) const { return rule_.noise_bound.value_or(x.q); }
  Vec<Rational> inputs(const Place& x) const {
    Vec<Rational> y = x.y;
    for (Rational& z : y) z *= q_of(x);
    return y;
  }
  void name_inputs(const Place& x, Values& values) const {
    const Vec<Rational> p = x.p(), y = inputs(x);
    for (std::size_t i = 0; i < p.size(); ++i) {
      values[laws::indexed("p", i + 1)] = p[i];
      values[laws::indexed("Y", i + 1)] = y[i];
    }
    values["Q"] = q_of(x);
  }

  static Rational gap_of(const Place& x) {
    const Vec<Rational> p = x.p();
    return std::min(Rational(1, 2), Rational(p[0] - p[1])) * x.gap;
  }
  /// The claimed rate at this gap, or a number just below it.
  Rational claimed_rate(const Rational& delta, const Rational& q) const {
    if (!rule_.rate || rule_.rate->is_algebraic()) return lawful_.rate(delta, q);
    const Rational exact = lawful_.rate(number(delta), number(q)).exact_lower();
    const Integer scale = Integer(1) << 60;
    return Rational(Integer(numerator(exact) * scale / denominator(exact)), scale);
  }
  Values rate_values(const Place& x, const Rational& t) const {
    Values values;
    name_inputs(x, values);
    const Rational c = gap_of(x);
    values["c"] = c;
    values["a"] = t * x.part * claimed_rate(2 * c, q_of(x));
    return values;
  }

  /// R1 or R2 over a (1 - p_1) r, the size of its first order.
  std::optional<double> rate_margin(const Place& x, const Rational& t, bool leader, const Order& order) const {
    const Rational c = gap_of(x);
    if (c <= 0) return std::nullopt;
    const Values values = rate_values(x, t);
    const Rational& at = values.at("a");
    if (at <= 0) return std::nullopt;
    const Vec<RealInterval> p = numbers(x.p()), y = numbers(inputs(x));
    const RealInterval a = number(at), q = number(q_of(x));
    Vec<RealInterval> state = p;
    for (std::size_t k = 0; k < order.size(); ++k) state[order[k]] = p[k];
    const Vec<RealInterval> next = by_rank(lawful_.apply(state, y, a, q), order),
                            noise = by_rank(lawful_.xi(state, y, q), order);
    const RealInterval r = convergence_rate(RealInterval(rule_.dimension), number(Rational(2 * c)));
    const RealInterval size = a * (1 - p[0]) * r;
    RealInterval least = ((1 - a * r) * (1 - p[0]) - a * noise[0] - (1 - next[0])) / size;
    for (std::size_t u = 1; u < p.size() && !leader; ++u) {
      const RealInterval r2 = (next[0] - next[u] - (p[0] - p[u]) - a * (noise[0] - noise[u])) / size;
      if (u == 1 || r2.upper() < least.upper()) least = r2;
    }
    return least.upper();
  }

  static Vec<RealInterval> by_rank(Vec<RealInterval> x, const Order& order) {
    Vec<RealInterval> out = x;
    for (std::size_t k = 0; k < order.size(); ++k) out[k] = x[order[k]];
    return out;
  }

  Values remainder_values(const Place& x) const {
    Values values;
    name_inputs(x, values);
    values["a"] = x.part / (2 * q_of(x));
    return values;
  }
  /// 1 - t |theta_i|/((aQ)^2 p_i (1 - p_i)), the least.
  std::optional<double> remainder_margin(const Place& x, const Rational& t, int only) const {
    const Vec<RealInterval> p = numbers(x.p()), y = numbers(inputs(x));
    const RealInterval a = number(Rational(x.part / (2 * q_of(x)))), q = number(q_of(x));
    const Vec<RealInterval> next = lawful_.apply(p, y, a, q), first = lawful_.increment(p, y, q);
    double largest = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (only >= 0 && static_cast<int>(i) != only) continue;
      const RealInterval theta = abs(next[i] - p[i] - a * first[i]);
      largest = std::max(largest, (theta / (square(a * q) * (p[i] * (1 - p[i])))).lower());
    }
    return 1 - t.convert_to<double>() * largest;
  }

  /// A certificate without evidence.
  Certificate certificate_of(const Claim& claim, const std::string& name, const Rational& value) const {
    Certificate c;
    c.claim = claim.id;
    c.dimension = rule_.dimension;
    c.constants = {{name, value}};
    c.statement = state(claim, rule_.dimension, {{name, value}});
    return c;
  }
  static bool is_accepted(const Certificate& c) {
    return check(c, [](const Premise&) { return nullptr; }).accepted;
  }

  /// The place as a witness against the statement with that value.
  std::optional<Certificate> refuted_at(const Claim& claim, const std::string& name, const Rational& value,
                                        const Values& values) const {
    Certificate c = certificate_of(claim, name, value);
    Witness witness{0, {}};
    for (const std::string& variable : c.statement.expression.variables) {
      const auto found = values.find(variable);
      if (found == values.end()) return std::nullopt;
      witness.values.push_back(found->second);
    }
    for (; witness.goal < static_cast<int>(c.statement.goals.size()); ++witness.goal) {
      c.evidence = witness;
      if (is_accepted(c)) return c;
    }
    return std::nullopt;
  }

  /// The certificate with proofs of all goals of its statement; nothing as soon as one resists.
  std::optional<Certificate> with_proofs(Certificate c, const std::string& method) const {
    std::vector<Proof> proofs;
    for (const Condition& goal : c.statement.goals) {
      Statement alone = c.statement;
      alone.goals = {goal};
      const ProofAttempt found = attempt(alone, Claim::Method::automatic, prove_options(method));
      const auto* proof = found.evidence ? std::get_if<std::vector<Proof>>(&*found.evidence) : nullptr;
      if (!proof) return std::nullopt;
      proofs.push_back(proof->at(0));
    }
    c.evidence = std::move(proofs);
    if (!is_accepted(c)) return std::nullopt;
    return c;
  }

  /// Proofs of the statement with that value; none when it is not proved.
  std::vector<Certificate> proved_at(const Claim& claim, const std::string& name, const Rational& value,
                                     const std::string& method) const {
    const Certificate whole = certificate_of(claim, name, value);
    auto cases = sign_cases(whole.statement);
    if (!cases) cases = {{whole.statement, {}}};
    std::vector<Certificate> proofs;
    for (std::size_t k = 0; k < cases->size(); ++k) {
      Certificate c = whole;
      c.statement = std::move((*cases)[k].statement);
      if (cases->size() > 1) c.claim += fmt::format(".case-{}", k + 1);
      std::optional<Relaxed> relaxed;
      if (!rule_.step.is_algebraic()) relaxed = without_functions(c.statement, FunctionBounds::polynomial);
      if (relaxed) {
        if (!rests_on(*relaxed, claim, c, proofs)) return {};
        c.claim += ".relaxed";
        c.statement = std::move(relaxed->statement);
      }
      auto proof = with_proofs(std::move(c), method);
      if (!proof) return {};
      proofs.push_back(std::move(*proof));
    }
    return proofs;
  }

  /// Appends proofs of what a relaxed statement rests on, those that are there already left out; false where one fails.
  bool rests_on(const Relaxed& relaxed, const Claim& claim, const Certificate& whole,
                std::vector<Certificate>& proofs) const {
    for (const Operation function : relaxed.functions) {
      const std::string name = claim.id + "." + bounds_name(function, FunctionBounds::polynomial);
      if (std::ranges::find(proofs, name, &Certificate::claim) != proofs.end()) continue;
      auto lemma = lemmas_.find(name);
      if (lemma == lemmas_.end()) {
        Certificate c;
        c.claim = name;
        c.statement = function_bounds(function, FunctionBounds::polynomial);
        auto proof = with_proofs(std::move(c), {});
        if (!proof) return false;
        lemma = lemmas_.emplace(name, std::move(*proof)).first;
      }
      proofs.push_back(lemma->second);
    }
    if (!relaxed.arguments) return true;
    Certificate c = whole;
    c.claim += ".arguments";
    c.statement = *relaxed.arguments;
    auto proof = with_proofs(std::move(c), {});
    if (!proof) return false;
    proofs.push_back(std::move(*proof));
    return true;
  }

  /// values(t): the place that fails from t on. A C is 1/t.
  BestConstant enclosed(const Claim& claim, const std::string& name, int stronger, const std::optional<Rational>& fails,
                        const std::function<Values(const Rational&)>& values) const {
    BestConstant out;
    Tightness& tight = out.tightness;
    tight.constant = name;
    tight.printed = claim.constants[0].value;
    tight.stronger = stronger;
    const auto value = [&](const Rational& t) { return stronger > 0 ? t : Rational(1 / t); };
    std::optional<Certificate> refutation;
    const Rational end = fails.value_or(Rational(64));
    if (fails) {
      // A value with few digits on the failing side, as close to t as it goes.
      for (const int digits : {10000, 100000, 1000000}) {
        const double x = value(*fails).convert_to<double>() * (stronger > 0 ? 1.00002 : 0.99998);
        const auto n = static_cast<std::int64_t>(stronger > 0 ? std::ceil(x * digits) : std::floor(x * digits));
        const Rational rounded(n, digits);
        if (rounded <= 0) continue;
        if ((refutation = refuted_at(claim, name, rounded, values(stronger > 0 ? rounded : *fails)))) {
          tight.refuted = rounded;
          break;
        }
      }
    }
    Rational nearest = 0;  // the part of `end` that is proved
    const auto try_at = [&](const Rational& part, const char* method) {
      if (part <= nearest) return true;
      const double x = value(Rational(end * part)).convert_to<double>();
      const Rational rounded(static_cast<std::int64_t>(stronger > 0 ? std::floor(x * 10000) : std::ceil(x * 10000)),
                             10000);
      std::vector<Certificate> proofs =
          rounded > 0 ? proved_at(claim, name, rounded, method) : std::vector<Certificate>();
      if (proofs.empty()) return false;
      tight.proved = rounded;
      nearest = part;
      out.certificates = std::move(proofs);
      return true;
    };
    try {
      // What costs hundredths of a second everywhere, then what costs seconds in a few places.
      const Rational best = 1 - options_.relative;
      const bool is_quick = rule_.step.is_algebraic();
      using Parts = std::vector<Rational>;
      const Rational close(49, 50), most(9, 10), half(1, 2), eighth(1, 8);
      Parts cheap = is_quick ? Parts{best, close, most, Rational(3, 4), half, Rational(1, 4), eighth, Rational(1, 32)}
                             : Parts{close, half, eighth};
      Parts costly = is_quick ? Parts{close, most, Rational(3, 4)} : Parts{most};
      if (stronger > 0 && end > 1) {  // what is claimed
        cheap.push_back(1 / end);
        if (!is_quick) costly = {1 / end};
      }
      std::ranges::sort(cheap, std::greater<>());
      for (const Rational& part : cheap) {
        if (try_at(part, "coefficients")) break;
      }
      for (const Rational& part : costly) {
        if (try_at(part, "splits")) break;
      }
      if (nearest == close) try_at(best, "splits");
      if (nearest == 0) try_at(half, "boxes");
    } catch (const Stopped&) {
      // The sides that were found stand on certificates of their own.
    }
    if (tight.proved) tight.slack = stronger > 0 ? *tight.proved / tight.printed : tight.printed / *tight.proved;
    if (refutation) out.certificates.push_back(std::move(*refutation));
    return out;
  }

  const RecordedRule& rule_;
  const LawfulRule lawful_;
  const BestConstantsOptions& options_;
  mutable std::map<std::string, Certificate> lemmas_;
};

}  // namespace

std::optional<std::map<std::string, Rational>> find_rate_failure(const RecordedRule& rule, bool leader,
                                                                 const std::vector<std::size_t>& order, StopFlag stop) {
  return BestConstantSearch(rule, {.stop = stop}).rate_failure(leader, order);
}

BestConstants best_constants(const RecordedRule& rule, const std::string& name, const BestConstantsOptions& options) {
  BestConstantSearch search(rule, options);
  BestConstants best;
  if (claims_rate(rule)) {
    best.r1 = search.rate(name + ".R1", true);
    best.r2 = search.rate(name + ".R2", false);
  }
  best.remainder = search.remainder(name + ".remainder-constant");
  return best;
}

}  // namespace hebb
