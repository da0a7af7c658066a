#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <unistd.h>

#include "forgery.hpp"

// A folder of certificates: what each file is told, and that a composition falls with what it rests on.

namespace hebb {
namespace check_directory_test {

using namespace forgery;

class CheckDirectoryForgery : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "hebb-check-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void put(const Certificate& c) const { write_certificate(c, folder_); }
  /// A proof that ends before it begins.
  static Certificate unproved(Certificate c) {
    std::get<std::vector<Proof>>(c.evidence).front() = CoefficientProof{};
    return c;
  }
  static Certificate composition(const std::string& id, int dimension, const std::vector<Certificate>& premises) {
    Certificate c = certificate_of(id, dimension);
    Composition evidence;
    for (const Certificate& p : premises) evidence.premises.push_back({p.claim, p.dimension, digest(p)});
    c.evidence = evidence;
    return c;
  }
  /// file -> "accepted" or the reason
  std::map<std::string, std::string> outcomes(unsigned threads = 1) const {
    std::map<std::string, std::string> result;
    for (const CheckedFile& f : check_directory(folder_, threads)) {
      EXPECT_EQ(f.outcome.accepted, f.outcome.reason.empty()) << f.file;
      EXPECT_EQ(f.outcome.work > 0, f.outcome.accepted && !f.file.starts_with("R1.summary")) << f.file;
      EXPECT_FALSE(f.interrupted) << f.file;
      result[f.file] = f.outcome.accepted ? accepted : f.outcome.reason;
    }
    return result;
  }

  std::filesystem::path folder_;
};

TEST_F(CheckDirectoryForgery, EveryFileIsToldWhatItIs) {
  put(certificate_of("G3", 2));
  put(certificate_of("G2", 2));
  put(certificate_of("G2", 3, {{"factor", Rational(99, 100)}}));
  put(unproved(certificate_of("G1", 2)));
  Certificate refuted = certificate_of("G2", 4, {{"factor", 2}});
  refuted.evidence = Witness{0, {}};
  put(refuted);
  std::filesystem::copy_file(folder_ / "G2.d2.json", folder_ / "G1.d3.json");
  std::ofstream(folder_ / "torn.json") << to_json(certificate_of("G3", 2)).substr(0, 200);
  std::ofstream(folder_ / "notes.txt") << "no certificate";
  for (const unsigned threads : {0U, 1U, 3U}) {
    const auto files = check_directory(folder_, threads);
    ASSERT_EQ(files.size(), 7U);
    const auto expect = [&](std::size_t k, const std::string& file, const std::string& claim, const std::string& reason,
                            const std::string& established, bool other_constants) {
      EXPECT_EQ(files[k].file, file);
      EXPECT_EQ(files[k].claim, claim) << file;
      EXPECT_EQ(files[k].outcome.accepted, reason.empty()) << file;
      EXPECT_EQ(files[k].outcome.reason, reason) << file;
      EXPECT_EQ(files[k].outcome.work > 0, reason.empty()) << file;
      EXPECT_EQ(files[k].established, established) << file;
      EXPECT_EQ(files[k].other_constants, other_constants) << file;
      EXPECT_FALSE(files[k].interrupted) << file;
    };
    expect(0, "G1.d2.json", "G1", ends_early, "", false);
    expect(1, "G1.d3.json", "G2", "its name should be G2.d2.json", "", false);
    expect(2, "G2.d2.json", "G2", "", "", false);
    expect(3, "G2.d3.json", "G2", "", "factor = 99/100, printed 1", true);
    expect(4, "G2.d4.json", "G2", "the witness has the wrong number of values", "refuted; factor = 2, printed 1", true);
    expect(5, "G3.d2.json", "G3", "", "", false);
    EXPECT_EQ(files[6].file, "torn.json");
    EXPECT_TRUE(files[6].outcome.reason.starts_with("line ")) << files[6].outcome.reason;  // not the path once more
    EXPECT_FALSE(files[6].outcome.accepted);
  }
}

TEST_F(CheckDirectoryForgery, AFolderWithoutCertificatesIsAnError) {
  const auto complaint = [](const std::filesystem::path& folder) -> std::string {
    try {
      check_directory(folder);
      return "none";
    } catch (const CertificateError& e) {
      return e.what();
    }
  };
  std::ofstream(folder_ / "notes.txt") << "no certificate";
  EXPECT_EQ(complaint(folder_), "there are no certificates (*.json) in " + folder_.string());
  const auto absent = folder_ / "absent";
  EXPECT_EQ(complaint(absent), "cannot read the directory " + absent.string() + ": No such file or directory");
}

TEST_F(CheckDirectoryForgery, ACompositionStandsWithItsPremises) {
  const Certificate leader = certificate_of("R1.paper", 2), rate = certificate_of("R.rate", std::nullopt);
  put(composition("R1.summary", 2, {leader, rate}));
  put(leader), put(rate);
  for (const auto& [file, outcome] : outcomes()) EXPECT_EQ(outcome, accepted) << file;
  std::filesystem::rename(folder_ / "R.rate.json", folder_ / "R.other.json");  // under another name it is not there
  EXPECT_EQ(outcomes().at("R1.summary.d2.json"), "the certificate of its premise R.rate is missing");
  EXPECT_EQ(outcomes().at("R1.paper.d2.json"), accepted);
}

TEST_F(CheckDirectoryForgery, ACompositionFallsWithAPremise) {
  for (const bool first : {true, false}) {
    Certificate leader = certificate_of("R1.paper", 2), rate = certificate_of("R.rate", std::nullopt);
    (first ? leader : rate) = unproved(first ? leader : rate);
    put(composition("R1.summary", 2, {leader, rate}));  // with the digests that they have
    put(leader), put(rate);
    for (const unsigned threads : {1U, 2U}) {
      const auto found = outcomes(threads);
      EXPECT_EQ(found.at("R1.paper.d2.json"), first ? ends_early : accepted);
      EXPECT_EQ(found.at("R.rate.json"), first ? accepted : ends_early);
      EXPECT_EQ(found.at("R1.summary.d2.json"),
                std::string("its premise ") + (first ? "R1.paper" : "R.rate") + " is not accepted");
    }
  }
}

/// R1.summary rests on R1.paper, which in dimension 4 rests on others itself.
TEST_F(CheckDirectoryForgery, ACompositionOfCompositionsFallsWithTheLowest) {
  std::vector<Certificate> below;
  for (const std::string& id : find_claim("R1.paper")->premises) {
    const bool every = find_claim(id)->scope == Scope::every_dimension;
    below.push_back(certificate_of(id, every ? std::nullopt : std::optional(4)));
    if (id == "G2") below.back() = unproved(below.back());
    put(below.back());
  }
  const Certificate leader = composition("R1.paper", 4, below);
  put(leader);
  put(composition("R1.summary", 4, {leader, certificate_of("R.rate", std::nullopt)}));
  std::map<std::string, std::string> found;
  for (const CheckedFile& f : check_directory(folder_, 1)) {
    EXPECT_EQ(f.outcome.accepted, f.outcome.reason.empty());
    found[f.file] = f.outcome.reason;
  }
  EXPECT_EQ(found.at("G2.d4.json"), ends_early);
  EXPECT_EQ(found.at("R1.summary.d4.json"), "its premise R1.paper is not accepted");
  EXPECT_TRUE(found.at("R1.paper.d4.json").ends_with(" is not accepted")) << found.at("R1.paper.d4.json");
}

TEST_F(CheckDirectoryForgery, WhatCannotBeReadIsNamed) {
  std::filesystem::create_directory(folder_ / "folder.json");
  std::filesystem::create_symlink(folder_ / "nowhere", folder_ / "link.json");
  EXPECT_EQ(outcomes(),
            (std::map<std::string, std::string>{{"folder.json", "this is not a regular file"},
                                                {"link.json", "cannot read " + (folder_ / "link.json").string()}}));
}

TEST_F(CheckDirectoryForgery, WhatIsStoppedIsNeitherAcceptedNorRejected) {
  put(certificate_of("G2", 2));
  Certificate refuted = certificate_of("G2", 3, {{"factor", 2}});  // a witness is looked at in no time
  refuted.evidence = Witness{0, {Rational(3, 4), Rational(1, 4), 0, Rational(1, 2)}};
  put(refuted);
  std::ofstream(folder_ / "torn.json") << "{";
  const std::atomic<bool> stop = true;
  const auto files = check_directory(folder_, 1, &stop);
  ASSERT_EQ(files.size(), 3U);
  for (const int k : {0, 1}) {
    EXPECT_TRUE(files[k].interrupted);
    EXPECT_FALSE(files[k].outcome.accepted);
    EXPECT_EQ(files[k].outcome.reason, "interrupted");
  }
  EXPECT_EQ(outcomes().at("G2.d3.json"), accepted);  // else
  EXPECT_FALSE(files[2].interrupted);                // that it cannot be read is known
  EXPECT_THROW(check(
                   certificate_of("G2", 2), [](const Premise&) { return nullptr; }, &stop),
               Stopped);
}

/// C.gap comes before its premises in the folder: it is accepted, then one of them is stopped.
TEST_F(CheckDirectoryForgery, ACompositionIsStoppedWithAPremise) {
  std::vector<Certificate> premises;
  for (const std::string& id : find_claim("C.gap")->premises) {
    const bool every = find_claim(id)->scope == Scope::every_dimension;
    Certificate c = certificate_of(id, every ? std::nullopt : std::optional(3));
    if (id == "C.pgap") {  // elevated so often that it takes hours
      std::vector<int> raise;
      for (const Factor& f : c.statement.domain) {
        const auto* range = std::get_if<Range>(&f);
        raise.push_back(range && !(range->lower && range->upper) ? 0 : 64);
      }
      std::get<std::vector<Proof>>(c.evidence).front() = CoefficientProof{{leaf(raise)}};
    }
    put(c);
    premises.push_back(c);
  }
  put(composition("C.gap", 3, premises));
  std::atomic<bool> stop = false;
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop = true;
  });
  const auto files = check_directory(folder_, 1, &stop);
  ASSERT_EQ(files.size(), premises.size() + 1);
  for (const CheckedFile& f : files) {
    if (f.file != "C.gap.d3.json" && f.file != "C.pgap.d3.json") continue;
    EXPECT_TRUE(f.interrupted) << f.file << ": " << f.outcome.reason;
    EXPECT_EQ(f.outcome.reason, "interrupted") << f.file;
    EXPECT_FALSE(f.outcome.accepted) << f.file;
  }
}

}  // namespace check_directory_test
}  // namespace hebb
