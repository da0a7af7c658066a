#include <cmath>

#include <gtest/gtest.h>

#include <hebb/drawing/layered_layout.hpp>
#include <hebb/reports/ledger/dependency_graph.hpp>
#include <hebb/reports/ledger/slack_chart.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"
#include "sample.hpp"
#include "xml.hpp"

namespace hebb {
namespace charts_test {

TEST(LayeredLayout, EdgesGoForwardAndNodesKeepTheirDistance) {
  const std::vector<Edge> edges = {{0, 3}, {1, 3}, {2, 4}, {3, 5}, {4, 5}, {0, 5}, {1, 6}, {6, 7}, {5, 7}};
  const LayeredLayout layout = layered_layout(8, edges);
  ASSERT_EQ(layout.bends.size(), edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    const auto [a, b] = edges[e];
    EXPECT_LT(layout.layer[a], layout.layer[b]);
    EXPECT_EQ(layout.bends[e].size(), layout.layer[b] - layout.layer[a] - 1);
  }
  EXPECT_EQ(layout.layers, 4u);
  EXPECT_EQ(layout.layer[6], 2u) << "pulled towards its successor";
  for (std::size_t a = 0; a < 8; ++a) {
    EXPECT_GE(layout.position[a], 0);
    EXPECT_LE(layout.position[a], layout.extent);
    for (std::size_t b = 0; b < a; ++b) {
      if (layout.layer[a] == layout.layer[b]) {
        EXPECT_GE(std::fabs(layout.position[a] - layout.position[b]), 1 - 1e-9);
      }
    }
  }
}

TEST(LayeredLayout, UncrossesWhatCanBeUncrossed) {
  const LayeredLayout layout = layered_layout(6, {{0, 5}, {1, 4}, {2, 3}});
  EXPECT_EQ(layout.position[0] < layout.position[1], layout.position[5] < layout.position[4]);
  EXPECT_EQ(layout.position[1] < layout.position[2], layout.position[4] < layout.position[3]);
}

TEST(LayeredLayout, SurvivesCyclesLoopsAndNothing) {
  const LayeredLayout cycle = layered_layout(3, {{0, 1}, {1, 2}, {2, 0}, {1, 1}});
  EXPECT_EQ(cycle.layers, 3u);
  EXPECT_EQ(layered_layout(0, {}).layers, 0u);
  EXPECT_REFUSED(layered_layout(1, {{0, 1}}), PreconditionError, "the edge (0, 1) leaves a graph of 1 nodes");
}

TEST(DependencyGraph, ShowsRelatedClaimsAndWhatWasNotRun) {
  const auto picture = dependency_graph(sample::ledger());
  ASSERT_TRUE(picture);
  const XmlReading reading = read_xml(standalone(*picture));
  EXPECT_EQ(reading.error, "");
  for (const char* id : {"G2", "G3", "R1.sharp", "T", "not-run: not part of this run"}) {
    EXPECT_NE(reading.text.find(id), std::string::npos) << id;
  }
  EXPECT_EQ(reading.text.find("F.origin"), std::string::npos) << "without relations";
  EXPECT_TRUE(reading.references.contains("#claim-G2"));
  EXPECT_FALSE(dependency_graph(LedgerResult{"1", {sample::claim("A", 2)}, 0}));
}

TEST(SlackChart, StrengthFollowsTheDirectionOfTheConstant) {
  const Strength larger = strength({"k", 1, Rational(2), Rational(3), 2, ""});
  EXPECT_DOUBLE_EQ(*larger.proved, 2);
  EXPECT_DOUBLE_EQ(*larger.refuted, 3);
  const Strength smaller = strength({"k", 512, Rational(256), Rational(128), 2, ""});
  EXPECT_DOUBLE_EQ(*smaller.proved, 2);
  EXPECT_DOUBLE_EQ(*smaller.refuted, 4);
  const Strength without_refuted = strength({"k", 8, Rational(2), std::nullopt, 4, ""});
  EXPECT_DOUBLE_EQ(*without_refuted.proved, 4) << "the proved value shows the direction";
  const Strength printed_is_false = strength({"k", 1, Rational(1, 2), Rational(3, 4), std::nullopt, ""});
  EXPECT_DOUBLE_EQ(*printed_is_false.proved, 0.5);
  const Strength other_sign = strength({"k", 0, Rational(2), Rational(-1), std::nullopt, ""});
  EXPECT_FALSE(other_sign.proved || other_sign.refuted);
}

// In words: the proved strength is rounded down, the refuted one up, and the distance of the two up.
TEST(SlackChart, LabelsAreRoundedToTheWeakerStatement) {
  const auto label = [](const Rational& proved, const Rational& refuted) {
    LedgerResult result{"1", {sample::claim("A", 2)}, 0};
    result.claims[0].tightness = Tightness{"k", 1, proved, refuted, proved, "", +1};
    return read_xml(standalone(*slack_chart(result))).text;
  };
  const std::string times = "\xC3\x97";
  EXPECT_NE(label(Rational(2667, 1000), Rational(3111, 1000)).find(times + "2.66 proved, " + times + "3.12 refuted"),
            std::string::npos);
  EXPECT_NE(label(Rational(2667, 1000), Rational(2669, 1000)).find(times + "2.66, sharp within 0.08 %"),
            std::string::npos);
  EXPECT_NE(label(1, Rational(1001, 1000)).find("sharp within 0.1 %"), std::string::npos);
  EXPECT_NE(label(Rational(9999, 10000), Rational(1001, 1000)).find(times + "0.999, sharp within 0.2 %"),
            std::string::npos)
      << "the printed value is not proved";
}

TEST(SlackChart, HasARowForEachConstant) {
  const auto picture = slack_chart(sample::ledger());
  ASSERT_TRUE(picture);
  const XmlReading reading = read_xml(standalone(*picture));
  EXPECT_EQ(reading.error, "");
  for (const char* part : {"G2  factor", "G3  factor",
                           "\xC3\x97"
                           "2 at d = 2, \xC3\x97"
                           "4 at d = 4",
                           "printed value is false"}) {
    EXPECT_NE(reading.text.find(part), std::string::npos) << part;
  }
  EXPECT_FALSE(slack_chart(LedgerResult{"1", {sample::claim("A", 2)}, 0}));
}

}  // namespace charts_test
}  // namespace hebb
