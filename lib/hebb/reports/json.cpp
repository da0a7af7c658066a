#include <fmt/format.h>

#include <cmath>
#include <hebb/reports/json.hpp>
#include <hebb/reports/summary.hpp>
#include <hebb/reports/utf8.hpp>
#include <hebb/scalar/error.hpp>
#include <nlohmann/json.hpp>

namespace hebb {
namespace {

using Json = nlohmann::ordered_json;

double microseconds(double seconds) { return std::round(seconds * 1e6) / 1e6; }

Json rational(const std::optional<Rational>& q) { return q ? Json(to_string(*q)) : Json(nullptr); }

Json values(const std::map<std::string, Rational>& numbers) {
  Json json = Json::object();
  for (const auto& [name, value] : numbers) json[valid_utf8(name)] = to_string(value);
  return json;
}

Json tightness(const Tightness& t) {
  return {{"constant", valid_utf8(t.constant)}, {"printed", to_string(t.printed)}, {"proved", rational(t.proved)},
          {"refuted", rational(t.refuted)},     {"slack", rational(t.slack)},      {"note", valid_utf8(t.note)},
          {"stronger", t.stronger == 0 ? Json(nullptr) : Json(t.stronger > 0 ? "larger" : "smaller")}};
}

Json established(const Established& e) {
  Json json{{"dimensions", e.dimensions.empty() ? Json(nullptr) : Json(valid_utf8(e.dimensions))},
            {"checker", e.checker ? Json("accepted") : Json(nullptr)},
            {"theorem", Json::array()}};
  for (const auto& [name, file] : e.theorems) json["theorem"].push_back({{"name", valid_utf8(name)}, {"file", valid_utf8(file)}});
  return json;
}

Established read_established(const Json& json) {
  Established e;
  if (const Json& d = json.at("dimensions"); !d.is_null()) d.get_to(e.dimensions);
  e.checker = json.at("checker") == "accepted";
  for (const Json& t : json.at("theorem")) e.theorems.push_back({t.at("name").get<std::string>(), t.at("file").get<std::string>()});
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
  json["expected"] = to_string(c.expected);
  json["method"] = valid_utf8(c.method);
  json["constants"] = values(c.constants);
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

Verdict read_verdict(const Json& json) {
  const auto text = json.get<std::string>();
  for (const Verdict v : {Verdict::proved, Verdict::refuted, Verdict::undecided, Verdict::estimated}) {
    if (text == to_string(v)) return v;
  }
  throw ReportFormatError(fmt::format("'{}' is not a verdict", text));
}

Rational read_rational(const Json& json) { return parse_rational(json.get<std::string>()); }

std::optional<Rational> read_optional(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(read_rational(json));
}

std::map<std::string, Rational> read_values(const Json& json) {
  std::map<std::string, Rational> numbers;
  if (json.is_null()) return numbers;
  for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) numbers.emplace(name, read_rational(value));
  return numbers;
}

int read_stronger(const Json& json) {
  if (json.is_null()) return 0;
  const auto text = json.get<std::string>();
  if (text != "larger" && text != "smaller") throw ReportFormatError(fmt::format("'{}' is not a direction", text));
  return text == "larger" ? 1 : -1;
}

ClaimResult read_claim(const Json& json) {
  ClaimResult c;
  json.at("id").get_to(c.id);
  json.at("title").get_to(c.title);
  json.at("source").get_to(c.source);
  json.at("group").get_to(c.group);
  json.at("text").get_to(c.text);
  if (!json.at("dimension").is_null()) c.dimension = json.at("dimension").get<int>();
  c.verdict = read_verdict(json.at("verdict"));
  c.expected = read_verdict(json.at("expected"));
  json.at("method").get_to(c.method);
  c.constants = read_values(json.at("constants"));
  if (const Json& t = json.at("tightness"); !t.is_null()) {
    c.tightness =
        Tightness{t.at("constant").get<std::string>(), read_rational(t.at("printed")), read_optional(t.at("proved")),
                  read_optional(t.at("refuted")),      read_optional(t.at("slack")),   t.at("note").get<std::string>(),
                  t.contains("stronger") ? read_stronger(t.at("stronger")) : 0};
  }
  c.witness = read_values(json.at("witness"));
  json.at("seconds").get_to(c.seconds);
  json.at("work").get_to(c.work);
  if (const Json& file = json.at("certificate"); !file.is_null()) file.get_to(c.certificate);
  json.at("rests_on").get_to(c.rests_on);
  if (json.contains("established")) c.established = read_established(json.at("established"));
  json.at("remark").get_to(c.remark);
  return c;
}

}  // namespace

std::string to_json(const LedgerResult& result) {
  const Summary s = summarise(result);
  Json json;
  json["hebb"] = valid_utf8(result.version);
  json["claims"] = Json::array();
  for (const ClaimResult& c : result.claims) json["claims"].push_back(claim(c));
  json["summary"] = {{"proved", s.proved},       {"refuted", s.refuted},       {"undecided", s.undecided},
                     {"estimated", s.estimated}, {"unexpected", s.unexpected}, {"seconds", microseconds(s.seconds)}};
  return json.dump(1) + "\n";
}

LedgerResult ledger_result_from_json(std::string_view text) {
  std::string place = "the report";
  try {
    const Json json = Json::parse(text);
    LedgerResult result;
    json.at("hebb").get_to(result.version);
    for (const Json& row : json.at("claims").get_ref<const Json::array_t&>()) {
      place = fmt::format("claim number {} of the report", result.claims.size() + 1);
      result.claims.push_back(read_claim(row));
    }
    place = "the summary of the report";
    json.at("summary").at("seconds").get_to(result.seconds);
    return result;
  } catch (const Json::exception& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, e.what()));
  } catch (const PreconditionError& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, e.what()));
  } catch (const ReportFormatError& e) {
    throw ReportFormatError(fmt::format("{}: {}", place, e.what()));
  }
}

}  // namespace hebb
