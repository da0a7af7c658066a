#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <hebb/calculus/loss.hpp>
#include <hebb/drawing/line_plot.hpp>
#include <hebb/drawing/simplex_picture.hpp>
#include <hebb/drawing/utf8.hpp>
#include <hebb/scalar/error.hpp>

#include "refused.hpp"
#include "xml.hpp"

namespace hebb {
namespace plots_test {

TEST(Ticks, AreRoundNumbersThatCoverTheRange) {
  const std::vector<double> fifths = linear_ticks(0, 1);
  ASSERT_EQ(fifths.size(), 6U);
  for (std::size_t k = 0; k < fifths.size(); ++k) EXPECT_DOUBLE_EQ(fifths[k], static_cast<double>(k) / 5);
  EXPECT_EQ(linear_ticks(-3, 7, 5), (std::vector<double>{-2, 0, 2, 4, 6}));
  const std::vector<double> decades = logarithmic_ticks(3e-300, 1);
  EXPECT_LE(decades.size(), 9U);
  EXPECT_GE(decades.size(), 5U);
  EXPECT_LE(decades.front(), 3e-300);
  EXPECT_EQ(logarithmic_ticks(1, 10), (std::vector<double>{1, 2, 5, 10}));
  EXPECT_REFUSED(logarithmic_ticks(0, 1), PreconditionError, "no ticks between 0 and 1");
  EXPECT_REFUSED(linear_ticks(1, 1), PreconditionError, "no ticks between 1 and 1");
}

LinePlot decay() {
  LinePlot plot{"decay", "Decay", "It falls.", "t", "1 - p_1", Scale::linear, Scale::logarithmic, {}};
  Series band{"enclosure & tube", {}, {}, {}, Series::Style::line}, points{"points", {}, {}, {}, Series::Style::points};
  for (int k = 0; k <= 40; ++k) {
    band.x.push_back(k);
    band.lower.push_back(0.5 * std::exp(-k));
    band.upper.push_back(std::exp(-k));
    points.x.push_back(k);
    points.lower.push_back(k == 20 ? std::numeric_limits<double>::quiet_NaN() : std::exp(-0.5 * k));
  }
  plot.series = {band, points};
  return plot;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST(LinePlot, ShowsEveryCurveAndSkipsWhatTheAxesCannotShow) {
  const Picture picture = line_plot(decay());
  const XmlReading reading = read_xml(standalone(picture));
  EXPECT_EQ(reading.error, "");
  for (const char* text : {"Decay", "1 \xE2\x88\x92 p\xE2\x82\x81", "enclosure & tube", "points"}) {
    EXPECT_NE(reading.text.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(count(picture.body, "dot1"), 41U) << "40 points and the legend";
  EXPECT_EQ(count(picture.body, "band band0"), 1U);
  EXPECT_EQ(picture.body.find("nan"), std::string::npos);
}

TEST(LinePlot, ASeriesCanTakeTheColourOfAnEarlierOne) {
  LinePlot plot{"p", "P", "", "x", "y", Scale::linear, Scale::linear, {}};
  plot.series = {{"a", {0, 1}, {0, 1}, {}},
                 {"bound of a", {0, 1}, {1, 2}, {}, Series::Style::dashed, false, 0},
                 {"b", {0, 1}, {2, 3}, {}}};
  const std::string body = line_plot(plot).body;
  EXPECT_EQ(count(body, "series series0\""), 2U) << "the curve and its legend";
  EXPECT_EQ(count(body, "series series0 dashed\""), 2U);
  EXPECT_EQ(count(body, "series series1\""), 2U) << "the next colour is not skipped";
  plot.series[0].colour = 2;
  EXPECT_THROW(line_plot(plot), std::out_of_range);
}

TEST(LinePlot, SampledCurvesShowTheirPoints) {
  LinePlot plot{"p", "P", "", "x", "y", Scale::linear, Scale::linear, {{"a", {0, 1, 2}, {0, 1, 0}, {}}}};
  EXPECT_EQ(count(line_plot(plot).body, "dot0"), 0U);
  plot.series[0].marked = true;
  EXPECT_EQ(count(line_plot(plot).body, "dot0"), 4U) << "three points and the legend";
  plot.series[0].upper = {1, 2, 1};
  EXPECT_EQ(count(line_plot(plot).body, "dot0"), 7U) << "both sides of a band";
}

TEST(LinePlot, NothingIsShownBelowTheFloor) {
  LinePlot plot{"p", "P", "", "x", "y", Scale::linear, Scale::logarithmic, {{"a", {0, 1, 2}, {1e-30, 1e-2, 1}, {}}}};
  EXPECT_NE(line_plot(plot).body.find(">1e-30<"), std::string::npos);
  plot.y_floor = 1e-3;
  const std::string body = line_plot(plot).body;
  EXPECT_EQ(body.find("e-30"), std::string::npos);
  EXPECT_NE(body.find(">0.01<"), std::string::npos);
}

TEST(LinePlot, TheLabelsOfAnAxisHaveOneForm) {
  const LinePlot plot{"p", "P", "", "x", "y", Scale::linear, Scale::linear, {{"a", {0, 400000}, {0, 1}, {}}}};
  const std::string body = line_plot(plot).body;
  EXPECT_NE(body.find(">50\xE2\x80\x89"
                      "000<"),
            std::string::npos);
  EXPECT_NE(body.find(">400\xE2\x80\x89"
                      "000<"),
            std::string::npos);
  EXPECT_EQ(body.find("e5"), std::string::npos);
}

TEST(Typeset, SetsFormulasAndLeavesNamesAlone) {
  EXPECT_EQ(typeset("p_1 - p_u >= 1/10"), "p\xE2\x82\x81 \xE2\x88\x92 p\xE1\xB5\xA4 \xE2\x89\xA5 1/10");
  EXPECT_EQ(typeset("||p(k) - e_12||"), "\xE2\x80\x96p(k) \xE2\x88\x92 e\xE2\x82\x81\xE2\x82\x82\xE2\x80\x96");
  EXPECT_EQ(typeset("\xCE\x93_12"), "\xCE\x93\xE2\x82\x81\xE2\x82\x82");
  for (const char* name : {"my_rule_1", "rule_2", "p_up", "x_", "_1", "a-b", "1e-3", ""})
    EXPECT_EQ(typeset(name), name);
}

TEST(LinePlot, ABandThatReachesZeroEndsAtTheLowerEdge) {
  LinePlot plot = decay();
  plot.series[0].lower.assign(41, 0.0);
  const Picture picture = line_plot(plot);
  EXPECT_EQ(count(picture.body, "band band0"), 1U);
  EXPECT_EQ(picture.body.find("inf"), std::string::npos);
}

TEST(LinePlot, RejectsWhatItCannotDraw) {
  LinePlot plot = decay();
  plot.series[0].upper.pop_back();
  EXPECT_REFUSED(line_plot(plot), PreconditionError,
                 "the series 'enclosure & tube' has 41 abscissae, 41 and 40 ordinates");
  EXPECT_REFUSED(line_plot({"a", "b", "c", "x", "y", Scale::linear, Scale::linear, {}}), PreconditionError,
                 "a plot needs at least one point that its axes can show");
}

TEST(SimplexPicture, DrawsContoursStreamLinesAndPathsInsideTheTriangle) {
  SimplexPicture sketch{"flow", "Flow", "Paths.", {}, {}, {}};
  sketch.potential = [](const Point3& p) { return loss(Vec<double>{p[0], p[1], p[2]}); };
  sketch.field = [](const Point3& p) {
    const Vec<double> f = replicator(Vec<double>{p[0], p[1], p[2]});
    return Point3{f[0], f[1], f[2]};
  };
  sketch.paths = {{"from here", {{0.4, 0.35, 0.25}, {0.6, 0.25, 0.15}, {1, 0, 0}}, {0.02, 0.01, 0}, false},
                  {"", {{0.2, 0.3, 0.5}, {0, 0, 1}}, {}, true}};
  const Picture picture = simplex_picture(sketch);
  const XmlReading reading = read_xml(standalone(picture));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(count(picture.body, "class=\"contour\""), 1U);
  EXPECT_GT(count(picture.body, "class=\"stream\""), 40U);
  EXPECT_EQ(count(picture.body, "stroke-width"), 2U);
  EXPECT_EQ(count(picture.body, "dashed"), 1U);
  EXPECT_NE(reading.text.find("from here"), std::string::npos);
}

TEST(SimplexPicture, APointAloneIsAStart) {
  SimplexPicture sketch{"start", "Start", "", {}, {}, {{"start (1/2, 1/4, 1/4)", {{0.5, 0.25, 0.25}}, {}}}};
  const Picture picture = simplex_picture(sketch);
  EXPECT_EQ(count(picture.body, "zerodot"), 2U) << "the point and its legend";
  EXPECT_EQ(count(picture.body, "dot0"), 0U) << "it has no end";
  EXPECT_EQ(picture.body.find("the end has the colour"), std::string::npos);
}

}  // namespace plots_test
}  // namespace hebb
