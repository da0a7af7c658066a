#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include <hebb/check/checker.hpp>
#include <hebb/verify/run.hpp>

namespace hebb {
namespace stop_test {

namespace fs = std::filesystem;

TEST(Stop, ARowThatIsCutSaysSoAndHasNoCertificate) {
  std::atomic<bool> stop = false;
  RunOptions run;
  run.ids = {"V.sharp.leader"};
  run.d_min = run.d_max = 16;
  run.prove.seconds = 600;
  std::jthread alarm([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  const LedgerResult result = verify(run, {}, &stop);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  ASSERT_EQ(result.claims.size(), 1U);
  EXPECT_EQ(result.claims[0].verdict, Verdict::undecided);
  EXPECT_EQ(result.claims[0].remark, "interrupted");
  EXPECT_EQ(result.claims[0].certificate, "");
  EXPECT_TRUE(verify(run, {}, &stop).claims.empty());  // none begins
}

TEST(Stop, EveryProverEndsWithoutAVerdict) {
  const std::atomic<bool> stop = true;
  ProveOptions prove;
  prove.stop = &stop;
  for (const char* id : {"G2", "R1.combine", "T2.exp", "L2.1.wording", "F.time"}) {
    EXPECT_THROW(decide(*find_claim(id), 3, {}, prove), Stopped) << id;
  }
  TightenOptions tightening;
  tightening.prove.stop = &stop;
  const Tightness none = tighten(*find_claim("G2"), 3, "factor", tightening);
  EXPECT_FALSE(none.proved || none.refuted || none.slack);
}

TEST(Stop, ACertificateThatWasNotCheckedIsNeitherAcceptedNorRejected) {
  const fs::path folder = fs::path(testing::TempDir()) / "hebb-stop-test";
  fs::remove_all(folder);
  RunOptions run;
  run.ids = {"G2", "R3"};
  run.d_min = run.d_max = 3;
  run.tightness = false;
  run.certificates = folder;
  verify(run);
  std::atomic<bool> stop = false;
  const auto whole = check_directory(folder, 1, &stop);
  EXPECT_TRUE(std::ranges::all_of(whole, [](const CheckedFile& f) { return f.outcome.accepted && !f.interrupted; }));
  stop = true;
  const auto cut = check_directory(folder, 1, &stop);
  ASSERT_EQ(cut.size(), whole.size());
  for (const CheckedFile& file : cut) {
    EXPECT_TRUE(file.interrupted);
    EXPECT_FALSE(file.outcome.accepted);
    EXPECT_EQ(file.outcome.reason, "interrupted");
  }
  const Certificate certificate = *decide(*find_claim("G2"), 3).certificate;
  EXPECT_THROW(check(
                   certificate, [](const Premise&) { return nullptr; }, &stop),
               Stopped);
  fs::remove_all(folder);
}

}  // namespace stop_test
}  // namespace hebb
