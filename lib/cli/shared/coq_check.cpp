#include "shared/coq_check.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/sha256.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/export/coq.hpp>
#include <hebb/text/json.hpp>
#include <hebb/text/printable.hpp>
#include <hebb/theorems/coq_theorems.hpp>

#include "shared/common.hpp"

namespace hebb::cli {
namespace {

namespace fs = std::filesystem;

/// One file of the directory.
struct Item {
  std::string file;
  std::optional<Certificate> certificate;
  enum class Outcome { pending, accepted, rejected, rests } outcome = Outcome::pending;
  std::string reason;
};

bool in_path(const std::string& program) {
  std::istringstream folders(std::getenv("PATH") ? std::getenv("PATH") : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access((fs::path(folder) / program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

fs::path find_checker(const std::string& given) {
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

/// Why the certificate rests on others, and where the argument is.
std::string composition_text(const Certificate& c) {
  std::vector<std::string> names;
  for (const CoqTheorem& t : coq_theorems_of(c.claim)) {
    if (covers_the_claim(t.covers)) names.emplace_back(t.name);
  }
  return fmt::format("{} premises; argument in {}", std::get<Composition>(c.evidence).premises.size(),
                     names.empty() ? "prose" : fmt::format("Coq: {}", fmt::join(names, ", ")));
}

const Item* find_premise(const std::vector<Item>& items, const Premise& premise) {
  const auto found = std::ranges::find_if(items, [&](const Item& item) {
    return item.outcome != Item::Outcome::rejected && item.certificate && item.certificate->claim == premise.claim &&
           item.certificate->dimension == premise.dimension;
  });
  return found == items.end() ? nullptr : &*found;
}

/// A composition falls with its premises; repeated until nothing more falls.
void reject_without_premises(std::vector<Item>& items) {
  for (bool changed = true; changed;) {
    changed = false;
    for (Item& item : items) {
      if (item.outcome != Item::Outcome::rests) continue;
      for (const Premise& premise : std::get<Composition>(item.certificate->evidence).premises) {
        if (find_premise(items, premise)) continue;
        item.outcome = Item::Outcome::rejected;
        item.reason = "its premise " + premise.claim + " is not accepted";
        changed = true;
        break;
      }
    }
  }
}

std::vector<Item> read_items(const fs::path& directory) {
  std::vector<Item> items;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".json")
      items.push_back({entry.path().filename().string(), {}, Item::Outcome::pending, {}});
  }
  if (error) throw CertificateError("cannot read the directory " + directory.string() + ": " + error.message());
  if (items.empty()) throw CertificateError("there are no certificates (*.json) in " + directory.string());
  std::ranges::sort(items, {}, &Item::file);
  for (Item& item : items) {
    try {
      item.certificate = read_certificate(directory / item.file);
      item.reason = certificate_file_name(*item.certificate) == item.file
                        ? mismatch_with_ledger(*item.certificate)
                        : "its name should be " + certificate_file_name(*item.certificate);
    } catch (const std::exception& e) {
      item.reason = e.what();
    }
    if (!item.reason.empty()) item.outcome = Item::Outcome::rejected;
  }
  const FindCertificate find = [&](const Premise& premise) -> const Certificate* {
    const Item* found = find_premise(items, premise);
    return found ? &*found->certificate : nullptr;
  };
  for (Item& item : items) {
    if (item.outcome == Item::Outcome::rejected || !std::holds_alternative<Composition>(item.certificate->evidence))
      continue;
    const CheckOutcome compared =
        check(*item.certificate, find);  // a composition: its premises are compared, nothing is computed
    item.outcome = compared.accepted ? Item::Outcome::rests : Item::Outcome::rejected;
    item.reason = compared.accepted ? composition_text(*item.certificate) : compared.reason;
  }
  return items;
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

/// Runs a program, found in PATH, with its standard output and error read line by line; its exit code. When the user
/// interrupts it is killed, and Stopped is thrown.
template <class Line>
int run_program(std::vector<const char*> arguments, Line line_done) {
  int ends[2];
  require(pipe2(ends, O_CLOEXEC) == 0,
          [&] { return fmt::format("cannot start {}: {}", arguments[0], std::strerror(errno)); });
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) posix_spawn_file_actions_adddup2(&actions, ends[1], stream);
  pid_t program = 0;
  const int error =
      posix_spawnp(&program, arguments[0], &actions, nullptr, const_cast<char**>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string line;
  bool killed = false;
  for (char buffer[4096]; error == 0;) {
    pollfd waits{ends[0], POLLIN, 0};
    if (interrupted() && !killed) {
      killed = true;
      ::kill(program, SIGKILL);
    }
    if (::poll(&waits, 1, 100) <= 0) continue;
    const ssize_t size = ::read(ends[0], buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    for (const char c : std::string_view(buffer, static_cast<std::size_t>(size))) {
      if (c != '\n') {
        line += c;
        continue;
      }
      line_done(line);
      line.clear();
    }
  }
  ::close(ends[0]);
  require(error == 0, [&] { return fmt::format("cannot start {}: {}", arguments[0], std::strerror(error)); });
  int status = 0;
  while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
  }
  if (killed) throw Stopped();
  if (!line.empty()) line_done(line);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

class Runner {
 public:
  Runner(const CoqCheckOptions& options, fs::path checker, fs::path folder)
      : options_(options), checker_(std::move(checker)), folder_(std::move(folder)) {}

  /// Fails with one line when coqc cannot load the compiled checker, or when this rests on an axiom that is not
  /// allowed: every lemma below is one application of one of these theorems.
  void try_out() {
    std::string output;
    AxiomReader reader;
    const std::string text = exports::coq_preamble() +
                             "Definition soundness := (check_sound, @check_boxed_sound, @witness_sound).\n" +
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

  void run_all(std::vector<Item*> pending) {
    total_ = pending.size();
    std::vector<std::vector<Item*>> batches;
    for (std::size_t k = 0; k < pending.size(); k += options_.batch) {
      batches.emplace_back(pending.begin() + k, pending.begin() + std::min(k + options_.batch, pending.size()));
    }
    std::mutex queue;
    std::size_t next = 0;
    std::exception_ptr failure;
    const auto work = [&] {
      for (;;) {
        std::unique_lock lock(queue);
        if (failure || next == batches.size() || interrupted()) return;
        const std::vector<Item*> batch = batches[next++];
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
  void run_batch(std::vector<Item*> batch) {
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
          settle(*batch[accepted++], Item::Outcome::accepted, {});
        } else if (reader(line)) {
        } else if (accepted < batch.size() && !line.starts_with("File ")) {
          error += (error.empty() ? "" : " ") + line;
        }
      });
      const std::scoped_lock lock(mutex_);
      axioms_.insert(reader.axioms.begin(), reader.axioms.end());
      if (code == 0 && accepted == batch.size()) return;
      if (accepted == batch.size()) throw PreconditionError("coqc fails after the last lemma: " + error);
      settle_locked(*batch[accepted], Item::Outcome::rejected, error.empty() ? "coqc gave up" : error.substr(0, 300));
      batch.erase(batch.begin(), batch.begin() + accepted + 1);
    }
  }

  std::string file_name() {
    const std::scoped_lock lock(mutex_);
    return fmt::format("Certificates{}", ++files_);
  }

  template <class Line>
  int run(const std::string& name, const std::string& text, Line line_done) {
    const fs::path file = folder_ / (name + ".v");
    write_file_atomically(file, text);
    const std::string sources = (checker_ / "checker").string(), source = file.string();
    return run_program(
        {"coqc", "-q", "-w", "none", "-noglob", "-Q", sources.c_str(), "HebbChecker", source.c_str(), nullptr},
        line_done);
  }

  void settle(Item& item, Item::Outcome outcome, const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    settle_locked(item, outcome, reason);
  }

  void settle_locked(Item& item, Item::Outcome outcome, const std::string& reason) {
    item.outcome = outcome;
    item.reason = reason;
    ++done_;
    if (shows_progress())
      draw_progress(done_, total_, item.file);
    else if (total_ >= 50 && 10 * done_ / total_ != 10 * (done_ - 1) / total_)
      tell("{} of {} certificates\n", done_, total_);
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
  explicit Folder(const std::string& keep) : kept_(!keep.empty()) {
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

void write_record(const std::string& file, const std::vector<Item>& items, const std::string& checker) {
  Json accepted = Json::object();
  for (const Item& item : items) {
    if (item.outcome == Item::Outcome::accepted) accepted[digest(*item.certificate)] = item.file;
  }
  // The last line is the digest of all before it, see lib/cmake/HebbCoqTables.cmake: a line added by hand makes the
  // record void.
  std::string text = Json{{"checker", checker}, {"accepted", accepted}}.dump(0);
  text.replace(text.size() - 2, 2, ",\n");
  write_file_atomically(file, text + "\"record\": \"" + sha256(text) + "\"\n}\n");
}

/// Those of logic and the reals by name; Coq's primitive integers and floats, of which there are dozens, by their
/// number.
void print_axioms(const std::set<std::string>& axioms) {
  std::vector<std::string> named;
  for (const std::string& axiom : axioms) {
    const bool primitive = std::ranges::any_of(std::array{"PrimInt63.", "Uint63.", "PrimFloat.", "FloatAxioms."},
                                               [&](const char* module) { return axiom.starts_with(module); });
    if (!primitive) named.push_back(axiom);
  }
  fmt::print("axioms: {}", named.empty() ? "none" : fmt::format("{}", fmt::join(named, ", ")));
  if (const std::size_t others = axioms.size() - named.size())
    fmt::print("; {} on primitive integers and floats (proofs-support/coq/checker_axioms.txt)", others);
  fmt::print("\n");
}

}  // namespace

int check_with_coq(const CoqCheckOptions& options) {
  require(options.batch >= 1, "--batch must be at least 1");
  require_outputs({}, {{"--record", options.record}});
  std::vector<Item> items = read_items(options.directory);
  require(in_path("coqc"), "coqc is not in PATH; './bootstrap.sh proofs' installs Coq");
  const fs::path checker = find_checker(options.checker);
  const std::string sources =
      options.record.empty() ? "" : checker_digest(checker);  // before the work: it refuses a stale checker
  const auto start = std::chrono::steady_clock::now();
  const Folder folder(options.keep);
  Runner runner(options, checker, folder.path());
  std::vector<Item*> pending;
  for (Item& item : items) {
    if (item.outcome == Item::Outcome::pending) pending.push_back(&item);
  }
  if (!pending.empty()) runner.try_out();
  runner.run_all(pending);
  runner.refuse_unknown_axioms();
  if (!interrupted()) reject_without_premises(items);
  std::map<Item::Outcome, std::size_t> count;
  for (const Item& item : items) {
    ++count[item.outcome];
    if (item.outcome == Item::Outcome::accepted && (!options.quiet || has_other_constants(*item.certificate))) {
      const std::string established = what_is_established(*item.certificate);
      fmt::print("accepted  {}{}{}\n", printable(item.file), established.empty() ? "" : ": ", printable(established));
    }
    // Whether it is accepted that they rest on is not known when the run was cut.
    if (item.outcome == Item::Outcome::rests && !options.quiet && !interrupted())
      fmt::print("rests on  {}: {}\n", printable(item.file), printable(item.reason));
    if (item.outcome == Item::Outcome::rejected)
      fmt::print("rejected  {}: {}\n", printable(item.file), printable(item.reason));
  }
  fmt::print("{} accepted, {} rejected by the verified checker, {} rest on others; {} Coq files in {:.1f} s\n",
             count[Item::Outcome::accepted], count[Item::Outcome::rejected], count[Item::Outcome::rests],
             runner.files(), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  if (interrupted()) {
    tell("hebb: interrupted; {} of {} certificates were not checked\n",
         count[Item::Outcome::pending] + count[Item::Outcome::rests], items.size());
    return undecided;
  }
  if (!pending.empty()) print_axioms(runner.axioms());
  if (!options.record.empty()) write_record(options.record, items, sources);
  return count[Item::Outcome::rejected] > 0 ? refuted : success;
}

}  // namespace hebb::cli
