#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <tbb/global_control.h>
#include <tbb/parallel_for_each.h>

#include <hebb/check/checker.hpp>
#include <hebb/theorems/coq_theorems.hpp>
#include <hebb/verify/run.hpp>

namespace hebb {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

struct Row {
  const Claim* claim;
  int d;
  bool shown;  // asked for, not only a premise
  ClaimResult result;
  std::optional<Certificate> certificate;
  bool finished = false;
};

/// The claims that a selection means.
std::set<const Claim*> select(const std::vector<Claim>& claims, const std::vector<std::string>& words) {
  std::set<const Claim*> selected;
  if (words.empty()) {
    for (const Claim& claim : claims) selected.insert(&claim);
  }
  for (const std::string& word : words) {
    for (const Claim* claim : claims_meant(word, claims)) selected.insert(claim);
  }
  return selected;
}

bool applies(const Claim& claim, int d) {
  return claim.only_dimensions.empty() || std::ranges::find(claim.only_dimensions, d) != claim.only_dimensions.end();
}

class Run {
 public:
  Run(const RunOptions& options, const RowDone& done, const std::atomic<bool>* stop)
      : options_(options), claims_(options.claims ? *options.claims : ledger()), done_(done), stop_(stop) {
    prove_.stop = stop;
    require(options.d_min >= 2, "the dimension must be at least 2, not " + std::to_string(options.d_min));
    require(options.d_max <= 64, "the dimension must be at most 64, not " + std::to_string(options.d_max));
    require(options.d_min <= options.d_max, "the range of dimensions " + std::to_string(options.d_min) + ".." +
                                                std::to_string(options.d_max) + " is empty");
    const auto shown = select(claims_, options.ids);
    for (const auto& [name, value] : options.replaced) {
      const bool known = std::ranges::any_of(
          shown, [&constant = name](const Claim* c) { return c->printed_constants().contains(constant); });
      require(known, "none of the selected claims has a constant '" + name + "'; 'hebb explain ID' lists them");
    }
    std::set<const Claim*> needed = shown;
    for (auto claim = claims_.rbegin(); claim != claims_.rend(); ++claim) {  // premises come before their users
      if (!needed.contains(&*claim) || !claim->composed_from || options.d_max < *claim->composed_from) continue;
      for (const std::string& id : claim->premises) needed.insert(find_claim(id));
    }
    for (const Claim& claim : claims_) {
      if (!needed.contains(&claim)) continue;
      for (int d = options.d_min; d <= options.d_max; ++d) {
        if (claim.scope == Scope::every_dimension && d > options.d_min) break;
        if (applies(claim, d)) rows_.push_back({&claim, d, shown.contains(&claim), {}, {}, false});
      }
    }
  }

  LedgerResult run() {
    const Clock::time_point start = Clock::now();
    std::vector<Row*> direct, composed;
    for (Row& row : rows_) (is_composed(row) ? composed : direct).push_back(&row);
    const unsigned threads = options_.threads ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
    tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    // The dear rows first, so that the cores finish together: learning rates that are tightened, then large dimensions.
    std::ranges::stable_sort(direct, std::ranges::greater{},
                             [](const Row* row) { return row->claim->composed_from && row->d == 2 ? 1000 : row->d; });
    tbb::parallel_for_each(direct, [&](Row* row) { finish(*row, [&] { verify_direct(*row); }); });
    for (Row* row : composed) finish(*row, [&] { verify_composed(*row); });
    LedgerResult result;
    for (Row& row : rows_) {
      if (row.finished && row.shown) result.claims.push_back(std::move(row.result));
    }
    result.seconds = seconds_since(start);
    return result;
  }

 private:
  bool is_composed(const Row& row) const {
    return row.claim->composed_from && row.d >= *row.claim->composed_from && replaced(*row.claim).empty();
  }

  /// The constants of the claim that are not the printed ones.
  Constants replaced(const Claim& claim) const {
    Constants own;
    for (const auto& [name, value] : claim.printed_constants()) {
      const auto found = options_.replaced.find(name);
      if (found != options_.replaced.end() && found->second != value) own.insert(*found);
    }
    return own;
  }

  template <class Work>
  void finish(Row& row, Work work) {
    if (is_stopped(stop_)) return;
    const Clock::time_point start = Clock::now();
    describe(row);
    try {
      work();
    } catch (const Stopped&) {
      row.certificate.reset();
      row.result.verdict = Verdict::undecided;
      row.result.remark = "interrupted";
    }
    row.result.seconds = seconds_since(start);
    const std::scoped_lock lock(mutex_);
    if (row.certificate && options_.certificates) {
      row.result.certificate = write_certificate(*row.certificate, *options_.certificates).filename().string();
    }
    establish(row);
    row.finished = true;
    if (done_) done_(row.result, ++count_, rows_.size());
  }

  void describe(Row& row) const {
    const Claim& claim = *row.claim;
    ClaimResult& r = row.result;
    r.id = claim.id;
    r.title = claim.title;
    r.source = claim.source;
    r.group = claim.group;
    r.text = claim.text;
    if (claim.scope == Scope::per_dimension) r.dimension = row.d;
    r.expected = claim.expected;
    r.remark = claim.remark;
    r.method = "none";
    r.constants = claim.printed_constants();
    for (const auto& [name, value] : replaced(claim)) {
      r.printed[name] = r.constants[name];
      r.constants[name] = value;
    }
    if (!r.printed.empty()) {  // what is expected, and the numbers in the text, belong to the claim as printed
      r.expected.reset();
      r.text = "with " + replaced_constants_text(r) + ". Printed statement: " + claim.text;
      r.remark.clear();
    }
    r.rests_on = claim.rests_on;
  }

  void establish(Row& row) const {
    Established& e = row.result.established;
    if (row.certificate) {
      e.dimensions = row.result.dimension ? std::to_string(*row.result.dimension) : "every";
      e.checker = accepted_in_coq(digest(*row.certificate));
    }
    if (!row.result.printed.empty()) return;  // the theorems are about the constants of the ledger
    for (const CoqTheorem& t : coq_theorems_of(row.claim->id)) {
      if (t.checked) e.theorems.push_back({std::string(t.name), std::string(t.file), std::string(t.covers)});
    }
  }

  void verify_direct(Row& row) const {
    const Claim& claim = *row.claim;
    if (!claim.state) return verify_in_coq(row);
    const Constants own = replaced(claim);
    Decision decision = decide(claim, row.d, own, prove_);
    ClaimResult& r = row.result;
    r.verdict = decision.verdict;
    r.flaw = decision.flaw;
    r.work = decision.work;
    if (decision.verdict != Verdict::undecided) r.method = decision.method;
    // Of a verdict the reason is what must be known beside it: that the domain may be empty.
    if (decision.verdict == Verdict::undecided || !decision.reason.empty()) r.remark = decision.reason;
    if (decision.certificate) {
      r.statement = decision.certificate->statement;
      if (const auto* witness = std::get_if<Witness>(&decision.certificate->evidence)) {
        r.violation = *witness;
        for (std::size_t k = 0; k < witness->values.size(); ++k) {
          r.witness.emplace(r.statement->expression.variables[k], witness->values[k]);
        }
      }
    }
    row.certificate = std::move(decision.certificate);
    // A learning-rate condition takes seconds to bisect where the noise has three components: `hebb tighten` does it.
    const bool cheap = (!claim.composed_from || row.d == 2) && row.d <= claim.tighten_to;
    // Of a claim of a user that fails as it stands, how much weaker it would have to be.
    const bool has_best = r.verdict == Verdict::proved || (options_.claims && r.verdict == Verdict::refuted);
    if (options_.tightness && cheap && own.empty() && claim.tighten && has_best) {
      TightenOptions tightening = options_.tighten;
      tightening.prove.stop = stop_;
      if (claim.composed_from) {  // ... and even there only roughly
        tightening.relative = Rational(1, 200);
        tightening.max_steps = 10;
        tightening.prove.max_cells = 8;
      }
      r.tightness = tighten(claim, row.d, *claim.tighten, tightening);
      if (is_stopped(stop_)) r.tightness.reset();  // a search that was cut says little about how sharp the constant is
    }
  }

  /// What no numerics decides. Such a claim has no constants, so that the theorems are about the row.
  void verify_in_coq(Row& row) const {
    ClaimResult& r = row.result;
    const CoqVerdict found = coq_verdict(coq_theorems_of(r.id));
    if (found.proved && r.constants.empty()) {
      r.verdict = Verdict::proved;
      r.method = "coq";
    } else if (!found.reason.empty()) {
      r.remark = found.reason;
    }
  }

  const Row* find(const std::string& id, std::optional<int> d) const {
    for (const Row& row : rows_) {
      if (row.claim->id == id && row.result.dimension == d) return &row;
    }
    return nullptr;
  }

  void verify_composed(Row& row) const {
    const Claim& claim = *row.claim;
    ClaimResult& r = row.result;
    Certificate certificate;
    certificate.claim = claim.id;
    certificate.dimension = r.dimension;
    certificate.constants = r.constants;
    certificate.statement = state(claim, row.d);
    Composition composition;
    for (const std::string& id : claim.premises) {
      const auto d = find_claim(id)->scope == Scope::every_dimension ? std::nullopt : r.dimension;
      const Row* premise = find(id, d);
      if (!premise || !premise->certificate || premise->result.verdict != Verdict::proved) {
        r.remark = "its premise " + id + " is not proved";
        return;
      }
      composition.premises.push_back({id, d, digest(*premise->certificate)});
    }
    certificate.evidence = std::move(composition);
    const CheckOutcome outcome = check(certificate, [&](const Premise& p) -> const Certificate* {
      const Row* premise = find(p.claim, p.dimension);
      return premise && premise->certificate ? &*premise->certificate : nullptr;
    });
    if (!outcome.accepted) {
      r.remark = "the checker rejects the composition: " + outcome.reason;
      return;
    }
    r.verdict = Verdict::proved;
    r.method = "composition";
    r.work = certificate.statement.goals.size();
    r.statement = certificate.statement;
    row.certificate = std::move(certificate);
  }

  const RunOptions& options_;
  const std::vector<Claim>& claims_;
  const RowDone& done_;
  const std::atomic<bool>* stop_;
  ProveOptions prove_ = options_.prove;
  std::vector<Row> rows_;
  std::mutex mutex_;
  std::size_t count_ = 0;
};

}  // namespace

LedgerResult verify(const RunOptions& options, const RowDone& done, const std::atomic<bool>* stop) {
  return Run(options, done, stop).run();
}

}  // namespace hebb
