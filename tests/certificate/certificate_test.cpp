#include <algorithm>
#include <filesystem>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/sha256.hpp>

#include "refused.hpp"

namespace hebb {
namespace certificate_test {

/// x in [0, 1), y >= x, a simplex, a chamber; one goal of each relation; every kind of operation.
Certificate sample() {
  Certificate c;
  c.claim = "X.sample";
  c.dimension = 3;
  c.constants = {{"factor", Rational(-3, 7)}, {"b", 2}};
  c.statement.expression.variables = {"x", "y", "p1", "p2", "q1", "q2", "c"};
  c.statement.expression.constants = {0, 1, Rational(22, 7)};
  c.statement.expression.code = {{Operation::constant, 0},    {Operation::constant, 1},  {Operation::variable, 0},
                                 {Operation::constant, 2},    {Operation::add, 2, 3},    {Operation::subtract, 4, 0},
                                 {Operation::multiply, 5, 5}, {Operation::divide, 6, 3}, {Operation::negate, 7},
                                 {Operation::power, 8, 3},    {Operation::exp, 9},       {Operation::log, 10},
                                 {Operation::sqrt, 11},       {Operation::sin, 12},      {Operation::cos, 13},
                                 {Operation::atan, 14},       {Operation::abs, 15}};
  c.statement.domain = {Range{0, 0, 1, false, true}, Range{1, 2, std::nullopt, true, false}, Simplex{{2, 3}},
                        LeaderChamber{{4, 5}, 6}};
  c.statement.assumptions = {{"assumption \"quoted\"", Relation::zero, 12}};
  c.statement.goals = {{"first", Relation::nonnegative, 9}, {"second", Relation::zero, 4}};
  c.evidence = std::vector<Proof>{CoefficientProof{{{0, 0, 1, {}}, {-1, 0, 0, {0, 2, 0, 0}}, {-1, 0, 0, {}}}},
                                  BoxProof{{{BoxProof::Kind::split, 1, Rational(1, 3)},
                                            {BoxProof::Kind::lower_face, 0, {}},
                                            {BoxProof::Kind::natural, 0, {}},
                                            {BoxProof::Kind::upper_face, 1, {}},
                                            {BoxProof::Kind::mean_value, 0, {}},
                                            {BoxProof::Kind::multiplier, 1, Rational(2, 7)},
                                            {BoxProof::Kind::infeasible, 2, {}}}}};
  return c;
}

/// A proof by splits with every kind of node, and one without any.
std::vector<Proof> splits() {
  using Kind = SplitProof::Kind;
  SplitProof p{false, {0}, {{0, 0, 1, {}}, {-1, 0, 0, {}}, {-1, 0, 0, {}}}, {}};
  p.nodes = {{Kind::order, 0, 0, {2, 0}, {}},   {Kind::cut, 0, 3, {}, {Rational(5), Rational(2)}},
             {Kind::face, 1, 0, {}, {}},        {Kind::square, 0, 0, {}, {Rational(-1, 3), 0, 2}},
             {Kind::same, 4, 0, {1, 0, 2}, {}}, {}};
  return {p, SplitProof{}};
}

/// A proof by squares with everything in it, and one without anything.
std::vector<Proof> squares() {
  SquaresProof p;
  p.assumptions = {0, 2};
  p.polynomials = {{{1, {0, 0}}}, {{-2, {1, 0}}, {3, {0, 4}}}, {}};
  p.parts = {{-1, {}, {{Rational(1, 3), {0, 0, 2}, 1}}, {}}, {1, {{2, {}, 0}}, {}, {{-1, {3}, 2}, {5, {3, 1}, 0}}}};
  return {p, SquaresProof{}};
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
  c.evidence = splits();
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
}

/// What the reader says about the text.
std::string error_of(const std::string& text) {
  try {
    certificate_from_json(text);
  } catch (const CertificateError& e) {
    return e.what();
  }
  return "no error";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return place == std::string::npos ? text : text.replace(place, from.size(), to);
}

/// The text with the digest of its own lines put in, as its author would: the reader must object to the content itself.
std::string with_valid_digest(const std::string& text) {
  std::string line = "{";
  std::istringstream in(text);
  for (std::string field; std::getline(in, field);) {
    if (field == "{" || field == "}" || field.starts_with("\"digest\"")) continue;
    field.erase(field.find("\": ") + 2, 1);
    line += field;
  }
  if (line.ends_with(',')) line.pop_back();
  const std::size_t begin = text.find("sha256:");
  return std::string(text).replace(begin, 71, "sha256:" + sha256(line + "}"));
}

TEST(Certificate, TheTestPutsTheValidDigestIn) {
  const std::string text = to_json(sample());
  EXPECT_EQ(with_valid_digest(replaced(text, digest(sample()), "sha256:" + std::string(64, '0'))), text);
  Certificate other = sample();
  other.claim = "Y";
  EXPECT_EQ(with_valid_digest(replaced(text, "X.sample", "Y")), to_json(other));
}

TEST(Certificate, EveryDefectIsNamedWhateverTheDigest) {
  const std::string text = to_json(sample()), range = "a whole number from -2147483648 to 2147483647 is expected, not ";
  struct Defect {
    const char *from, *to;
    std::string error;
  };
  const Defect defects[] = {
      {"\"format\": \"hebb certificate\"", "\"format\": \"something else\"", "it is not a certificate of hebb"},
      {"\"format\": \"hebb certificate\"", "\"format\": 1", "the field 'format': a text is expected, not 1"},
      {"\"version\": 1", "\"version\": 2", "its version is 2, expected 1"},
      {"\"version\": 1", "\"version\": \"1\"", "the field 'version': " + range + "\"1\""},
      {"\"version\": 1", "\"version\": 1.0", "the field 'version': " + range + "1.0"},
      {"\"version\": 1", "\"version\": true", "the field 'version': " + range + "true"},
      {"\"claim\": \"X.sample\"", "\"claim\": \"T3\", \"claim\": \"X.sample\"",
       "line 4, column 22: the name \"claim\" stands twice in one object"},
      {"\"goals\": ", "\"goals\": [],\n\"goals\": ",
       "line 11, column 7: the name \"goals\" stands twice in one object"},
      {"{\"range\":0", "{\"range\":0,\"range\":0", "line 8, column 29: the name \"range\" stands twice in one object"},
      {"\"claim\": \"X.sample\"", "\"claim\": 5", "the field 'claim': a text is expected, not 5"},
      {"\"claim\": \"X.sample\",\n", "", "the field 'claim' is missing"},
      {"\"claim\"", "\"klaim\"", "the field 'claim' is missing"},
      {"\"dimension\": 3", "\"dimension\": 3,\n\"extra\": 1", "the field 'extra' is unknown"},
      {"\"dimension\": 3", "\"dimension\": 3,\n\"\\u001b[31m\": 1", "the field '\\x1b[31m' is unknown"},
      {"\"dimension\": 3", "\"dimension\": 4294967299", "the field 'dimension': " + range + "4294967299"},
      {"\"dimension\": 3", "\"dimension\": 3.9", "the field 'dimension': " + range + "3.9"},
      {"\"dimension\": 3", "\"dimension\": false", "the field 'dimension': " + range + "false"},
      {"\"constants\": {\"b\":\"2\",\"factor\":\"-3/7\"}", "\"constants\": []", "an object is expected, not a list"},
      {"\"constants\":[", "\"constants\":{},\"x\":[", "the field 'constants': a list is expected, not an object"},
      {"\"variables\":[", "\"variables\":[7,", "a text is expected, not 7"},
      {"\"22/7\"", "\"44/14\"", "the number '44/14' is not in lowest terms"},
      {"\"22/7\"", "\"22/0\"", "'22/0' is not a rational number; write it as 3, -3/4, 0.125 or 1e-3"},
      {"\"22/7\"", "3.14", "a text is expected, not 3.14"},
      {"\"22/7\"", "\"3.5\"", "the number '3.5' is not in lowest terms"},
      {"[\"+\",2,3]", "[\"+\",2,7]", "instruction 4 refers to something that does not come before it"},
      {"[\"+\",2,3]", "[\"+\",7,3]", "instruction 4 refers to something that does not come before it"},
      {"[\"+\",2,3]", "[\"+\",2,-1]", "instruction 4 refers to something that does not come before it"},
      {"[\"+\",2,3]", "[\"+\",-2,3]", "instruction 4 refers to something that does not come before it"},
      {"[\"var\",0]", "[\"var\",7]", "instruction 2 refers to something that does not come before it"},
      {"[\"num\",2]", "[\"num\",3]", "instruction 3 refers to something that does not come before it"},
      {"[\"+\",2,3]", "[\"+\",2]", "an instruction has the wrong number of operands"},
      {"[\"+\",2,3]", "[\"+\",2,3,3]", "an instruction has the wrong number of operands"},
      {"[\"neg\",7]", "[\"neg\",7,7]", "an instruction has the wrong number of operands"},
      {"[\"+\",2,3]", "[\"%\",2,3]", "unknown word '%'"},
      {"[\"+\",2,3]", "[\"\\u001b[2J\",2,3]", "unknown word '\\x1b[2J'"},
      {"[\"+\",2,3]", "[]", "a list is empty"},
      {"[\"+\",2,3]", "{\"+\":2}", "a list is expected, not an object"},
      {"[\"+\",2,3]", "[\"+\",2.0,3]", range + "2.0"},
      {"[\"+\",2,3]", "[\"+\",true,3]", range + "true"},
      {"[\"+\",2,3]", "[\"+\",2,4294967299]", range + "4294967299"},
      {"[\"^\",8,3]", "[\"^\",8,1]", "instruction 9 has the power 1, expected 2..10000"},
      {"[\"^\",8,3]", "[\"^\",8,10001]", "instruction 9 has the power 10001, expected 2..10000"},
      {"{\"range\":0", "{\"range\":9", "the index 9 is out of range"},
      {"{\"range\":0", "{\"range\":-1", "the index -1 is out of range"},
      {"{\"range\":0", "{\"range\":false", range + "false"},
      {"\"below\":1", "\"below\":17", "the index 17 is out of range"},
      {"\"below\":1", "\"below\":1,\"to\":1", "a range has two bounds on one side"},
      {"{\"simplex\":[2,3]}", "{\"simplex\":{}}", "a list is expected, not an object"},
      {"{\"simplex\":[2,3]}", "{\"simplex\":[2,7]}", "the index 7 is out of range"},
      {"{\"simplex\":[2,3]}", "{\"simplex\":[2,3],\"gap\":1}", "the field 'gap' is unknown"},
      {"\"gap\":6", "\"gap\":7", "the index 7 is out of range"},
      {"\"second\",\"=\",4", "\"second\",\"<\",4", "unknown relation '<'"},
      {"\"second\",\"=\",4", "\"second\",\"=\",17", "the index 17 is out of range"},
      {"\"second\",\"=\",4", "\"second\",\"=\",4,4", "a list of 3 is expected, not of 4"},
      {"\"goals\": [", "\"goals\": [0,", "a list is expected, not 0"},
      {"\"verdict\": \"proved\"", "\"verdict\": \"refuted\"", "its verdict \"refuted\" does not fit its evidence"},
      {"\"halve\":[0,0,1]", "\"halve\":[-1,0,1]", "a group has a negative index"},
      {"\"halve\":[0,0,1]", "\"halve\":[0,0]", "the field 'halve': a list of 3 is expected, not of 2"},
      {"\"halve\":[0,0,1]", "\"halve\":[0,0.5,1]", range + "0.5"},
      {"\"raise\":[0,2", "\"raise\":[0,4294967298", range + "4294967298"},
      {"\"raise\":[0,2,0,0]", "\"raise\":{}", "a list is expected, not an object"},
      {"[\"natural\"]", "[\"natural\",1]", "a node of a box proof is malformed"},
      {"[\"lower\",0]", "[\"lower\"]", "a node of a box proof is malformed"},
      {"[\"natural\"]", "[\"plausible\"]", "unknown word 'plausible'"},
      {"\"1/3\"", "\"one third\"", "'one third' is not a rational number; write it as 3, -3/4, 0.125 or 1e-3"},
      {"{\"boxes\":", "{\"bores\":", "the field 'boxes' is missing"},
      {"{\"coefficients\":", "{\"boxes\":[],\"coefficients\":", "the field 'boxes' is unknown"},
      {"{\"proofs\":", "{\"at\":[],\"proofs\":", "the field 'at' is unknown"},
      {"{\"proofs\":[", "{\"proofs\":[\"obvious\",", "unknown proof 'obvious'"},
  };
  for (const auto& [from, to, error] : defects) {
    const std::string changed = replaced(text, from, to);
    for (const std::string& tried : {changed, with_valid_digest(changed)}) {
      const std::string found = error_of(tried);
      EXPECT_TRUE(found.ends_with(error)) << from << " -> " << to << "\n  found " << found << "\n  not   " << error;
    }
  }
  EXPECT_EQ(error_of("[]"), "an object is expected, not a list");
  EXPECT_EQ(error_of("null"), "an object is expected, not null");
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, text.size() / 2, text.size() - 3})
    EXPECT_NE(error_of(text.substr(0, length)).find("syntax error"), std::string::npos)
        << error_of(text.substr(0, length));
}

TEST(Certificate, TheDigestCoversTheContent) {
  const std::string text = to_json(sample());
  const auto rejects = [](const std::string& changed, const std::string& beginning, const std::string& end) {
    const std::string found = error_of(changed);
    EXPECT_TRUE(found.starts_with(beginning) && found.ends_with(end)) << found;
  };
  Certificate other = sample();
  other.claim = "Y.sample";
  rejects(replaced(text, "X.sample", "Y.sample"), "its digest is " + digest(sample()),
          ", but its content has " + digest(other));
  other = sample();
  other.statement.goals[0].label = "last";
  rejects(replaced(text, "first", "last"), "its digest is " + digest(sample()),
          ", but its content has " + digest(other));
  rejects(replaced(text, "sha256:", "sha512:"), "its digest is sha512:", ", but its content has " + digest(sample()));
  rejects(replaced(text, "sha256:", "\\u001b[2Jsha256:"), "its digest is \\x1b[2Jsha256:", digest(sample()));
}

/// All of these say the same as the certificate to a lenient reader, and another one may understand something else.
TEST(Certificate, OneContentHasOneText) {
  const std::string text = to_json(sample());
  const auto rejects = [](const std::string& changed, int line) {
    const std::string expected =
        "from line " + std::to_string(line) + " on it is not written as hebb writes it, though it says the same";
    EXPECT_EQ(error_of(changed).substr(0, expected.size()), expected) << changed;
  };
  rejects(replaced(text, "\"version\": 1", "\"version\":1"), 3);
  rejects(replaced(text, "\n", "\r\n"), 1);
  rejects(text + "\n", 15);
  rejects(text + " ", 15);
  rejects(text.substr(0, text.size() - 1), 14);
  rejects(" " + text, 1);
  rejects(replaced(text, "X.sample", "\\u0058.sample"), 4);
  rejects(replaced(text, "[\"var\",0]", "[\"var\",-0]"), 7);
  std::string claim = "\"claim\": \"X.sample\",\n", dimension = "\"dimension\": 3,\n";
  rejects(replaced(text, claim + dimension, dimension + claim), 4);
  std::string one_line = text;
  std::ranges::replace(one_line, '\n', ' ');
  rejects(one_line, 1);
}

TEST(Certificate, NothingFollowsTheEnd) {
  const std::string text = to_json(sample());
  EXPECT_EQ(error_of(text + std::string(1, '\0')), "line 15, column 1: a NUL is not part of JSON");
  EXPECT_EQ(error_of(text + std::string(1, '\0') + text), "line 15, column 1: a NUL is not part of JSON");
  EXPECT_TRUE(error_of(text + text).starts_with("line 15, column 1: syntax error")) << error_of(text + text);
  EXPECT_TRUE(error_of(text + "x").starts_with("line 15, column 1: syntax error")) << error_of(text + "x");
}

TEST(Certificate, LongNumbersAreRefusedBeforeTheyAreUsed) {
  Certificate c = sample();
  const std::string longest(max_number_digits, '7');
  c.evidence = Witness{1, {Rational(Integer("-" + longest)), Rational(1, Integer(longest))}};
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
  const std::string error = " has more than 400 digits above or below its line";
  const std::string text = to_json(c);
  for (const auto& [from, to] : {std::pair{"-" + longest, "-7" + longest},
                                 {"1/" + longest, "1/7" + longest},
                                 {"\"22/7\"", "\"7" + longest + "/2\""},
                                 {"\"-3/7\"", "\"0." + longest + "\""}}) {
    const std::string found = error_of(replaced(text, from, to));
    EXPECT_TRUE(found.ends_with(error) && found.size() < 120) << found;
  }
  c.evidence = Witness{1, {Rational(Integer("7" + longest))}};
  EXPECT_REFUSED(to_json(c), CertificateError, error);
}

/// No byte of a small certificate of each kind of evidence can be another one, be left out or stand twice.
TEST(Certificate, EveryByteMatters) {
  std::vector<Certificate> certificates(3, sample());
  certificates[1].evidence = Witness{1, {Rational(1, 3), 0, -5}};
  certificates[2].evidence = Composition{{{"G2", 4, "sha256:00"}, {"G4", std::nullopt, "sha256:11"}}};
  std::size_t tried = 0;
  std::mt19937 random(1);
  for (const Certificate& c : certificates) {
    const std::string text = to_json(c);
    ASSERT_EQ(error_of(text), "no error");
    for (std::size_t k = 0; k < text.size(); ++k) {
      std::vector<std::string> changes{std::string(text).erase(k, 1), std::string(text).insert(k, 1, text[k]),
                                       std::string(text).insert(k, 1, ' ')};
      for (const char byte :
           {static_cast<char>(text[k] ^ 1), static_cast<char>(text[k] ^ 0x20), static_cast<char>(text[k] ^ 0x80),
            static_cast<char>(random() & 0xFF), '\0', ' ', '0', '"'}) {
        changes.push_back(text);
        changes.back()[k] = byte;
      }
      for (const std::string& changed : changes) {
        if (changed == text) continue;
        ++tried;
        const std::string error = error_of(changed);
        ASSERT_NE(error, "no error") << "byte " << k << ": " << changed;
        ASSERT_TRUE(std::ranges::none_of(error, [](unsigned char x) { return x < 0x20 || x == 0x7F; })) << error;
      }
    }
  }
  EXPECT_GT(tried, 20'000u);
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
  try {
    write_certificate(sample(), "/proc/nowhere");
    FAIL() << "a file was written where none can be";
  } catch (const CertificateError& e) {
    EXPECT_NE(std::string(e.what()).find("/proc/nowhere"), std::string::npos) << e.what();
  }
}

TEST(Certificate, ItsStatementIsWellFormed) {
  const std::string text = to_json(sample());
  EXPECT_EQ(error_of(with_valid_digest(replaced(text, R"("range":1)", R"("range":0)"))),
            "it has no well-formed statement: the variable x belongs to two factors of the domain");
  EXPECT_EQ(error_of(with_valid_digest(replaced(text, R"("leader_chamber":[4,5])", R"("leader_chamber":[4])"))),
            "it has no well-formed statement: a leader chamber has less than two coordinates");
}

TEST(Certificate, NodesOfASplitProofAreWellFormed) {
  Certificate c = sample();
  c.evidence = splits();
  const std::string text = to_json(c);
  const auto error = [&](const std::string& from, const std::string& to) {
    return error_of(with_valid_digest(replaced(text, from, to)));
  };
  const std::string malformed = "a node of a proof by splits is malformed";
  EXPECT_EQ(error_of(with_valid_digest(text)), "no error");
  EXPECT_EQ(error(R"(["leaf"])", R"(["leaf",0])"), malformed);
  EXPECT_EQ(error(R"(["cut",0,3,"5","2"])", R"(["cut",0,3,"5"])"), malformed);
  EXPECT_EQ(error(R"(["cut",0,3,"5","2"])", R"(["cut",0,3,"5","2","1"])"), malformed);
  EXPECT_EQ(error(R"(["face",1])", R"(["face"])"), malformed);
  EXPECT_EQ(error(R"(["face",1])", R"(["face",1,2])"), malformed);
  EXPECT_EQ(error(R"(["same",4,1,0,2])", R"(["same"])"), malformed);
  EXPECT_EQ(error(R"(["leaf"])", R"([])"), "a list is empty");
  EXPECT_EQ(error(R"(["leaf"])", R"(["leaves"])"), "unknown word 'leaves'");
  EXPECT_EQ(error(R"("5","2")", R"("10/2","2")"), "the number '10/2' is not in lowest terms");
  EXPECT_EQ(error(R"("5","2")", R"(5,2)"), "a text is expected, not 5");
  EXPECT_EQ(error(R"("joint":false)", R"("joint":0)"), "true or false is expected, not 0");
  EXPECT_EQ(error(R"("joint":false,)", ""), "the field 'joint' is missing");
}

TEST(Certificate, ProofsBySquaresAreWellFormed) {
  Certificate c = sample();
  c.evidence = squares();
  EXPECT_EQ(certificate_from_json(to_json(c)), c);
  const std::string text = to_json(c);
  const auto error = [&](const std::string& from, const std::string& to) {
    EXPECT_NE(text.find(from), std::string::npos) << from << " in " << text;
    return error_of(with_valid_digest(replaced(text, from, to)));
  };
  EXPECT_EQ(error_of(with_valid_digest(text)), "no error");
  EXPECT_EQ(error(R"(["-2",[1,0]])", R"(["-2/3",[1,0]])"), "a coefficient of a square is not whole");
  EXPECT_EQ(error(R"(["-2",[1,0]])", R"(["-2",[1,0],1])"), "a list of 2 is expected, not of 3");
  EXPECT_EQ(error(R"(["-2",[1,0]])", R"(["-2",1])"), "a list is expected, not 1");
  EXPECT_EQ(error(R"(["1/3",[0,0,2],1])", R"(["1/3",[0,0,2]])"), "a list of 3 is expected, not of 2");
  EXPECT_EQ(error(R"(["1/3",[0,0,2],1])", R"(["2/6",[0,0,2],1])"), "the number '2/6' is not in lowest terms");
  EXPECT_EQ(error(R"("sign":-1,)", ""), "the field 'sign' is missing");
  EXPECT_EQ(error(R"("sign":-1)", R"("sign":"-1")"),
            "the field 'sign': a whole number from -2147483648 to 2147483647 is expected, not \"-1\"");
  EXPECT_EQ(error(R"("polynomials":)", R"("monomials":)"), "the field 'polynomials' is missing");
}

}  // namespace certificate_test
}  // namespace hebb
