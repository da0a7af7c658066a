#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <hebb/drawing/utf8.hpp>
#include <hebb/reports/json.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/scalar/error.hpp>
#include <hebb/text/number_json.hpp>
#include <hebb/text/printable.hpp>

namespace hebb {
namespace {

double microseconds(double seconds) { return std::round(seconds * 1e6) / 1e6; }

Json values(const std::map<std::string, Rational>& numbers) {
  Json json = Json::object();
  for (const auto& [name, value] : numbers) json[valid_utf8(name)] = exact_json(value);
  return json;
}

Json tightness(const Tightness& t) {
  return {{"constant", valid_utf8(t.constant)},
          {"printed", exact_json(t.printed)},
          {"proved", exact_json(t.proved)},
          {"refuted", exact_json(t.refuted)},
          {"slack", exact_json(t.slack)},
          {"note", valid_utf8(t.note)},
          {"stronger", t.stronger == 0 ? Json(nullptr) : Json(t.stronger > 0 ? "larger" : "smaller")}};
}

Json established(const Established& e) {
  Json json{{"dimensions", e.dimensions.empty() ? Json(nullptr) : Json(valid_utf8(e.dimensions))},
            {"checker", e.checker ? Json("accepted") : Json(nullptr)},
            {"theorem", Json::array()}};
  for (const auto& [name, file, covers] : e.theorems) {
    json["theorem"].push_back({{"name", valid_utf8(name)}, {"file", valid_utf8(file)}, {"covers", valid_utf8(covers)}});
  }
  return json;
}

Established read_established(const Json& json) {
  JsonFields fields(json);
  Established e;
  if (!fields.at("dimensions").is_null()) e.dimensions = fields.text("dimensions");
  if (!fields.at("checker").is_null()) {
    if (fields.text("checker") != "accepted") throw JsonError("the field 'checker' is neither accepted nor null");
    e.checker = true;
  }
  for (const Json& row : fields.list("theorem")) {
    JsonFields theorem(row);
    const Json* covers = theorem.find("covers");
    e.theorems.push_back({theorem.text("name"), theorem.text("file"), covers ? covers->text() : ""});
    theorem.finish();
  }
  fields.finish();
  return e;
}

Json claim(const ClaimResult& c) {
  Json json;
  json["id"] = valid_utf8(c.id);
  json["title"] = valid_utf8(c.title);
  json["source"] = valid_utf8(c.source);
  json["group"] = valid_utf8(c.group);
  json["text"] = valid_utf8(c.text);
  json["dimension"] = c.dimension ? Json(*c.dimension) : Json(nullptr);
  json["verdict"] = to_string(c.verdict);
  json["expected"] = c.expected ? Json(to_string(*c.expected)) : Json(nullptr);
  json["method"] = valid_utf8(c.method);
  json["constants"] = values(c.constants);
  json["printed"] = c.printed.empty() ? Json(nullptr) : values(c.printed);
  json["tightness"] = c.tightness ? tightness(*c.tightness) : Json(nullptr);
  json["witness"] = c.witness.empty() ? Json(nullptr) : values(c.witness);
  json["seconds"] = microseconds(c.seconds);
  json["work"] = c.work;
  json["certificate"] = c.certificate.empty() ? Json(nullptr) : Json(valid_utf8(c.certificate));
  json["rests_on"] = Json::array();
  for (const std::string& id : c.rests_on) json["rests_on"].push_back(valid_utf8(id));
  json["established"] = established(c.established);
  json["remark"] = valid_utf8(c.remark);
  return json;
}

constexpr double largest = std::numeric_limits<double>::max();

Verdict read_verdict(const std::string& text) {
  for (const Verdict v : {Verdict::proved, Verdict::refuted, Verdict::undecided, Verdict::estimated}) {
    if (text == to_string(v)) return v;
  }
  throw ReportFormatError(fmt::format("'{}' is not a verdict", printable(text, 40)));
}

/// As exact_json writes it.
Rational read_rational(const Json& json) {
  JsonFields fields(json);
  const Rational x = parse_rational(fields.text("exact"));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  fields.real("value", -infinity, infinity);
  fields.finish();
  return x;
}

std::optional<Rational> read_optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(read_rational(json));
}

std::map<std::string, Rational> read_values(const Json& json) {
  std::map<std::string, Rational> numbers;
  if (json.is_null()) return numbers;
  for (const auto& [name, value] : json.fields()) numbers.emplace(name, read_rational(value));
  return numbers;
}

int read_stronger(const Json& json) {
  if (json.is_null()) return 0;
  const std::string& text = json.text();
  if (text != "larger" && text != "smaller") throw JsonError(fmt::format("'{}' is not a direction", text));
  return text == "larger" ? 1 : -1;
}

Tightness read_tightness(const Json& json) {
  JsonFields t(json);
  const Json* stronger = t.find("stronger");
  Tightness tightness{t.text("constant"),
                      read_rational(t.at("printed")),
                      read_optional(t.at("proved")),
                      read_optional(t.at("refuted")),
                      read_optional(t.at("slack")),
                      t.text("note"),
                      stronger ? read_stronger(*stronger) : 0};
  t.finish();
  return tightness;
}

ClaimResult read_claim(const Json& json) {
  JsonFields fields(json);
  ClaimResult c;
  c.id = fields.text("id");
  c.title = fields.text("title");
  c.source = fields.text("source");
  c.group = fields.text("group");
  c.text = fields.text("text");
  if (!fields.at("dimension").is_null()) c.dimension = fields.integer("dimension");
  c.verdict = read_verdict(fields.text("verdict"));
  c.expected = fields.at("expected").is_null() ? std::nullopt : std::optional(read_verdict(fields.text("expected")));
  c.method = fields.text("method");
  c.constants = read_values(fields.at("constants"));
  if (const Json* printed = fields.find("printed")) c.printed = read_values(*printed);
  if (const Json& t = fields.at("tightness"); !t.is_null()) c.tightness = read_tightness(t);
  c.witness = read_values(fields.at("witness"));
  c.seconds = fields.real("seconds", 0, largest);
  c.work = fields.count("work");
  if (!fields.at("certificate").is_null()) c.certificate = fields.text("certificate");
  for (const Json& id : fields.list("rests_on")) c.rests_on.push_back(id.text());
  if (const Json* e = fields.find("established")) c.established = read_established(*e);
  c.remark = fields.text("remark");
  fields.finish();
  return c;
}

}  // namespace

std::string to_json(const LedgerResult& result, const LedgerRun& run) {
  const Summary s = summarise(result);
  Json json;
  json["hebb"] = valid_utf8(result.version);
  json["command"] = run.command;
  json["options"] = run.options;
  json["complete"] = run.complete;
  json["claims"] = Json::array();
  for (const ClaimResult& c : result.claims) json["claims"].push_back(claim(c));
  json["summary"] = {{"proved", s.proved},
                     {"refuted", s.refuted},
                     {"undecided", s.undecided},
                     {"estimated", s.estimated},
                     {"unexpected", s.unexpected},
                     {"other_constants", s.other_constants},
                     {"seconds", microseconds(s.seconds)},
                     {"claims",
                      {{"proved", s.claims.proved},
                       {"refuted", s.claims.refuted},
                       {"undecided", s.claims.undecided},
                       {"estimated", s.claims.estimated}}}};
  return json.dump(1) + "\n";
}

LedgerResult ledger_result_from_json(std::string_view text) {
  std::string place = "the report";
  try {
    const Json json = parse_json(text);
    JsonFields fields(json);
    LedgerResult result;
    result.version = fields.text("hebb");
    if (const std::string& command = fields.text("command"); command != "verify" && command != "prove")
      throw JsonError("the field 'command' is neither verify nor prove");
    static_cast<void>(fields.at("options").fields());  // an object
    fields.boolean("complete");
    for (const Json& row : fields.list("claims")) {
      place = fmt::format("claim number {} of the report", result.claims.size() + 1);
      result.claims.push_back(read_claim(row));
    }
    place = "the summary of the report";
    JsonFields summary(fields.at("summary"));
    result.seconds = summary.real("seconds", 0, largest);
    fields.finish();
    return result;
  } catch (const JsonError& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, e.what()));
  } catch (const PreconditionError& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, printable(e.what(), 200)));
  } catch (const ReportFormatError& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, e.what()));
  }
}

}  // namespace hebb
