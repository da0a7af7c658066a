#include "shared/echo.hpp"

#include <hebb/drawing/utf8.hpp>
#include <hebb/text/number_json.hpp>

namespace hebb::cli {

Json given_texts(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const std::string& text : texts) out.push_back(valid_utf8(text));
  return out;
}
Json given_text(const std::string& text) { return text.empty() ? Json(nullptr) : Json(valid_utf8(text)); }

Json given_settings(const Constants& settings) {
  Json out = Json::object();
  for (const auto& [name, value] : settings) out[valid_utf8(name)] = exact_json(value);
  return out;
}

Json valid_json(const Json& json) {
  if (json.is_text()) return valid_utf8(json.text());
  if (json.is_list()) {
    Json out = Json::array();
    for (const Json& each : json.list()) out.push_back(valid_json(each));
    return out;
  }
  if (!json.is_object()) return json;
  Json out = Json::object();
  for (const auto& [name, value] : json.fields()) out[valid_utf8(name)] = valid_json(value);
  return out;
}

}  // namespace hebb::cli
