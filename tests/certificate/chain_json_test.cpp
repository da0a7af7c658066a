#include <string>

#include <gtest/gtest.h>

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/statement_builder.hpp>

namespace hebb {
namespace chain_json_test {

using Kind = ChainProof::Kind;

/// Every kind of node, with every field that it writes; premises of three kinds.
Certificate sample() {
  StatementBuilder b;
  const Symbol x = b.at_least("x", 0);
  b.claim_nonnegative("goal", x);
  ChainProof proof;
  Recorder terms({"x"});
  terms.record(1 + x / 3);
  proof.terms = terms.expression();
  proof.nodes = {{Kind::exponent, 0, 1, {}}, {Kind::base, 0, 2, {}},         {Kind::divide, 0, 0, {1, -2}},
                 {Kind::split, 4, 3, {}},    {Kind::up, 5, 0, {}},           {Kind::down, 6, 0, {}},
                 {Kind::chord, 7, 0, {}},    {Kind::tangent, 8, -2, {0, 1}}, {Kind::zero, 0, 0, {}},
                 {Kind::constant, 0, 0, {}}, {Kind::algebraic, 0, 0, {}},    {Kind::wide, 0, 0, {}},
                 {Kind::whole, 0, 0, {}},    {Kind::limit, 0, 0, {}},        {Kind::angle, 0, 1, {}},
                 {Kind::arc, 0, 2, {}},      {Kind::bound, 9, 4, {}},        {Kind::eliminate, 3, 1, {}},
                 {Kind::narrow, 2, 3, {1}},  {Kind::interior, 0, 0, {}},     {Kind::part, 0, 0, {}},
                 {Kind::tail, 0, 0, {}},     {Kind::radical, 1, 2, {}},      {Kind::surd, -1, 2, {0, 1}},
                 {Kind::circle, 0, 0, {}},   {Kind::turn, 1, 1, {2}},        {Kind::modulus, -1, 3, {}},
                 {Kind::multiple, 5, 3, {}}, {Kind::invert, 7, 0, {}},       {Kind::unit, 0, 6, {1, 2}},
                 {Kind::scale, 3, 0, {4, 5}}};
  ChainProof inner;
  inner.terms.variables = {"x"};
  inner.nodes = {{Kind::zero, 0, 0, {}}};
  proof.premises = {CoefficientProof{{{-1, 0, 0, {}}}}, BoxProof{{{BoxProof::Kind::natural, 0, {}}}}, inner};
  return {"X", {}, {}, b.build(), std::vector<Proof>{proof}};
}

std::string error_of(std::string text, const std::string& from, const std::string& to) {
  const auto place = text.find(from);
  if (place == std::string::npos) return "the text has no " + from;
  text.replace(place, from.size(), to);
  try {
    certificate_from_json(text);
    return "read";
  } catch (const CertificateError& e) {
    return e.what();
  }
}

TEST(ChainJson, ComesBackAsItWas) { EXPECT_EQ(certificate_from_json(to_json(sample())), sample()); }

TEST(ChainJson, ANodeHasTheFieldsOfItsKind) {
  const std::string text = to_json(sample()), malformed = "a node of a chain is malformed";
  EXPECT_EQ(error_of(text, R"(["up",5])", R"(["up"])"), malformed);
  EXPECT_EQ(error_of(text, R"(["zero"])", R"(["zero",1])"), malformed);
  EXPECT_EQ(error_of(text, R"(["tangent",8,-2,[0,1]])", R"(["tangent",8,-2])"), malformed);
  EXPECT_EQ(error_of(text, R"(["split",4,3])", R"(["split",4,3,[]])"), malformed);
  EXPECT_EQ(error_of(text, R"(["chord",7])", R"(["cord",7])"), "unknown word 'cord'");
  EXPECT_EQ(error_of(text, R"(["up",5])", "[]"), "a list is empty");
}

TEST(ChainJson, EveryFieldIsCoveredByTheDigest) {
  const std::string text = to_json(sample());
  for (const auto& [from, to] : {std::pair(R"(["exponent",1])", R"(["exponent",2])"),
                                 {R"(["divide",[1,-2]])", R"(["divide",[1,-1]])"},
                                 {R"(["split",4,3])", R"(["split",3,3])"},
                                 {R"(["up",5])", R"(["down",5])"},
                                 {R"(["angle",1])", R"(["arc",1])"},
                                 {R"(["bound",9,4])", R"(["bound",9,3])"},
                                 {R"(["eliminate",3,1])", R"(["eliminate",3,0])"},
                                 {R"(["narrow",2,3,[1]])", R"(["narrow",2,3,[]])"},
                                 {R"(["interior"])", R"(["part"])"},
                                 {R"(["tail"])", R"(["part"])"},
                                 {R"(["radical",1,2])", R"(["radical",1,1])"},
                                 {R"(["surd",-1,2,[0,1]])", R"(["surd",1,2,[0,1]])"},
                                 {R"(["circle"])", R"(["wide"])"},
                                 {R"(["turn",1,1,[2]])", R"(["turn",1,0,[2]])"},
                                 {R"(["modulus",-1,3])", R"(["modulus",1,3])"},
                                 {R"(["multiple",5,3])", R"(["multiple",5,2])"},
                                 {R"(["invert",7])", R"(["invert",6])"},
                                 {R"(["unit",6,[1,2]])", R"(["unit",6,[2,1]])"},
                                 {R"(["scale",3,[4,5]])", R"(["scale",3,[4]])"},
                                 {R"(["algebraic"])", R"(["wide"])"},
                                 {R"(["tangent",8,-2,[0,1]])", R"(["tangent",8,2,[0,1]])"},
                                 {R"(["tangent",8,-2,[0,1]])", R"(["tangent",8,-2,[0,1,0]])"}}) {
    EXPECT_EQ(error_of(text, from, to).substr(0, 13), "its digest is") << from;
  }
}

TEST(ChainJson, DifferencesAreSeen) {
  const Certificate c = sample();
  const auto change = [&](const auto& edit) {
    Certificate other = c;
    edit(std::get<ChainProof>(std::get<std::vector<Proof>>(other.evidence)[0]));
    return other;
  };
  EXPECT_NE(change([](ChainProof& p) { p.terms.constants[0] = 7; }), c);
  EXPECT_NE(change([](ChainProof& p) { p.nodes[3].variable = 7; }), c);
  EXPECT_NE(change([](ChainProof& p) { p.premises.pop_back(); }), c);
}

}  // namespace chain_json_test
}  // namespace hebb
