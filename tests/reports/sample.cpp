#include "sample.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace hebb::sample {
namespace {

Symbol sum_of_squares(const Vec<Symbol>& p) {
  Symbol s = 0;
  for (const Symbol& x : p) s = s + x * x;
  return s;
}

std::filesystem::path make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "hebb-report-XXXXXX").string();
  return mkdtemp(name.data());
}

}  // namespace

const std::string nasty = "a < b && \"c\" > 'd' \xC3\x97 \xE2\x88\x9E ]]> <script>\x01";

Statement g2(int d, const Rational& factor) {
  StatementBuilder b;
  const auto [p, c] = b.leader_chamber("p", d, "c");
  b.claim_at_least("G2", p[0] - sum_of_squares(p), Symbol(factor) * c * (1 - p[0]));
  return b.build();
}

Statement g3(int d, const Rational& factor) {
  StatementBuilder b;
  const auto [p, c] = b.leader_chamber("p", d, "c");
  b.claim_at_least("G3", p[0] * (p[0] - sum_of_squares(p)), Symbol(factor) * c / d * (1 + (d - 1) * c) * (1 - p[0]));
  return b.build();
}

ClaimResult claim(const std::string& id, std::optional<int> dimension, Verdict verdict) {
  ClaimResult c;
  c.id = id;
  c.title = "title of " + id;
  c.source = "[DGS25]";
  c.group = "Gap lemmas";
  c.text = "text of " + id;
  c.dimension = dimension;
  c.verdict = verdict;
  c.expected = verdict;
  c.method = "coefficients";
  c.constants = {{"factor", 1}};
  c.seconds = 0.25;
  c.work = 17;
  c.certificate = dimension ? id + ".d" + std::to_string(*dimension) + ".json" : id + ".json";
  return c;
}

LedgerResult ledger() {
  LedgerResult result{"1.2.3", {}, 4.5};
  for (const int d : {2, 3, 4}) {
    ClaimResult g2_row = claim("G2", d), g3_row = claim("G3", d);
    g2_row.statement = g2(d);
    g3_row.statement = g3(d, Rational(3, 2));
    g2_row.tightness = Tightness{"factor", 1, Rational(d), Rational(1001 * d, 1000), Rational(d), "both sides"};
    g3_row.tightness = Tightness{"factor", 1, Rational(1, 2), Rational(3, 4), std::nullopt, ""};
    result.claims.push_back(g2_row);
    result.claims.push_back(g3_row);
  }
  ClaimResult finding = claim("F.origin", std::nullopt, Verdict::refuted);
  finding.group = "Findings <&>";
  finding.witness = {{"p1", Rational(1, 3)}, {"p2", Rational("123456789012345678901234567890123456789/7")}};
  ClaimResult slow = claim("R1.sharp", 7, Verdict::undecided);
  slow.group = "One step";
  slow.expected = Verdict::proved;
  slow.remark = "budget spent: 12 boxes left";
  slow.certificate.clear();
  slow.rests_on = {"G2", "G3", "not-run"};
  ClaimResult theorem = claim("T", std::nullopt, Verdict::estimated);
  theorem.rests_on = {"R1.sharp", "G2"};
  ClaimResult strange = claim("X", 2);
  strange.title = strange.source = strange.text = strange.remark = strange.group = nasty;
  strange.id = "X<\"&'>";
  strange.method = strange.certificate = nasty;
  strange.constants = {{nasty, Rational(-1, 3)}};
  strange.tightness = Tightness{nasty, Rational(1, 3), Rational(1, 4), std::nullopt, std::nullopt, nasty};
  strange.statement = g3(3);
  result.claims.insert(result.claims.end(), {finding, slow, theorem, strange});
  return result;
}

LedgerResult other_constants() {
  LedgerResult result{"1.2.3", {}, 1};
  for (const int d : {2, 3, 4}) {
    ClaimResult row = claim("G2", d);
    row.constants = {{"factor", -1000}};
    row.printed = {{"factor", 1}};
    row.expected.reset();
    row.text = "with factor = -1000, printed 1. Printed statement: text of G2, factor = 1";
    row.statement = g2(d, -1000);
    result.claims.push_back(row);
  }
  ClaimResult theorem = claim("T", std::nullopt);
  theorem.rests_on = {"G2"};
  result.claims.push_back(theorem);
  return result;
}

TemporaryDirectory::TemporaryDirectory() : path(make_directory()) {}
TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace hebb::sample
