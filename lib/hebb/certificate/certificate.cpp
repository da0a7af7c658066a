#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <openssl/evp.h>

#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/sha256.hpp>
#include <hebb/certificate/well_formed.hpp>
#include <hebb/text/json.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {

std::string sha256(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned length = 0;
  if (EVP_Digest(text.data(), text.size(), hash.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw CertificateError("SHA-256 failed");
  }
  std::string hex;
  for (unsigned k = 0; k < length; ++k) hex += fmt::format("{:02x}", hash[k]);
  return hex;
}

namespace {

/// Leaves that name nothing.
bool is_plain(BoxProof::Kind kind) {
  return kind == BoxProof::Kind::natural || kind == BoxProof::Kind::mean_value || kind == BoxProof::Kind::taylor;
}

bool has_number(BoxProof::Kind kind) { return kind == BoxProof::Kind::split || kind == BoxProof::Kind::multiplier; }

constexpr std::array<const char*, 15> operation_names{"var", "num", "+",    "-",   "*",   "/",    "neg", "^",
                                                      "exp", "log", "sqrt", "sin", "cos", "atan", "abs"};
constexpr std::array<const char*, 8> box_kind_names{"split", "lower",      "upper",  "natural",
                                                    "mean",  "infeasible", "taylor", "multiplier"};
constexpr std::array<const char*, 6> split_kind_names{"leaf", "cut", "order", "square", "face", "same"};

constexpr std::array<const char*, 31> chain_kind_names{
    "exponent", "base",      "divide",    "split",    "up",     "down",  "chord",   "tangent",
    "zero",     "constant",  "algebraic", "wide",     "whole",  "limit", "angle",   "arc",
    "bound",    "eliminate", "narrow",    "interior", "part",   "tail",  "radical", "surd",
    "circle",   "turn",      "modulus",   "multiple", "invert", "unit",  "scale"};
/// Which fields a node of a chain writes, in this order.
struct ChainFields {
  bool variable, term, powers;
};
ChainFields chain_fields(ChainProof::Kind kind) {
  using Kind = ChainProof::Kind;
  const auto is = [kind](auto... kinds) { return ((kind == kinds) || ...); };
  return {
      is(Kind::split, Kind::up, Kind::down, Kind::chord, Kind::tangent, Kind::bound, Kind::eliminate, Kind::narrow,
         Kind::radical, Kind::surd, Kind::turn, Kind::modulus, Kind::multiple, Kind::invert, Kind::scale),
      is(Kind::exponent, Kind::base, Kind::split, Kind::tangent, Kind::angle, Kind::arc, Kind::bound, Kind::eliminate,
         Kind::narrow, Kind::radical, Kind::surd, Kind::turn, Kind::modulus, Kind::multiple, Kind::unit),
      is(Kind::divide, Kind::tangent, Kind::narrow, Kind::surd, Kind::turn, Kind::unit, Kind::scale)};
}

template <std::size_t N>
int index_of(const std::array<const char*, N>& names, const std::string& name) {
  for (std::size_t k = 0; k < N; ++k) {
    if (name == names[k]) return static_cast<int>(k);
  }
  throw CertificateError("unknown word '" + printable(name, 40) + "'");
}

/// Numbers of a certificate that are too long are refused before anything is computed with them.
void require_short(std::string_view number) {
  std::size_t digits = 0;
  for (const char c : number) {
    digits = c == '/' ? 0 : digits + (c != '-');
    if (digits > max_number_digits) {
      throw CertificateError(fmt::format("the number '{}' has more than {} digits above or below its line",
                                         printable(number, 40), max_number_digits));
    }
  }
}

std::string number_text(const Rational& q) {
  std::string text = to_string(q);
  require_short(text);
  return text;
}

// ---- writing ----

Json to_json(const Expression& e) {
  Json constants = Json::array(), code = Json::array();
  for (const Rational& q : e.constants) constants.push_back(number_text(q));
  for (const Instruction& i : e.code) {
    Json row = {operation_names[static_cast<std::size_t>(i.operation)], i.a};
    if (has_two_operands(i.operation) || i.operation == Operation::power) row.push_back(i.b);
    code.push_back(std::move(row));
  }
  return {{"variables", e.variables}, {"constants", std::move(constants)}, {"code", std::move(code)}};
}

Json to_json(const Factor& factor) {
  if (const auto* range = std::get_if<Range>(&factor)) {
    Json j = {{"range", range->variable}};
    if (range->lower) j[range->lower_open ? "above" : "from"] = *range->lower;
    if (range->upper) j[range->upper_open ? "below" : "to"] = *range->upper;
    return j;
  }
  if (const auto* simplex = std::get_if<Simplex>(&factor))
    return {{simplex->open ? "open_simplex" : "simplex", simplex->coordinates}};
  const auto& chamber = std::get<LeaderChamber>(factor);
  return {{"leader_chamber", chamber.coordinates}, {"gap", chamber.gap}};
}

Json to_json(const std::vector<Condition>& conditions) {
  Json list = Json::array();
  for (const Condition& c : conditions) list.push_back({c.label, c.relation == Relation::zero ? "=" : ">=", c.node});
  return list;
}

Json to_json(const std::vector<CoefficientProof::Node>& cells) {
  Json nodes = Json::array();
  for (const auto& n : cells) {
    if (n.group < 0)
      nodes.push_back(Json{{"raise", n.raise}});
    else
      nodes.push_back(Json{{"halve", {n.group, n.i, n.j}}});
  }
  return nodes;
}

Json to_json(const SplitProof::Node& n) {
  Json row = Json::array();
  row.push_back(split_kind_names[static_cast<std::size_t>(n.kind)]);
  if (n.kind == SplitProof::Kind::cut || n.kind == SplitProof::Kind::face || n.kind == SplitProof::Kind::same)
    row.push_back(n.i);
  if (n.kind == SplitProof::Kind::cut) row.push_back(n.j);
  for (const int k : n.list) row.push_back(k);
  for (const Rational& q : n.numbers) row.push_back(number_text(q));
  return row;
}

Json to_json(const std::vector<SquaresProof::Term>& terms) {
  Json rows = Json::array();
  for (const auto& t : terms) rows.push_back({number_text(t.weight), t.conditions, t.polynomial});
  return rows;
}

Json to_json(const SquaresProof& proof) {
  Json parts = Json::array(), polynomials = Json::array();
  for (const auto& p : proof.parts) {
    parts.push_back({{"sign", p.sign},
                     {"multiplier", to_json(p.multiplier)},
                     {"squares", to_json(p.squares)},
                     {"equations", to_json(p.equations)}});
  }
  for (const auto& polynomial : proof.polynomials) {
    Json monomials = Json::array();
    for (const auto& m : polynomial) monomials.push_back({number_text(Rational(m.coefficient)), m.exponents});
    polynomials.push_back(std::move(monomials));
  }
  return {{"squares", std::move(parts)}, {"polynomials", std::move(polynomials)}, {"assumptions", proof.assumptions}};
}

Json to_json(const Proof& proof) {
  if (std::holds_alternative<IdentityProof>(proof)) return "identity";
  Json nodes = Json::array();
  if (const auto* p = std::get_if<CoefficientProof>(&proof)) return {{"coefficients", to_json(p->nodes)}};
  if (const auto* p = std::get_if<SplitProof>(&proof)) {
    for (const auto& n : p->nodes) nodes.push_back(to_json(n));
    return {{"splits", std::move(nodes)},
            {"joint", p->joint},
            {"assumptions", p->assumptions},
            {"defined", to_json(p->defined)}};
  }
  if (const auto* p = std::get_if<SquaresProof>(&proof)) return to_json(*p);
  if (const auto* p = std::get_if<ChainProof>(&proof)) {
    for (const auto& n : p->nodes) {
      Json row = Json::array();
      const ChainFields has = chain_fields(n.kind);
      row.push_back(chain_kind_names[static_cast<std::size_t>(n.kind)]);
      if (has.variable) row.push_back(n.variable);
      if (has.term) row.push_back(n.term);
      if (has.powers) row.push_back(n.powers);
      nodes.push_back(std::move(row));
    }
    Json premises = Json::array();
    for (const Proof& premise : p->premises) premises.push_back(to_json(premise));
    return {{"chain", std::move(nodes)}, {"terms", to_json(p->terms)}, {"premises", std::move(premises)}};
  }
  for (const auto& n : std::get<BoxProof>(proof).nodes) {
    Json row = Json::array();
    row.push_back(box_kind_names[static_cast<std::size_t>(n.kind)]);
    if (!is_plain(n.kind)) row.push_back(n.variable);
    if (has_number(n.kind)) row.push_back(number_text(n.at.value()));
    nodes.push_back(std::move(row));
  }
  return {{"boxes", std::move(nodes)}};
}

Json optional_number(const std::optional<int>& n) { return n ? Json(*n) : Json(nullptr); }

Json evidence_json(const Evidence& evidence) {
  if (const auto* proofs = std::get_if<std::vector<Proof>>(&evidence)) {
    Json list = Json::array();
    for (const Proof& p : *proofs) list.push_back(to_json(p));
    return {{"proofs", std::move(list)}};
  }
  if (const auto* composition = std::get_if<Composition>(&evidence)) {
    Json list = Json::array();
    for (const Premise& p : composition->premises) list.push_back({p.claim, optional_number(p.dimension), p.digest});
    return {{"follows_from", std::move(list)}};
  }
  const auto& witness = std::get<Witness>(evidence);
  Json values = Json::array();
  for (const Rational& q : witness.values) values.push_back(number_text(q));
  return {{"violated_goal", witness.goal}, {"at", std::move(values)}};
}

Json content(const Certificate& c) {
  Json constants = Json::object();
  for (const auto& [name, value] : c.constants) constants[name] = number_text(value);
  Json domain = Json::array();
  for (const Factor& f : c.statement.domain) domain.push_back(to_json(f));
  return {{"format", "hebb certificate"},
          {"version", 1},
          {"claim", c.claim},
          {"dimension", optional_number(c.dimension)},
          {"constants", std::move(constants)},
          {"expression", to_json(c.statement.expression)},
          {"domain", std::move(domain)},
          {"assumptions", to_json(c.statement.assumptions)},
          {"goals", to_json(c.statement.goals)},
          {"verdict", std::string(to_string(c.verdict()))},
          {"evidence", evidence_json(c.evidence)}};
}

// ---- reading ----

Rational read_rational(const Json& j) {
  const std::string& text = j.text();
  require_short(text);
  const Rational q = parse_rational(text);
  if (to_string(q) != text) throw CertificateError("the number '" + printable(text, 40) + "' is not in lowest terms");
  return q;
}

std::optional<int> read_optional(const Json& j) { return j.is_null() ? std::nullopt : std::optional(j.integer()); }

int read_index(const Json& j, std::size_t size) {
  const int k = j.integer();
  if (k < 0 || static_cast<std::size_t>(k) >= size)
    throw CertificateError(fmt::format("the index {} is out of range", k));
  return k;
}

/// A list of at least one element that begins with a word.
template <std::size_t N>
int read_word(const Json& row, const std::array<const char*, N>& names) {
  if (row.list().empty()) throw CertificateError("a list is empty");
  return index_of(names, row.list().front().text());
}

Expression read_expression(const Json& j) {
  JsonFields fields(j);
  Expression e;
  for (const Json& name : fields.list("variables")) e.variables.push_back(name.text());
  for (const Json& q : fields.list("constants")) e.constants.push_back(read_rational(q));
  for (const Json& row : fields.list("code")) {
    Instruction i{static_cast<Operation>(read_word(row, operation_names)), 0};
    const bool two = has_two_operands(i.operation), power = i.operation == Operation::power;
    if (row.list().size() != (two || power ? 3U : 2U))
      throw CertificateError("an instruction has the wrong number of operands");
    i.a = row.list()[1].integer();
    if (two || power) i.b = row.list()[2].integer();
    const int limit = i.operation == Operation::variable   ? static_cast<int>(e.variables.size())
                      : i.operation == Operation::constant ? static_cast<int>(e.constants.size())
                                                           : static_cast<int>(e.code.size());
    if (i.a < 0 || i.a >= limit || (two && (i.b < 0 || i.b >= limit))) {
      throw CertificateError(
          fmt::format("instruction {} refers to something that does not come before it", e.code.size()));
    }
    if (power && (i.b < 2 || i.b > max_recorded_power)) {
      throw CertificateError(
          fmt::format("instruction {} has the power {}, expected 2..{}", e.code.size(), i.b, max_recorded_power));
    }
    e.code.push_back(i);
  }
  fields.finish();
  return e;
}

Factor read_factor(const Json& j, const Expression& e) {
  JsonFields fields(j);
  const auto variable = [&](const Json& k) { return read_index(k, e.variables.size()); };
  const auto variables = [&](const Json& list) {
    std::vector<int> result;
    for (const Json& k : list.list()) result.push_back(variable(k));
    return result;
  };
  Factor factor;
  if (const Json* range = fields.find("range")) {
    Range r{variable(*range), {}, {}};
    const auto bound = [&](const char* closed, const char* open, std::optional<int>& node, bool& is_open) {
      const Json *a = fields.find(closed), *b = fields.find(open);
      if (a && b) throw CertificateError("a range has two bounds on one side");
      if (a || b) node = read_index(a ? *a : *b, e.code.size());
      is_open = b != nullptr;
    };
    bound("from", "above", r.lower, r.lower_open);
    bound("to", "below", r.upper, r.upper_open);
    factor = r;
  } else if (const Json* simplex = fields.find("simplex")) {
    factor = Simplex{variables(*simplex)};
  } else if (const Json* interior = fields.find("open_simplex")) {
    factor = Simplex{variables(*interior), true};
  } else {
    factor = LeaderChamber{variables(fields.at("leader_chamber")), variable(fields.at("gap"))};
  }
  fields.finish();
  return factor;
}

std::vector<Condition> read_conditions(const Json::List& rows, const Expression& e) {
  std::vector<Condition> list;
  for (const Json& row : rows) {
    const Json::List& parts = row.list(3);
    const std::string& relation = parts[1].text();
    if (relation != "=" && relation != ">=")
      throw CertificateError("unknown relation '" + printable(relation, 40) + "'");
    list.push_back({parts[0].text(), relation == "=" ? Relation::zero : Relation::nonnegative,
                    read_index(parts[2], e.code.size())});
  }
  return list;
}

std::vector<CoefficientProof::Node> read_cells(const Json& nodes) {
  std::vector<CoefficientProof::Node> cells;
  for (const Json& row : nodes.list()) {
    JsonFields node(row);
    if (const Json* raise = node.find("raise")) {
      std::vector<int> powers;
      for (const Json& power : raise->list()) powers.push_back(power.integer());
      cells.push_back({-1, 0, 0, std::move(powers)});
    } else {
      const Json::List& halve = node.list("halve", 3);
      if (halve[0].integer() < 0) throw CertificateError("a group has a negative index");
      cells.push_back({halve[0].integer(), halve[1].integer(), halve[2].integer(), {}});
    }
    node.finish();
  }
  return cells;
}

SplitProof::Node read_split(const Json& row) {
  using Kind = SplitProof::Kind;
  SplitProof::Node n;
  n.kind = static_cast<Kind>(read_word(row, split_kind_names));
  const Json::List& parts = row.list();
  const std::size_t numbers = parts.size() - 1;
  if (numbers != (n.kind == Kind::leaf   ? 0
                  : n.kind == Kind::cut  ? 4
                  : n.kind == Kind::face ? 1
                                         : numbers) ||
      (n.kind == Kind::same && numbers == 0))
    throw CertificateError("a node of a proof by splits is malformed");
  std::size_t next = 1;
  if (n.kind == Kind::cut || n.kind == Kind::face || n.kind == Kind::same) n.i = parts[next++].integer();
  if (n.kind == Kind::cut) n.j = parts[next++].integer();
  for (; next < parts.size(); ++next) {
    if (n.kind == Kind::cut || n.kind == Kind::square)
      n.numbers.push_back(read_rational(parts[next]));
    else
      n.list.push_back(parts[next].integer());
  }
  return n;
}

std::vector<int> read_integers(const Json& list) {
  std::vector<int> result;
  for (const Json& k : list.list()) result.push_back(k.integer());
  return result;
}

std::vector<SquaresProof::Term> read_terms(const Json& rows) {
  std::vector<SquaresProof::Term> terms;
  for (const Json& row : rows.list()) {
    const Json::List& t = row.list(3);
    terms.push_back({read_rational(t[0]), read_integers(t[1]), t[2].integer()});
  }
  return terms;
}

SquaresProof read_squares(const Json& parts, JsonFields& fields) {
  SquaresProof proof;
  for (const Json& part : parts.list()) {
    JsonFields p(part);
    proof.parts.push_back({p.integer("sign"), read_terms(p.at("multiplier")), read_terms(p.at("squares")),
                           read_terms(p.at("equations"))});
    p.finish();
  }
  for (const Json& polynomial : fields.list("polynomials")) {
    std::vector<SquaresProof::Monomial>& monomials = proof.polynomials.emplace_back();
    for (const Json& row : polynomial.list()) {
      const Json::List& m = row.list(2);
      const Rational coefficient = read_rational(m[0]);
      if (denominator(coefficient) != 1) throw CertificateError("a coefficient of a square is not whole");
      monomials.push_back({Integer(numerator(coefficient)), read_integers(m[1])});
    }
  }
  proof.assumptions = read_integers(fields.at("assumptions"));
  return proof;
}

Proof read_proof(const Json& j) {
  if (j.is_text()) {
    if (j.text() != "identity") throw CertificateError("unknown proof '" + printable(j.text(), 40) + "'");
    return IdentityProof{};
  }
  JsonFields fields(j);
  Proof proof;
  if (const Json* cells = fields.find("coefficients")) {
    proof = CoefficientProof{read_cells(*cells)};
  } else if (const Json* splits = fields.find("splits")) {
    SplitProof p;
    p.joint = fields.at("joint").boolean();
    for (const Json& k : fields.list("assumptions")) p.assumptions.push_back(k.integer());
    p.defined = read_cells(fields.at("defined"));
    for (const Json& row : splits->list()) p.nodes.push_back(read_split(row));
    proof = std::move(p);
  } else if (const Json* squares = fields.find("squares")) {
    proof = read_squares(*squares, fields);
  } else if (const Json* chain = fields.find("chain")) {
    ChainProof p;
    for (const Json& row : chain->list()) {
      ChainProof::Node n{static_cast<ChainProof::Kind>(read_word(row, chain_kind_names)), 0, 0, {}};
      const Json::List& parts = row.list();
      const ChainFields has = chain_fields(n.kind);
      if (parts.size() != 1U + has.variable + has.term + has.powers)
        throw CertificateError("a node of a chain is malformed");
      std::size_t next = 1;
      if (has.variable) n.variable = parts[next++].integer();
      if (has.term) n.term = parts[next++].integer();
      if (has.powers) {
        for (const Json& power : parts[next].list()) n.powers.push_back(power.integer());
      }
      p.nodes.push_back(std::move(n));
    }
    p.terms = read_expression(fields.at("terms"));
    for (const Json& premise : fields.list("premises")) p.premises.push_back(read_proof(premise));
    proof = std::move(p);
  } else {
    BoxProof p;
    for (const Json& row : fields.list("boxes")) {
      BoxProof::Node n{static_cast<BoxProof::Kind>(read_word(row, box_kind_names)), 0, {}};
      const Json::List& parts = row.list();
      const bool leaf = is_plain(n.kind);
      const bool number = has_number(n.kind);
      if (parts.size() != (leaf ? 1U : number ? 3U : 2U)) throw CertificateError("a node of a box proof is malformed");
      if (!leaf) n.variable = parts[1].integer();
      if (number) n.at = read_rational(parts[2]);
      p.nodes.push_back(std::move(n));
    }
    proof = std::move(p);
  }
  fields.finish();
  return proof;
}

Evidence read_evidence(const Json& j) {
  JsonFields fields(j);
  Evidence evidence;
  if (const Json* proofs = fields.find("proofs")) {
    std::vector<Proof> list;
    for (const Json& p : proofs->list()) list.push_back(read_proof(p));
    evidence = std::move(list);
  } else if (const Json* premises = fields.find("follows_from")) {
    Composition composition;
    for (const Json& premise : premises->list()) {
      const Json::List& p = premise.list(3);
      composition.premises.push_back({p[0].text(), read_optional(p[1]), p[2].text()});
    }
    evidence = std::move(composition);
  } else {
    Witness witness{fields.integer("violated_goal"), {}};
    for (const Json& q : fields.list("at")) witness.values.push_back(read_rational(q));
    evidence = std::move(witness);
  }
  fields.finish();
  return evidence;
}

/// The certificate, and the digest that stands in its text.
std::pair<Certificate, std::string> read(const Json& j) {
  JsonFields fields(j);
  if (fields.text("format") != "hebb certificate") throw CertificateError("it is not a certificate of hebb");
  if (const int version = fields.integer("version"); version != 1)
    throw CertificateError(fmt::format("its version is {}, expected 1", version));
  Certificate c;
  c.claim = fields.text("claim");
  c.dimension = fields.at("dimension").is_null() ? std::nullopt : std::optional(fields.integer("dimension"));
  for (const auto& [name, value] : fields.at("constants").fields()) c.constants.emplace(name, read_rational(value));
  c.statement.expression = read_expression(fields.at("expression"));
  for (const Json& f : fields.list("domain")) c.statement.domain.push_back(read_factor(f, c.statement.expression));
  c.statement.assumptions = read_conditions(fields.list("assumptions"), c.statement.expression);
  c.statement.goals = read_conditions(fields.list("goals"), c.statement.expression);
  if (const std::string defect = defect_of(c.statement); !defect.empty())
    throw CertificateError("it has no well-formed statement: " + defect);
  c.evidence = read_evidence(fields.at("evidence"));
  if (fields.text("verdict") != to_string(c.verdict()))
    throw CertificateError("its verdict " + fields.at("verdict").description() + " does not fit its evidence");
  std::string found = fields.text("digest");
  fields.finish();
  return {std::move(c), std::move(found)};
}

/// The one text of a certificate, and the digest in it.
struct Written {
  std::string digest, text;
};

/// One field a line: short enough to read, long enough to compare. The digest is that of the same fields on one line;
/// as the text is a function of them and they are all of it but the digest itself, it covers every byte.
Written written(const Certificate& certificate) {
  std::string line = "{", text = "{\n";
  const Json fields = content(certificate);
  for (const auto& [name, value] : fields.fields()) {
    const std::string key = Json(name).dump(), written_value = value.dump();
    line += (line.size() == 1 ? "" : ",") + key + ":" + written_value;
    text += key + ": " + written_value + ",\n";
  }
  std::string digest = "sha256:" + sha256(line + "}");
  text += "\"digest\": \"" + digest + "\"\n}\n";
  return {std::move(digest), std::move(text)};
}

/// A text that says the same in other bytes is refused: what a second reader might understand otherwise (a field that
/// stands elsewhere, 1.0 for 1, an escape) cannot hide in it.
void require_canonical(const std::string& text, const std::string& canonical) {
  if (text == canonical) return;
  const auto [found, expected] = std::ranges::mismatch(text, canonical);
  const auto line = 1 + std::count(text.begin(), found, '\n');
  throw CertificateError(fmt::format(
      "from line {} on it is not written as hebb writes it, though it says the same: the digest covers every byte, "
      "so a certificate must not be formatted anew or converted",
      line));
}

}  // namespace

std::string certificate_file_name(const Certificate& c) {
  return c.dimension ? fmt::format("{}.d{}.json", c.claim, *c.dimension) : c.claim + ".json";
}

std::string digest(const Certificate& certificate) { return written(certificate).digest; }

std::string to_json(const Certificate& certificate) { return written(certificate).text; }

Certificate certificate_from_json(const std::string& text) {
  try {
    auto [certificate, digest_in_text] = read(parse_json(text));
    const Written expected = written(certificate);
    if (digest_in_text != expected.digest) {
      throw CertificateError("its digest is " + printable(digest_in_text, 80) + ", but its content has " +
                             expected.digest);
    }
    require_canonical(text, expected.text);
    return std::move(certificate);
  } catch (const JsonError& e) {
    throw CertificateError(e.what());
  } catch (const PreconditionError& e) {
    throw CertificateError(printable(e.what(), 200));
  }
}

std::filesystem::path write_certificate(const Certificate& certificate, const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const std::filesystem::path file = directory / certificate_file_name(certificate);
  const std::string text = to_json(certificate);
  try {
    write_file_atomically(file, text);
  } catch (const std::exception& e) {
    throw CertificateError(e.what());
  }
  return file;
}

Certificate read_certificate(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (exists(status) && !is_regular_file(status))
    throw CertificateError(file.string() + ": this is not a regular file");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw CertificateError("cannot read " + file.string());
  try {
    return certificate_from_json(text.str());
  } catch (const CertificateError& e) {
    throw CertificateError(file.string() + ": " + e.what());
  }
}

}  // namespace hebb
