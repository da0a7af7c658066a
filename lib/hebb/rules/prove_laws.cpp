#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <hebb/language/functions.hpp>
#include <hebb/laws/laws.hpp>
#include <hebb/rules/best_constants.hpp>
#include <hebb/rules/prove_laws.hpp>
#include <hebb/rules/relax.hpp>
#include <hebb/rules/rule_claims.hpp>
#include <hebb/rules/sign_cases.hpp>
#include <hebb/rules/statement_copy.hpp>
#include <hebb/text/nearest.hpp>
#include <hebb/verify/domain.hpp>
#include <hebb/verify/empty_domain.hpp>

namespace hebb {
namespace {

constexpr int max_signs_asked = 30;       // of one statement
constexpr std::size_t max_cases = 200;    // of the signs in one statement
constexpr int max_ordered_dimension = 4;  // every order of the inputs is tried up to it: d! statements

/// The proofs of one rule in one dimension, law by law: what one law found is used by the next.
class LawProver {
 public:
  LawProver(const RecordedRule& rule, const std::string& name, const ProveLawsOptions& options)
      : rule_(rule), name_(name), options_(options), papers_step_(is_papers_step(rule)) {}

  LawTheorem prove(const std::string& law) {
    LawTheorem result;
    result.law = law;
    result.dimension = rule_.dimension;
    if (law == "simplex invariance") simplex(result);
    if (law == "support") support(result);
    if (law == "permutation equivariance") permutation(result);
    if (law == "gradient identity") gradient(result);
    if (law == "centred noise") centred(result);
    if (law == "martingale") martingale(result);
    if (law == "remainder bound") remainder(result);
    if (law == "learning-rate bound") rate(result);
    if (result.verdict == Verdict::undecided) {
      const auto open = std::ranges::find(result.rows, Verdict::undecided, &ClaimResult::verdict);
      if (open != result.rows.end() && !open->remark.empty()) result.note = open->remark;
    }
    // How another part of the law was proved says nothing of the part that is false.
    if (result.verdict == Verdict::refuted && result.note == how_) result.note.clear();
    return result;
  }

 private:
  /// The rows of the ledger, in this dimension, as parts of the law.
  void by_ledger(LawTheorem& law, const std::vector<std::string>& ids) {
    RunOptions run = run_options();
    run.ids = ids;
    std::vector<ClaimResult> rows = verify(run, {}, options_.prove.stop).claims;
    std::erase_if(rows, [&](const ClaimResult& row) { return std::ranges::find(ids, row.id) == ids.end(); });
    for (ClaimResult& row : rows) law.rows.push_back(std::move(row));
    law.note = fmt::format("for every Q > 1: {} of the ledger", fmt::join(ids, ", "));
    conclude(law);
  }

  template <class Law>
  Verdict decide(LawTheorem& law, const std::string& part, const Law& state) {
    StatementBuilder b;
    state(b, rule_.dimension, {});
    const Statement whole = b.build();
    if (!by_cases(law, part, whole)) decide_one(law, name_ + "." + part, whole);
    conclude(law);
    return law.rows.back().verdict;
  }

  void decide_one(LawTheorem& law, const std::string& id, const Statement& statement) {
    if (is_undefined_somewhere(law, id, statement) || by_relaxation(law, id, statement)) return;
    law.rows.push_back(verified(claim_that(id, law.law, statement)));
  }

  /// A law about the values of a step that has none somewhere is not proved, so little time is spent on it: it is
  /// refuted where the argument of a root or a logarithm is negative.
  bool is_undefined_somewhere(LawTheorem& law, const std::string& id, const Statement& statement) {
    const StatementCopy copy(statement);
    StatementBuilder b;
    copy.declare(b);
    copy.assume(b);
    std::size_t arguments = 0;
    for (const Instruction& i : statement.expression.code) {
      if (i.operation != Operation::sqrt && i.operation != Operation::log) continue;
      b.claim_nonnegative(node_text(statement, i.a) + " >= 0", copy[i.a]);
      ++arguments;
    }
    if (arguments == 0 || is_identities(statement)) return false;
    const std::string where = find_undefined(statement, options_.prove.stop);
    if (where.empty()) return false;
    const double seconds = std::min(0.5, options_.prove.seconds);
    ClaimResult row = verified(claim_that(id, law.law, statement), seconds);
    if (row.verdict != Verdict::refuted) {
      ClaimResult defined = verified(claim_that(id + ".defined", law.law, b.build()), seconds);
      if (defined.verdict == Verdict::refuted) row = std::move(defined);
      row.remark = "the step has no value somewhere: " + where;
      law.note = row.remark;
    }
    law.rows.push_back(std::move(row));
    return true;
  }

  static Claim claim_that(const std::string& id, const std::string& title, const Statement& statement) {
    Claim claim = claim_of(id, title, {}, [](StatementBuilder&, int, const Constants&) {});
    claim.state = [statement](int, const Constants&) { return statement; };
    return claim;
  }

  /// A statement with abs, max or min by the signs of their arguments. False where it is to be decided as it stands.
  bool by_cases(LawTheorem& law, const std::string& part, const Statement& whole) {
    const std::string id = name_ + "." + part;
    // The signs that earlier ones leave are theorems, each with its certificate. Assumed signs are cuts along planes
    // and the like, as those of triggers are, or they are of no use here: little is spent on each, and on all of them.
    std::vector<ClaimResult> signs;
    int asked = 0;
    const auto is_proved = [&](const Statement& sign) {
      if (++asked > max_signs_asked) return false;
      ClaimResult row = verified(claim_that(fmt::format("{}.sign-{}", id, signs.size() + 1), law.law, sign),
                                 std::min(0.2, options_.prove.seconds), "splits");
      if (row.verdict != Verdict::proved) return false;
      signs.push_back(std::move(row));
      return true;
    };
    const auto cases = sign_cases(whole, max_cases, is_proved);
    if (!cases) return false;
    law.rows.insert(law.rows.end(), signs.begin(), signs.end());
    if (cases->size() == 1) {
      decide_one(law, id, cases->front().statement);
      return true;
    }
    const std::size_t before = law.rows.size();
    Claim claim = claim_that(id, law.law, whole);
    if (is_identities(whole)) {  // in which abs(u) may stand as it is
      law.rows.push_back(verified(claim));
      if (law.rows.back().verdict != Verdict::undecided) return true;
      law.rows.resize(before);
    }
    std::size_t number = 0;
    for (const SignCase& one : *cases) {
      ++number;
      const std::size_t first = law.rows.size();
      decide_one(law, fmt::format("{}.case-{}", id, number), one.statement);
      const auto is_open = [](const ClaimResult& row) { return row.verdict != Verdict::proved; };
      const auto open = std::find_if(law.rows.begin() + static_cast<std::ptrdiff_t>(first), law.rows.end(), is_open);
      if (open == law.rows.end()) continue;
      ClaimResult row = std::move(*open);
      law.rows.resize(first);
      if (row.verdict == Verdict::refuted) {  // the witness is one against the whole
        claim.suspects = [&](int, const Constants&) { return std::vector{row.witness}; };
        ClaimResult refuted = verified(claim);
        if (refuted.verdict == Verdict::refuted) {
          row = std::move(refuted);
          law.rows.resize(before);
        } else {  // at an end that the part has and the whole has not
          row.verdict = Verdict::undecided;
          row.remark = "refuted at the edge of a case only";
        }
      } else {
        row.remark = fmt::format("case {} of {}, {}: {}", number, cases->size(), text_of(one.where), row.remark);
      }
      law.rows.push_back(std::move(row));
      return true;
    }
    law.note = fmt::format("in {} cases, by the signs in abs, max and min", cases->size());
    how_ = law.note;
    return true;
  }

  static std::string text_of(const std::vector<SignCase::Piece>& pieces) {
    std::string text;
    for (const SignCase::Piece& piece : pieces) text += (text.empty() ? "" : ", ") + piece.text;
    return text;
  }

  static bool is_identities(const Statement& statement) {
    return std::ranges::all_of(statement.goals, [](const Condition& goal) { return goal.relation == Relation::zero; });
  }

  ClaimResult verified(Claim claim) { return verified(std::move(claim), options_.prove.seconds); }
  ClaimResult verified(Claim claim, double seconds, const std::string& method = {}) {
    const std::vector<Claim> claims{std::move(claim)};
    RunOptions run = run_options();
    run.claims = &claims;
    run.prove.seconds = seconds;
    run.prove.method = method;
    std::vector<ClaimResult> rows = verify(run, {}, options_.prove.stop).claims;
    if (!rows.empty()) return std::move(rows[0]);
    ClaimResult interrupted;
    interrupted.id = claims[0].id;
    interrupted.remark = "interrupted";
    return interrupted;
  }

  /// A law of a rule with functions, from one about numbers between bounds of them, which are proved beside it. The
  /// rows of a proof are appended, the others dropped: that the stronger statement is false says nothing.
  bool by_relaxation(LawTheorem& law, const std::string& id, const Statement& statement) {
    const std::vector<FunctionBounds> all = is_identities(statement)
                                                ? std::vector{FunctionBounds::none}
                                                : std::vector{FunctionBounds::constant, FunctionBounds::polynomial};
    for (const FunctionBounds bounds : all) {
      const std::optional<Relaxed> relaxed = without_functions(statement, bounds);
      if (!relaxed) return false;
      std::vector<ClaimResult> rows;
      const auto is_proved = [&](ClaimResult row) {
        rows.push_back(std::move(row));
        return rows.back().verdict == Verdict::proved;
      };
      if (!is_proved(verified(claim_that(id + ".relaxed", law.law, relaxed->statement)))) continue;
      if (relaxed->arguments && !is_proved(verified(claim_that(id + ".arguments", law.law, *relaxed->arguments))))
        continue;
      std::string names;
      bool proved = true;
      for (const Operation function : relaxed->functions) {
        proved = proved && is_proved(bounds_of(function, bounds));
        names += (names.empty() ? "" : " and ") + std::string(language::function_name(function));
      }
      if (!proved) return false;
      law.rows.insert(law.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
      law.note = bounds == FunctionBounds::none ? "whatever the values of the functions in it"
                                                : fmt::format("with bounds of {}, proved beside it, in place of {}",
                                                              names, relaxed->functions.size() == 1 ? names : "them");
      how_ = law.note;
      return true;
    }
    return false;
  }

  /// The bounds as a theorem, proved once.
  const ClaimResult& bounds_of(Operation function, FunctionBounds bounds) {
    const std::string name = bounds_name(function, bounds);
    if (const auto found = bounds_.find(name); found != bounds_.end()) return found->second;
    Claim lemma = claim_that(name_ + "." + name, fmt::format("bounds of {}(u)", language::function_name(function)),
                             function_bounds(function, bounds));
    lemma.scope = Scope::every_dimension;
    return bounds_.emplace(name, verified(std::move(lemma))).first->second;
  }

  RunOptions run_options() const {
    RunOptions run;
    run.d_min = run.d_max = rule_.dimension;
    run.prove = options_.prove;
    run.threads = options_.threads;
    run.tightness = false;
    run.certificates = options_.certificates;
    return run;
  }

  /// A law is refuted where a part of it is, and proved where all parts are.
  static void conclude(LawTheorem& law) {
    const auto any = [&](Verdict v) {
      return std::ranges::any_of(law.rows, [&](const ClaimResult& row) { return row.verdict == v; });
    };
    law.verdict = any(Verdict::refuted)                         ? Verdict::refuted
                  : any(Verdict::undecided) || law.rows.empty() ? Verdict::undecided
                                                                : Verdict::proved;
  }

  LawfulRule lawful() {
    if (!papers_increment_) {
      LawTheorem ignored;
      ignored.law = "increment";
      papers_increment_ =
          papers_step_ || decide(ignored, "increment", [&](StatementBuilder& b, int d, const Constants&) {
                            laws::increment_at_zero(b, rule_, d, true);
                          }) == Verdict::proved;
    }
    return {rule_, *papers_increment_};
  }

  void simplex(LawTheorem& law) {
    if (papers_step_) return by_ledger(law, {"U.simplex"});
    decide(law, "simplex",
           [this](StatementBuilder& b, int d, const Constants&) { laws::simplex(b, LawfulRule{rule_}, d); });
  }

  void support(LawTheorem& law) {
    if (papers_step_) return by_ledger(law, {"U.support"});
    const Verdict zeros = decide(law, "support.zeros", [this](StatementBuilder& b, int d, const Constants&) {
      laws::support_keeps_zeros(b, LawfulRule{rule_}, d);
    });
    if (zeros == Verdict::refuted) return;
    struct Bound {
      Rational factor;
      bool squared;
      std::string text() const {
        return fmt::format("p_i' >= {}(1-aQ)/(1+aQ){} p_i", factor == 1 ? "" : to_string(factor) + " ",
                           squared ? " squared" : "");
      }
    };
    const std::vector<Bound> bounds{
        {1, false}, {Rational(1, 10), false}, {Rational(1, 1000), false}, {1, true}, {Rational(1, 10), true}};
    for (const Bound& bound : bounds) {
      const std::size_t before = law.rows.size();
      const Verdict others = decide(law, "support.others", [&](StatementBuilder& b, int d, const Constants&) {
        laws::support_keeps_others(b, LawfulRule{rule_}, d, bound.factor, bound.squared);
      });
      if (others == Verdict::proved) {
        if (bound.factor != 1 || bound.squared) law.note = bound.text();
        return;
      }
      const bool is_false = others == Verdict::refuted;
      if (is_false && law.rows.back().id.ends_with(".defined")) return;  // no value at all
      if (is_false && !loses_support(law.rows.back())) {
        // The bound is false there, but the component stays positive: not a counterexample to the law.
        law.rows.back().verdict = Verdict::undecided;
        law.rows.back().remark = bound.text() + " is false, p_i' > 0 may hold";
        conclude(law);
      }
      // Where a bound is not decided a smaller multiple may be, and where all are false their square may hold.
      const bool last = &bound == &bounds.back() || (&bound == &bounds[2] && !is_false);
      if (law.verdict == Verdict::refuted || last) return;
      law.rows.resize(before);
    }
  }

  /// Whether at the witness a component with p_i > 0 has p_i' <= 0 exactly.
  bool loses_support(const ClaimResult& row) const {
    if (!rule_.step.is_algebraic()) return false;
    Vec<Rational> at;
    for (const std::string& variable : rule_.step.expression.variables) {
      const auto found = row.witness.find(variable);
      at.push_back(found == row.witness.end() ? rule_.noise_bound.value_or(2) : found->second);
    }
    const Vec<Rational> next = rule_.step(at);
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (at[i] > 0 && next[i] <= 0) return true;
    }
    return false;
  }

  void permutation(LawTheorem& law) {
    if (papers_step_) {
      by_ledger(law, {"U.permutation"});
    } else {
      for (const bool of_the_model : {false, true}) {  // what fails elsewhere is no counterexample
        law.rows.clear();
        const Verdict verdict = decide(law, "permutation", [&](StatementBuilder& b, int d, const Constants&) {
          laws::permutation(b, LawfulRule{rule_}, d, 1, of_the_model);
        });
        if (verdict == Verdict::proved) break;
      }
    }
    symmetric_ = law.verdict == Verdict::proved;
  }
  bool is_symmetric() {
    if (!symmetric_) {
      LawTheorem ignored;
      ignored.law = "permutation equivariance";
      permutation(ignored);
    }
    return *symmetric_;
  }
  /// Whether the drift that the rule states is, too.
  bool has_symmetric_drift() {
    if (!rule_.declares_drift) return true;
    LawTheorem ignored;
    ignored.law = "permutation equivariance";
    return decide(ignored, "permutation.drift", [this](StatementBuilder& b, int d, const Constants&) {
             laws::drift_permutation(b, LawfulRule{rule_}, d);
           }) == Verdict::proved;
  }

  void gradient(LawTheorem& law) {
    const LawfulRule rule = lawful();
    // By default both: that the increment is the paper's, and what follows from it.
    decide(law, "increment", [&](StatementBuilder& b, int d, const Constants&) {
      laws::increment_at_zero(b, rule_, d, rule.papers_increment);
    });
    decide(law, "gradient", [&](StatementBuilder& b, int d, const Constants&) { laws::gradient(b, rule, d); });
    if (rule_.declares_trigger)
      decide(law, "trigger", [&](StatementBuilder& b, int d, const Constants&) { laws::trigger(b, rule, d); });
  }

  void centred(LawTheorem& law) {
    const LawfulRule rule = lawful();
    decide(law, "centred", [&](StatementBuilder& b, int d, const Constants&) { laws::centred_noise(b, rule, d); });
  }

  void martingale(LawTheorem& law) {
    const LawfulRule rule = lawful();
    if (papers_step_ && !rule_.declares_drift && !rule_.declares_trigger) return by_ledger(law, {"A2.centred"});
    decide(law, "martingale", [&](StatementBuilder& b, int d, const Constants&) { laws::martingale(b, rule, d); });
  }

  void remainder(LawTheorem& law) {
    const LawfulRule rule = lawful();
    if (papers_step_) return by_ledger(law, {"A2.identity", "A2.lump", "A2.sharp"});
    decide(law, "remainder", [&](StatementBuilder& b, int d, const Constants&) {
      laws::remainder(b, rule, d, 1, is_symmetric() ? 0 : -1);
    });
  }

  void rate(LawTheorem& law) {
    if (!claims_rate(rule_)) {
      law.claimed = false;
      law.note = "not claimed: a rule with a drift of its own says 'rate ...'";
      return;
    }
    const LawfulRule rule = lawful();
    if (const Statement any = stated_rate(rule); empty_range(any)) {
      law.note = "the rate is nowhere positive: nothing is claimed";
      return;
    }
    const bool papers = papers_step_ && !rule_.declares_drift && !rule_.declares_trigger;
    if (papers && is_papers_rate()) return by_ledger(law, {"R1.sharp", "R2.sharp"});
    // The statements order the components: enough where the rule does not tell them apart, else one for each order.
    const bool alike = is_symmetric() && has_symmetric_drift();
    std::vector<std::size_t> order;
    if (!alike && rule_.dimension <= max_ordered_dimension) {
      order.resize(static_cast<std::size_t>(rule_.dimension));
      std::iota(order.begin(), order.end(), std::size_t{0});
    }
    do {
      for (const bool leader : {true, false}) {
        rate_in_order(law, rule, leader, order);
        if (law.verdict != Verdict::proved) return;
      }
    } while (std::ranges::next_permutation(order).found);
    if (alike) return;
    if (order.empty()) {
      law.verdict = Verdict::undecided;
      law.note = fmt::format(
          "proved where p_1 >= ... >= p_d; the rule tells its inputs apart, and other orders are tried up to d = {}",
          max_ordered_dimension);
    } else {
      law.note = "for every order of the inputs";
    }
  }

  /// R1 or R2 where the order of the probabilities is that of these inputs (without any: of the inputs as they are).
  void rate_in_order(LawTheorem& law, const LawfulRule& rule, bool leader, const std::vector<std::size_t>& order) {
    const auto inequality = [&](StatementBuilder& b, int d, const Constants&) {
      laws::drift_inequality(
          b, rule, d, leader, 1, [&](const Symbol& delta, const Symbol& q) { return rule.rate(delta, q); }, false,
          order);
    };
    std::string part = leader ? "R1" : "R2", inputs;
    for (const std::size_t input : order) inputs += std::to_string(input + 1);
    if (!std::ranges::is_sorted(order)) part += ".order-" + inputs;
    const std::size_t before = law.rows.size();
    const auto instead = [&](ClaimResult row) {
      law.rows.resize(before);
      law.rows.push_back(std::move(row));
      law.note.clear();
      conclude(law);
    };
    decide(law, part, inequality);
    if (law.verdict ==
        Verdict::undecided) {  // a rate just beyond the largest one fails in a corner that is hard to find
      if (auto values = find_rate_failure(rule_, leader, order, options_.prove.stop)) {
        Claim claim = claim_of(name_ + "." + part, law.law, {}, inequality);
        claim.suspects = [&](int, const Constants&) { return std::vector{*values}; };
        ClaimResult row = verified(std::move(claim));
        if (row.verdict == Verdict::refuted) instead(std::move(row));
      }
    }
    if (law.verdict == Verdict::undecided && rule_.step.is_algebraic()) {  // tight inequalities are worth some seconds
      ClaimResult row = verified(claim_of(name_ + "." + part, law.law, {}, inequality),
                                 std::max(25.0, options_.prove.seconds), "splits");
      if (row.verdict == Verdict::proved) instead(std::move(row));
    }
    if (law.verdict == Verdict::refuted && !std::ranges::is_sorted(order))
      law.note =
          fmt::format("p1, p2, ... are there the probabilities of the inputs {}", fmt::join(one_based(order), ", "));
  }

  static std::vector<std::size_t> one_based(std::vector<std::size_t> order) {
    for (std::size_t& input : order) ++input;
    return order;
  }

  Statement stated_rate(const LawfulRule& rule) const {
    StatementBuilder b;
    laws::drift_inequality(b, rule, rule_.dimension, true, 1,
                           [&](const Symbol& delta, const Symbol& q) { return rule.rate(delta, q); });
    return b.build();
  }
  /// At its own Q, or for every Q.
  bool is_papers_rate() const {
    if (!rule_.rate) return true;
    const Symbol delta = Symbol::variable("Delta");
    const Symbol q = rule_.noise_bound ? Symbol(*rule_.noise_bound) : Symbol::variable("Q");
    return record_function({"Delta", "Q"}, {(*rule_.rate)(Vec<Symbol>{delta, q})[0]}) ==
           record_function({"Delta", "Q"}, {rate_bound_sharp(delta, q)});
  }

  const RecordedRule& rule_;
  const std::string name_;
  const ProveLawsOptions& options_;
  const bool papers_step_;
  std::optional<bool> papers_increment_;
  std::optional<bool> symmetric_;
  std::string how_;  // the note on a part that was proved
  std::map<std::string, ClaimResult> bounds_;
};

}  // namespace

bool is_papers_step(const RecordedRule& rule) {
  const auto paper = [](const Vec<Symbol>& p, const Vec<Symbol>& y, const Symbol& a) {
    return probability_update(p, y, a);
  };
  return rule.step == record_rule(paper, rule.dimension, rule.noise_bound).step;
}

bool claims_rate(const RecordedRule& rule) { return rule.rate || (!rule.declares_drift && !rule.declares_trigger); }

std::vector<std::string> law_names() {
  return {"simplex invariance", "support",    "permutation equivariance", "gradient identity",
          "centred noise",      "martingale", "remainder bound",          "learning-rate bound"};
}

std::vector<LawTheorem> prove_laws(const RecordedRule& rule, const std::string& name, const ProveLawsOptions& options,
                                   const std::function<void(const LawTheorem&)>& done) {
  const std::vector<std::string> names = law_names();
  for (const std::string& law : options.laws) {
    require(std::ranges::find(names, law) != names.end(),
            [&] { return fmt::format("there is no law '{}'; the laws are: {}", law, fmt::join(names, ", ")); });
  }
  LawProver prover(rule, name, options);
  std::vector<LawTheorem> results;
  for (const std::string& law : names) {
    if (!options.laws.empty() && std::ranges::find(options.laws, law) == options.laws.end()) continue;
    if (is_stopped(options.prove.stop)) break;
    results.push_back(prover.prove(law));
    if (done) done(results.back());
  }
  return results;
}

}  // namespace hebb
