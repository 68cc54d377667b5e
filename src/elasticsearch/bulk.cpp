// SPDX-License-Identifier: Apache-2.0
#include "elasticsearch/bulk.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include <boost/json.hpp>

#include "base/text.hpp"

namespace gor::elasticsearch {
namespace {

namespace json = boost::json;

constexpr int kConflict = 409;  // the document is there: an earlier attempt came through
constexpr int kTooMany = 429;
constexpr int kUnavailable = 503;

/// A type of error, such as mapper_parsing_exception.
bool is_name(std::string_view text) {
  constexpr std::size_t kMostSize = 64;
  const auto fits = [](char c) { return is_alphanumeric(c) || c == '_'; };
  return !text.empty() && text.size() <= kMostSize && std::all_of(text.begin(), text.end(), fits);
}

ItemEnd end_of(const json::object& item) {
  // {"create":{"status":201}}: the name of the action does not matter.
  const json::value* const result = item.size() == 1 ? &item.begin()->value() : nullptr;
  if (result == nullptr || !result->is_object()) return {ItemEnd::Kind::failed, "no status"};
  const json::value* const status = result->get_object().if_contains("status");
  const auto code = status != nullptr && status->is_int64() ? status->get_int64() : 0;
  if ((code >= 200 && code < 300) || code == kConflict) return {};
  if (code == kTooMany || code == kUnavailable) return {ItemEnd::Kind::rejected_for_now, ""};
  std::string reason = "status " + std::to_string(code);
  const json::value* const error = result->get_object().if_contains("error");
  if (error != nullptr && error->is_object()) {
    const json::value* const type = error->get_object().if_contains("type");
    if (type != nullptr && type->is_string() && is_name(type->get_string())) reason = std::string(type->get_string());
  }
  return {ItemEnd::Kind::failed, std::move(reason)};
}

}  // namespace

std::string index_at(const std::string& name, Timestamp time) {
  if (name.find('%') == name.npos) return name;
  const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 256> text{};
  return {text.data(), std::strftime(text.data(), text.size(), name.c_str(), &utc)};
}

std::string bulk_lines(const std::string& index, std::string_view id, const std::string& document) {
  const json::object action{{"create", {{"_index", index}, {"_id", id}}}};
  return json::serialize(action) + '\n' + document + '\n';
}

std::optional<std::vector<ItemEnd>> parse_bulk_response(std::string_view body, std::size_t count) {
  boost::system::error_code error;
  const json::value parsed = json::parse(body, error);
  if (error || !parsed.is_object()) return {};
  const json::value* const items = parsed.get_object().if_contains("items");
  if (items == nullptr || !items->is_array() || items->get_array().size() != count) return {};
  std::vector<ItemEnd> ends;
  for (const json::value& item : items->get_array()) {
    if (!item.is_object()) return {};
    ends.push_back(end_of(item.get_object()));
  }
  return ends;
}

}  // namespace gor::elasticsearch
