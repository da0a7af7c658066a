#include <algorithm>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <stdlib.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/sha256.hpp>
#include <hebb/coq/coq_check.hpp>
#include <hebb/coq/folder.hpp>
#include <hebb/export/coq.hpp>
#include <hebb/process/program.hpp>
#include <hebb/text/json.hpp>
#include <hebb/theorems/coq_theorems.hpp>

namespace hebb {
namespace {

namespace fs = std::filesystem;
using Outcome = CoqCheckedFile::Outcome;

fs::path find_checker(const fs::path& given) {
  std::vector<fs::path> places;
  if (!given.empty()) {
    places = {given};
  } else {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    places = {fs::path("build") / "proofs" / "coq", program.parent_path() / "proofs" / "coq",
              program.parent_path().parent_path() / "proofs" / "coq"};
  }
  for (const fs::path& place : places) {
    if (fs::exists(place / "checker" / "Checker.vo")) return fs::absolute(place);
  }
  throw PreconditionError(fmt::format(
      "the verified checker is not compiled in {}; './bootstrap.sh proofs' compiles it, --checker names another folder",
      places.front().string()));
}

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// As lib/cmake/HebbCoqTables.cmake computes it.
std::string checker_digest(const fs::path& checker) {
  std::map<std::string, std::string> sources;
  for (const auto& entry : fs::directory_iterator(checker / "checker")) {
    if (entry.path().extension() == ".v") sources[entry.path().filename().string()] = sha256(read_file(entry.path()));
  }
  for (const auto& [name, hash] : sources) {
    const fs::path source = checker / "checker" / name, compiled = fs::path(source).replace_extension(".vo");
    require(fs::exists(compiled) && fs::last_write_time(compiled) >= fs::last_write_time(source),
            [&] { return compiled.string() + " is older than its source; './bootstrap.sh proofs' compiles it anew"; });
  }
  std::string text;
  for (const auto& [name, hash] : sources) text += name + " " + hash + "\n";
  return sha256(text);
}

/// Reads what Print Assumptions prints: a name starts in the first column, its type is indented.
struct AxiomReader {
  bool listing = false;
  std::set<std::string> axioms;
  bool operator()(const std::string& line) {
    if (line.starts_with("Axioms:")) return listing = true;
    if (!listing) return false;
    if (!line.empty() && line[0] != ' ') axioms.insert(line.substr(0, line.find_first_of(" :")));
    return true;
  }
};

class Runner {
 public:
  Runner(const CoqCheckOptions& options, fs::path checker, fs::path folder)
      : options_(options), checker_(std::move(checker)), folder_(std::move(folder)) {}

  /// Fails with one line when coqc cannot load the compiled checker, or when this rests on an axiom that is not
  /// allowed: every lemma below is one application of one of these theorems.
  void try_out() {
    std::string output;
    AxiomReader reader;
    const std::string text =
        exports::coq_preamble() +
        "Definition soundness := (check_sound, @check_boxed_sound, @witness_sound, @enclosed_witness_sound).\n" +
        "Print Assumptions soundness.\n";
    if (run("Preamble", text, [&](const std::string& line) { reader(line), output += line + " "; }) != 0) {
      throw PreconditionError(
          fmt::format("coqc cannot load the verified checker of {}: {}", checker_.string(), output));
    }
    axioms_ = reader.axioms;
    refuse_unknown_axioms();
  }

  /// Throws PreconditionError when a file rested on an axiom that is not allowed.
  void refuse_unknown_axioms() const {
    for (const std::string& axiom : axioms_) {
      if (std::ranges::binary_search(axioms_allowed_in_coq(), axiom)) continue;
      throw PreconditionError(
          fmt::format("the compiled checker of {} rests on {}, which is not among the allowed axioms; './bootstrap.sh "
                      "proofs' compiles it anew",
                      checker_.string(), axiom));
    }
  }

  void run_all(const std::vector<CoqCheckedFile*>& pending) {
    total_ = pending.size();
    std::vector<std::vector<CoqCheckedFile*>> batches;
    for (std::size_t k = 0; k < pending.size(); k += options_.batch) {
      batches.emplace_back(pending.begin() + k, pending.begin() + std::min(k + options_.batch, pending.size()));
    }
    std::mutex queue;
    std::size_t next = 0;
    std::exception_ptr failure;
    const auto work = [&] {
      for (;;) {
        std::unique_lock lock(queue);
        if (failure || next == batches.size() || is_stopped(options_.stop)) return;
        const std::vector<CoqCheckedFile*> batch = batches[next++];
        lock.unlock();
        try {
          run_batch(batch);
        } catch (const Stopped&) {  // what was accepted before stays
          return;
        } catch (...) {
          const std::scoped_lock again(queue);
          failure = std::current_exception();
        }
      }
    };
    {
      std::vector<std::jthread> pool;
      for (unsigned t = 1; t < std::max(1U, options_.jobs); ++t) pool.emplace_back(work);
      work();
    }
    if (failure) std::rethrow_exception(failure);
  }

  const std::set<std::string>& axioms() const { return axioms_; }
  std::size_t files() const { return files_; }

 private:
  /// One lemma each: coqc stops at the first that fails, and the rest goes into a file of its own.
  void run_batch(std::vector<CoqCheckedFile*> batch) {
    std::erase_if(batch, [&](CoqCheckedFile* item) {  // what has no lemma
      try {
        exports::coq_lemma(*item->certificate);
        return false;
      } catch (const PreconditionError& e) {
        settle(*item, Outcome::rejected, e.what());
        return true;
      }
    });
    while (!batch.empty()) {
      std::string text = exports::coq_preamble(), tuple;
      for (std::size_t k = 0; k < batch.size(); ++k) {
        const std::string name = exports::coq_name(*batch[k]->certificate);
        text += fmt::format("\n{}Goal True. idtac \"hebb accepted {}\". exact I. Qed.\n",
                            exports::coq_lemma(*batch[k]->certificate), digest(*batch[k]->certificate));
        tuple += (k == 0 ? "" : ", ") + name;
      }
      text += fmt::format("\nDefinition every_lemma := ({}).\nPrint Assumptions every_lemma.\n", tuple);
      std::size_t accepted = 0;
      std::string error;
      AxiomReader reader;
      const int code = run(file_name(), text, [&](const std::string& line) {
        if (accepted < batch.size() && line == "hebb accepted " + digest(*batch[accepted]->certificate)) {
          settle(*batch[accepted++], Outcome::accepted, {});
        } else if (reader(line)) {
        } else if (accepted < batch.size() && !line.starts_with("File ")) {
          error += (error.empty() ? "" : " ") + line;
        }
      });
      const std::scoped_lock lock(mutex_);
      axioms_.insert(reader.axioms.begin(), reader.axioms.end());
      if (code == 0 && accepted == batch.size()) return;
      if (accepted == batch.size()) throw PreconditionError("coqc fails after the last lemma: " + error);
      settle_locked(*batch[accepted], Outcome::rejected, error.empty() ? "coqc gave up" : error.substr(0, 300));
      batch.erase(batch.begin(), batch.begin() + accepted + 1);
    }
  }

  std::string file_name() {
    const std::scoped_lock lock(mutex_);
    return fmt::format("Certificates{}", ++files_);
  }

  int run(const std::string& name, const std::string& text, const std::function<void(const std::string&)>& line_done) {
    const fs::path file = folder_ / (name + ".v");
    write_file_atomically(file, text);
    return run_program(
        {"coqc", "-q", "-w", "none", "-noglob", "-Q", (checker_ / "checker").string(), "HebbChecker", file.string()},
        options_.stop, line_done);
  }

  void settle(CoqCheckedFile& item, Outcome outcome, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    settle_locked(item, outcome, reason);
  }

  void settle_locked(CoqCheckedFile& item, Outcome outcome, const std::string& reason) {
    item.outcome = outcome;
    item.reason = reason;
    ++done_;
    if (options_.settled) options_.settled(item, done_, total_);
  }

  const CoqCheckOptions& options_;
  fs::path checker_, folder_;
  std::mutex mutex_;
  std::set<std::string> axioms_;
  std::size_t files_ = 0, done_ = 0, total_ = 0;
};

/// A folder of our own for the Coq files, removed at the end.
class Folder {
 public:
  explicit Folder(const fs::path& keep) : kept_(!keep.empty()) {
    if (kept_) {
      path_ = keep;
      fs::create_directories(path_);
      return;
    }
    std::string pattern = (fs::temp_directory_path() / "hebb-coq-XXXXXX").string();
    require(mkdtemp(pattern.data()) != nullptr, "cannot make a temporary folder");
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    if (!kept_) fs::remove_all(path_, error);
  }
  const fs::path& path() const { return path_; }

 private:
  bool kept_;
  fs::path path_;
};

}  // namespace

std::size_t CoqCheckReport::count(Outcome outcome) const {
  return static_cast<std::size_t>(std::ranges::count(files, outcome, &CoqCheckedFile::outcome));
}

CoqCheckReport check_with_coq(const CoqCheckOptions& options) {
  require(options.batch >= 1, "at least one certificate in a Coq file is needed");
  CoqCheckReport report;
  report.files = read_for_coq(options.directory);
  require(is_in_path("coqc"), "coqc is not in PATH; './bootstrap.sh proofs' installs Coq");
  const fs::path checker = find_checker(options.checker);
  if (options.is_recorded) report.checker_digest = checker_digest(checker);  // before the work: it refuses a stale one
  const Folder folder(options.keep);
  Runner runner(options, checker, folder.path());
  std::vector<CoqCheckedFile*> pending;
  for (CoqCheckedFile& file : report.files) {
    if (file.outcome == Outcome::pending) pending.push_back(&file);
  }
  if (!pending.empty()) runner.try_out();
  runner.run_all(pending);
  runner.refuse_unknown_axioms();
  report.interrupted = is_stopped(options.stop);
  if (!report.interrupted) reject_without_premises(report.files);
  report.axioms = runner.axioms();
  report.coq_files = runner.files();
  return report;
}

std::string coq_record(const CoqCheckReport& report) {
  Json accepted = Json::object();
  for (const CoqCheckedFile& item : report.files) {
    if (item.outcome == Outcome::accepted) accepted[digest(*item.certificate)] = item.file;
  }
  // The last line is the digest of all before it, see lib/cmake/HebbCoqTables.cmake: a line added by hand makes the
  // record void.
  std::string text = Json{{"checker", report.checker_digest}, {"accepted", accepted}}.dump(0);
  text.replace(text.size() - 2, 2, ",\n");
  return text + "\"record\": \"" + sha256(text) + "\"\n}\n";
}

}  // namespace hebb
