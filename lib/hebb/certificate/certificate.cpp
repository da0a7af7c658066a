#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <hebb/certificate/atomic_file.hpp>
#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/sha256.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

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

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 11> operation_names{"var", "num", "+",   "-",   "*",   "/",
                                                      "neg", "^",   "exp", "log", "sqrt"};
constexpr std::array<const char*, 7> box_kind_names{"split", "lower",      "upper", "natural",
                                                    "mean",  "infeasible", "taylor"};

template <std::size_t N>
int index_of(const std::array<const char*, N>& names, const std::string& name) {
  for (std::size_t k = 0; k < N; ++k) {
    if (name == names[k]) return static_cast<int>(k);
  }
  throw CertificateError("unknown word '" + name + "'");
}

// ---- writing ----

Json to_json(const Expression& e) {
  Json constants = Json::array(), code = Json::array();
  for (const Rational& q : e.constants) constants.push_back(to_string(q));
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
  if (const auto* simplex = std::get_if<Simplex>(&factor)) return {{"simplex", simplex->coordinates}};
  const auto& chamber = std::get<LeaderChamber>(factor);
  return {{"leader_chamber", chamber.coordinates}, {"gap", chamber.gap}};
}

Json to_json(const std::vector<Condition>& conditions) {
  Json list = Json::array();
  for (const Condition& c : conditions) list.push_back({c.label, c.relation == Relation::zero ? "=" : ">=", c.node});
  return list;
}

Json to_json(const Proof& proof) {
  if (std::holds_alternative<IdentityProof>(proof)) return "identity";
  Json nodes = Json::array();
  if (const auto* p = std::get_if<CoefficientProof>(&proof)) {
    for (const auto& n : p->nodes) {
      if (n.group < 0)
        nodes.push_back(Json{{"raise", n.raise}});
      else
        nodes.push_back(Json{{"halve", {n.group, n.i, n.j}}});
    }
    return {{"coefficients", std::move(nodes)}};
  }
  for (const auto& n : std::get<BoxProof>(proof).nodes) {
    Json row = Json::array({box_kind_names[static_cast<std::size_t>(n.kind)]});
    if (!is_plain(n.kind)) row.push_back(n.variable);
    if (n.kind == BoxProof::Kind::split) row.push_back(to_string(n.at.value()));
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
  for (const Rational& q : witness.values) values.push_back(to_string(q));
  return {{"violated_goal", witness.goal}, {"at", std::move(values)}};
}

Json content(const Certificate& c) {
  Json constants = Json::object();
  for (const auto& [name, value] : c.constants) constants[name] = to_string(value);
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

/// An object all of whose fields must be asked for.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {
    if (!object.is_object()) throw CertificateError("an object is expected");
  }
  const Json& at(const std::string& name) {
    if (!object_.contains(name)) throw CertificateError("the field '" + name + "' is missing");
    seen_.insert(name);
    return object_[name];
  }
  const Json* find(const std::string& name) { return object_.contains(name) ? &at(name) : nullptr; }
  void finish() const {
    for (const auto& [name, value] : object_.items()) {
      if (!seen_.contains(name)) throw CertificateError("the field '" + name + "' is unknown");
    }
  }

 private:
  const Json& object_;
  std::set<std::string> seen_;
};

std::optional<int> read_optional(const Json& j) { return j.is_null() ? std::nullopt : std::optional(j.get<int>()); }

Rational read_rational(const Json& j) {
  const Rational q = parse_rational(j.get<std::string>());
  if (to_string(q) != j.get<std::string>())
    throw CertificateError("the number '" + j.get<std::string>() + "' is not in lowest terms");
  return q;
}

Expression read_expression(const Json& j) {
  Fields fields(j);
  Expression e;
  e.variables = fields.at("variables").get<std::vector<std::string>>();
  for (const Json& q : fields.at("constants")) e.constants.push_back(read_rational(q));
  for (const Json& row : fields.at("code")) {
    Instruction i{static_cast<Operation>(index_of(operation_names, row.at(0).get<std::string>())),
                  row.at(1).get<int>()};
    const bool two = has_two_operands(i.operation), power = i.operation == Operation::power;
    if (row.size() != (two || power ? 3U : 2U))
      throw CertificateError("an instruction has the wrong number of operands");
    if (two || power) i.b = row.at(2).get<int>();
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

int read_index(const Json& j, std::size_t size) {
  const int k = j.get<int>();
  if (k < 0 || static_cast<std::size_t>(k) >= size)
    throw CertificateError(fmt::format("the index {} is out of range", k));
  return k;
}

Factor read_factor(const Json& j, const Expression& e) {
  Fields fields(j);
  const auto variable = [&](const Json& k) { return read_index(k, e.variables.size()); };
  const auto variables = [&](const Json& list) {
    std::vector<int> result;
    for (const Json& k : list) result.push_back(variable(k));
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
  } else {
    factor = LeaderChamber{variables(fields.at("leader_chamber")), variable(fields.at("gap"))};
  }
  fields.finish();
  return factor;
}

std::vector<Condition> read_conditions(const Json& j, const Expression& e) {
  std::vector<Condition> list;
  for (const Json& row : j) {
    const auto relation = row.at(1).get<std::string>();
    if (row.size() != 3 || (relation != "=" && relation != ">=")) throw CertificateError("a condition is malformed");
    list.push_back({row.at(0).get<std::string>(), relation == "=" ? Relation::zero : Relation::nonnegative,
                    read_index(row.at(2), e.code.size())});
  }
  return list;
}

Proof read_proof(const Json& j) {
  if (j == "identity") return IdentityProof{};
  Fields fields(j);
  Proof proof;
  if (const Json* nodes = fields.find("coefficients")) {
    CoefficientProof p;
    for (const Json& row : *nodes) {
      Fields node(row);
      if (const Json* raise = node.find("raise")) {
        p.nodes.push_back({-1, 0, 0, raise->get<std::vector<int>>()});
      } else {
        const auto halve = node.at("halve").get<std::array<int, 3>>();
        if (halve[0] < 0) throw CertificateError("a group has a negative index");
        p.nodes.push_back({halve[0], halve[1], halve[2], {}});
      }
      node.finish();
    }
    proof = std::move(p);
  } else {
    BoxProof p;
    for (const Json& row : fields.at("boxes")) {
      BoxProof::Node n{static_cast<BoxProof::Kind>(index_of(box_kind_names, row.at(0).get<std::string>())), 0, {}};
      const bool leaf = is_plain(n.kind);
      const bool split = n.kind == BoxProof::Kind::split;
      if (row.size() != (leaf ? 1U : split ? 3U : 2U)) throw CertificateError("a node of a box proof is malformed");
      if (!leaf) n.variable = row.at(1).get<int>();
      if (split) n.at = read_rational(row.at(2));
      p.nodes.push_back(std::move(n));
    }
    proof = std::move(p);
  }
  fields.finish();
  return proof;
}

Evidence read_evidence(const Json& j) {
  Fields fields(j);
  Evidence evidence;
  if (const Json* proofs = fields.find("proofs")) {
    std::vector<Proof> list;
    for (const Json& p : *proofs) list.push_back(read_proof(p));
    evidence = std::move(list);
  } else if (const Json* premises = fields.find("follows_from")) {
    Composition composition;
    for (const Json& p : *premises) {
      if (p.size() != 3) throw CertificateError("a premise is malformed");
      composition.premises.push_back({p.at(0).get<std::string>(), read_optional(p.at(1)), p.at(2).get<std::string>()});
    }
    evidence = std::move(composition);
  } else {
    Witness witness{fields.at("violated_goal").get<int>(), {}};
    for (const Json& q : fields.at("at")) witness.values.push_back(read_rational(q));
    evidence = std::move(witness);
  }
  fields.finish();
  return evidence;
}

Certificate read(const Json& j) {
  Fields fields(j);
  if (fields.at("format") != "hebb certificate") throw CertificateError("it is not a certificate of hebb");
  if (fields.at("version") != 1)
    throw CertificateError("its version is " + fields.at("version").dump() + ", expected 1");
  Certificate c;
  c.claim = fields.at("claim").get<std::string>();
  c.dimension = read_optional(fields.at("dimension"));
  for (const auto& [name, value] : fields.at("constants").items()) c.constants.emplace(name, read_rational(value));
  c.statement.expression = read_expression(fields.at("expression"));
  for (const Json& f : fields.at("domain")) c.statement.domain.push_back(read_factor(f, c.statement.expression));
  c.statement.assumptions = read_conditions(fields.at("assumptions"), c.statement.expression);
  c.statement.goals = read_conditions(fields.at("goals"), c.statement.expression);
  c.evidence = read_evidence(fields.at("evidence"));
  if (fields.at("verdict") != std::string(to_string(c.verdict()))) {
    throw CertificateError("its verdict " + fields.at("verdict").dump() + " does not fit its evidence");
  }
  const std::string found = fields.at("digest").get<std::string>(), expected = digest(c);
  if (found != expected) throw CertificateError("its digest is " + found + ", but its content has " + expected);
  fields.finish();
  return c;
}

}  // namespace

std::string certificate_file_name(const Certificate& c) {
  return c.dimension ? fmt::format("{}.d{}.json", c.claim, *c.dimension) : c.claim + ".json";
}

std::string digest(const Certificate& certificate) { return "sha256:" + sha256(content(certificate).dump()); }

std::string to_json(const Certificate& certificate) {
  Json j = content(certificate);
  j["digest"] = "sha256:" + sha256(j.dump());
  std::string text = "{\n";  // one field a line: short enough to read, long enough to compare
  for (auto field = j.begin(); field != j.end(); ++field) {
    text += (field == j.begin() ? "" : ",\n") + Json(field.key()).dump() + ": " + field.value().dump();
  }
  return text + "\n}\n";
}

namespace {

/// A certificate nests a dozen levels at most; what nests without end would fill the memory before the parser objects.
void require_shallow(const std::string& text) {
  constexpr int most = 100;
  int depth = 0;
  bool quoted = false;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    if (quoted && c == '\\')
      ++k;
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && (c == '[' || c == '{'))
      ++depth;
    else if (!quoted && (c == ']' || c == '}'))
      --depth;
    if (depth > most) throw CertificateError(fmt::format("it nests deeper than {} levels at byte {}", most, k + 1));
  }
}

}  // namespace

Certificate certificate_from_json(const std::string& text) {
  require_shallow(text);
  try {
    return read(Json::parse(text));
  } catch (const Json::exception& e) {
    throw CertificateError(e.what());
  } catch (const PreconditionError& e) {
    throw CertificateError(e.what());
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
