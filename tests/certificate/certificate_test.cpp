#include <gtest/gtest.h>

#include <filesystem>

#include <hebb/certificate/certificate.hpp>

namespace hebb {
namespace {

/// x in [0, 1), y >= x, a simplex, a chamber; one goal of each relation; every kind of operation.
Certificate sample() {
  Certificate c;
  c.claim = "X.sample";
  c.dimension = 3;
  c.constants = {{"factor", Rational(-3, 7)}, {"b", 2}};
  c.statement.expression.variables = {"x", "y", "p1", "p2", "q1", "q2", "c"};
  c.statement.expression.constants = {0, 1, Rational(22, 7)};
  c.statement.expression.code = {{Operation::constant, 0}, {Operation::constant, 1},    {Operation::variable, 0}, {Operation::constant, 2},
                                 {Operation::add, 2, 3},   {Operation::subtract, 4, 0}, {Operation::multiply, 5, 5}, {Operation::divide, 6, 3},
                                 {Operation::negate, 7},   {Operation::power, 8, 3},    {Operation::exp, 9},      {Operation::log, 10},
                                 {Operation::sqrt, 11}};
  c.statement.domain = {Range{0, 0, 1, false, true}, Range{1, 2, std::nullopt, true, false}, Simplex{{2, 3}}, LeaderChamber{{4, 5}, 6}};
  c.statement.assumptions = {{"assumption \"quoted\"", Relation::zero, 12}};
  c.statement.goals = {{"first", Relation::nonnegative, 9}, {"second", Relation::zero, 4}};
  c.evidence = std::vector<Proof>{
      CoefficientProof{{{0, 0, 1, {}}, {-1, 0, 0, {0, 2, 0, 0}}, {-1, 0, 0, {}}}},
      BoxProof{{{BoxProof::Kind::split, 1, Rational(1, 3)}, {BoxProof::Kind::lower_face, 0, {}}, {BoxProof::Kind::natural, 0, {}},
                {BoxProof::Kind::upper_face, 1, {}}, {BoxProof::Kind::mean_value, 0, {}}, {BoxProof::Kind::infeasible, 2, {}}}}};
  return c;
}

TEST(Certificate, SurvivesTheRoundTrip) {
  Certificate c = sample();
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
  c.evidence = Witness{1, {Rational(1, 3), 0, -5}};
  c.dimension.reset();
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
  EXPECT_EQ(c.verdict(), Verdict::refuted);
  c.evidence = Composition{{{"G2", 4, "sha256:00"}, {"G4", std::nullopt, "sha256:11"}}};
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
  c.evidence = std::vector<Proof>{IdentityProof{}};
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
}

/// What to_json writes after `from` has become `to`, with the digest of the new content put in: the reader must object to
/// the content itself.
std::string with_valid_digest(const std::string& text, const std::string& from, const std::string& to) {
  std::string changed = text;
  const std::size_t place = changed.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  changed.replace(place, from.size(), to);
  return changed;
}

TEST(Certificate, RejectsEveryDefect) {
  const std::string text = to_json(sample());
  const std::pair<const char*, const char*> defects[] = {
      {"\"format\": \"hebb certificate\"", "\"format\": \"something else\""},
      {"\"version\": 1", "\"version\": 2"},
      {"\"version\": 1", "\"version\": \"1\""},
      {"\"22/7\"", "\"44/14\""},
      {"\"22/7\"", "\"22/0\""},
      {"\"22/7\"", "3.14"},
      {"[\"+\",2,3]", "[\"+\",2,7]"},
      {"[\"+\",2,3]", "[\"+\",2]"},
      {"[\"+\",2,3]", "[\"%\",2,3]"},
      {"[\"+\",2,3]", "[\"+\",-2,3]"},
      {"[\"^\",8,3]", "[\"^\",8,1]"},
      {"{\"range\":0", "{\"range\":9"},
      {"\"below\":1", "\"below\":1,\"to\":1"},
      {"\"claim\": \"X.sample\"", "\"claim\": 5"},
      {"\"claim\": \"X.sample\",", ""},
      {"\"claim\"", "\"klaim\""},
      {"\"dimension\": 3", "\"dimension\": 3, \"extra\": 1"},
      {"\"verdict\": \"proved\"", "\"verdict\": \"refuted\""},
      {"\"natural\"", "\"natural\",1"},
      {"\"1/3\"", "\"one third\""},
      {"sha256:", "sha512:"},
  };
  for (const auto& [from, to] : defects) {
    EXPECT_THROW(certificate_from_json(with_valid_digest(text, from, to)), CertificateError) << from << " -> " << to;
  }
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 3}) {
    EXPECT_THROW(certificate_from_json(text.substr(0, length)), CertificateError) << length;
  }
  EXPECT_THROW(certificate_from_json("[]"), CertificateError);
  EXPECT_THROW(certificate_from_json("null"), CertificateError);
}

TEST(Certificate, FilesNameTheirTrouble) {
  EXPECT_EQ(certificate_file_name(sample()), "X.sample.d3.json");
  const auto directory = std::filesystem::temp_directory_path() / "hebb-certificate-test";
  const auto file = write_certificate(sample(), directory);
  EXPECT_EQ(read_certificate(file), sample());
  std::filesystem::remove_all(directory);
  try {
    read_certificate(file);
    FAIL() << "a file that does not exist was read";
  } catch (const CertificateError& e) {
    EXPECT_NE(std::string(e.what()).find("X.sample.d3.json"), std::string::npos);
  }
  EXPECT_THROW(write_certificate(sample(), "/proc/nowhere"), CertificateError);
}

}  // namespace
}  // namespace hebb
