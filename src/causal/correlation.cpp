// SPDX-License-Identifier: Apache-2.0
#include "causal/correlation.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/log.hpp"
#include "base/percent.hpp"
#include "causal/tokens.hpp"
#include "http/body.hpp"
#include "http/cookie.hpp"
#include "http/head.hpp"
#include "http/query.hpp"

namespace gor {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr auto kMostAge = std::chrono::hours(1);
constexpr auto kPatience = std::chrono::minutes(10);  // for the counterpart of a response
constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kEntry = 200;        // bytes in addition to the text
constexpr std::size_t kLeastAnywhere = 4;  // bytes: shorter values are too common to be replaced everywhere
constexpr std::size_t kMostProposals = 50;

std::uint64_t bit(std::size_t rule) {
  return std::uint64_t{1} << rule;
}

/// These headers frame the message, or decide where it goes.
bool is_framing(std::string_view name) {
  constexpr std::string_view kNames[] = {"Content-Length", "Transfer-Encoding", "Connection", "Host", "Expect"};
  return http::has_name(kNames, name);
}

}  // namespace

/// The edits of one request.
class CorrelationEdit {
 public:
  CorrelationEdit(Correlation& correlation, std::uint16_t output, Correlation::Time now)
      : correlation_(correlation), output_(output), now_(now) {}

  std::optional<Payload> apply(std::string_view request) {
    const std::size_t head_end = std::min(http::find_head_end(request), request.size());
    const std::string_view head = request.substr(0, head_end);
    edit_head(head);
    Edits of_head = std::exchange(edits_, {});
    Payload unwrapped;
    std::string_view body;
    if (correlation_.looks_at_bodies_) body = http::plain_body(request, correlation_.limit_bytes_, unwrapped);
    const auto type = http::find_field(head, "Content-Type");
    if (!body.empty()) edit_body(body, type && http::is_form(type->value));
    if (of_head.empty() && edits_.empty()) return std::nullopt;
    const std::string new_head = replaced(head, std::move(of_head));
    if (!edits_.empty()) return http::with_body(new_head, replaced(body, std::move(edits_)));
    PayloadBuilder builder;
    builder.reserve(new_head.size() + request.size() - head_end);
    builder.append(new_head);
    builder.append(request.substr(head_end));
    return builder.finish();
  }

 private:
  enum class Place { target, header, json, text };
  struct Edit {
    std::string_view old;
    std::string value;
  };
  using Edits = std::vector<Edit>;

  std::uint64_t rules_for(http::Place::Kind kind, std::string_view name) const {
    std::uint64_t rules = 0;
    for (std::size_t i = 0; i < correlation_.rules_.size(); ++i) {
      for (const http::Place& use : correlation_.rules_[i].uses) {
        const bool is_named =
            kind == http::Place::Kind::header ? http::equals_ignoring_case(use.name, name) : use.name == name;
        if (use.kind == kind && is_named) rules |= bit(i);
      }
    }
    return rules;
  }

  void edit_head(std::string_view head) {
    if (const auto line = http::parse_request_line(http::first_line(head))) edit_target(line->target);
    place_ = Place::header;
    http::Fields fields(head);
    while (const auto field = fields.next()) {
      if (is_framing(field->name)) continue;
      const std::uint64_t rules = correlation_.anywhere_ | rules_for(http::Place::Kind::header, field->name);
      if (http::equals_ignoring_case(field->name, "Cookie")) {
        edit_cookies(field->value, rules);
      } else {
        use_ = {"header", field->name};
        edit_text(field->value, rules);
      }
    }
  }

  void edit_target(std::string_view target) {
    place_ = Place::target;
    const std::string_view query = http::query_of(target);
    use_ = {};
    edit_tokens(target.substr(0, target.size() - query.size()), correlation_.anywhere_);
    edit_params(query, correlation_.anywhere_);
  }

  /// Edits the parameters of a query or a form.
  void edit_params(std::string_view params, std::uint64_t rules) {
    while (const auto param = http::next_param(params)) {
      use_ = {"param", param->name};
      if (param->value) {
        edit_text(*param->value, rules | rules_for(http::Place::Kind::param, param->name));
      } else {
        edit_tokens(param->name, rules);
      }
    }
  }

  void edit_cookies(std::string_view field, std::uint64_t rules) {
    while (const auto cookie = http::next_cookie(field)) {
      use_ = {"cookie", cookie->name};
      edit_text(cookie->value, rules | rules_for(http::Place::Kind::cookie, cookie->name));
    }
  }

  void edit_body(std::string_view body, bool is_form) {
    place_ = Place::json;
    for (std::size_t i = 0; i < correlation_.rules_.size(); ++i) {
      for (const http::Place& use : correlation_.rules_[i].uses) {
        if (use.kind != http::Place::Kind::json) continue;
        for (const auto& value : http::find_json_values(body, use.path).value_or(std::vector<http::JsonValue>())) {
          edit_whole(value.text, bit(i));
        }
      }
    }
    if (is_form) {
      place_ = Place::target;
      return edit_params(body, correlation_.in_body_);
    }
    place_ = Place::text;
    use_ = {"body", {}};
    edit_tokens(body, correlation_.in_body_);
  }

  /// Edits the text if all of it is one value. Otherwise edits each of its words.
  void edit_text(std::string_view text, std::uint64_t rules) {
    if (!edit_whole(text, rules)) edit_tokens(text, rules);
  }

  void edit_tokens(std::string_view text, std::uint64_t rules) {
    if (rules == 0) return;
    for_each_token(text, [&](std::string_view token) { return edit_whole(token, rules); });
  }

  bool edit_whole(std::string_view text, std::uint64_t rules) {
    if (text.size() < kLeastAnywhere) rules &= ~correlation_.anywhere_;
    if (rules == 0 || text.empty()) return false;
    if (const std::string* const value = correlation_.find(text, rules, output_, use_, now_)) {
      if (auto written = as_written(*value)) edits_.push_back({text, *std::move(written)});
      return true;
    }
    if (text.find('%') == text.npos) return false;
    const std::string* const value = correlation_.find(percent_decoded(text), rules, output_, use_, now_);
    if (value != nullptr) edits_.push_back({text, percent_encoded(*value)});
    return value != nullptr;
  }

  /// The value as this place writes it; empty if it cannot appear there.
  std::optional<std::string> as_written(const std::string& value) const {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
    switch (place_) {
      case Place::target:
        return std::all_of(value.begin(), value.end(), is_token_char) ? value : percent_encoded(value);
      case Place::header:
        return std::none_of(value.begin(), value.end(), is_control) ? std::optional(value) : std::nullopt;
      case Place::json: {
        std::string escaped;
        for (const char c : value) {
          if (is_control(c)) {
            escaped += fmt::format("\\u{:04x}", c);
          } else {
            if (c == '"' || c == '\\') escaped.push_back('\\');
            escaped.push_back(c);
          }
        }
        return escaped;
      }
      case Place::text:
        break;
    }
    return value;
  }

  static std::string replaced(std::string_view text, Edits edits) {
    // A rule for a place in a JSON text and one for all of the text may overlap.
    std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.old.data() < b.old.data(); });
    std::string result;
    const char* copied = text.data();
    for (const Edit& edit : edits) {
      if (edit.old.data() < copied) continue;
      result.append(copied, edit.old.data());
      result.append(edit.value);
      copied = edit.old.data() + edit.old.size();
    }
    result.append(copied, text.data() + text.size());
    return result;
  }

  Correlation& correlation_;
  const std::uint16_t output_;
  const Correlation::Time now_;
  Place place_ = Place::target;
  Correlation::Use use_;  // the place of the current search
  Edits edits_;
};

Correlation::Correlation(std::vector<CorrelationRule> rules, std::size_t limit_bytes,
                         std::function<void(std::string_view)> tell)
    : rules_(std::move(rules)),
      limit_bytes_(limit_bytes),
      tell_(std::move(tell)),
      values_({kMostAge, kAnyNumber, MemoryBudget::of(kMostBytes)}),
      exchanges_({kPatience, kAnyNumber, MemoryBudget::of(kMostBytes)}) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const CorrelationRule& rule = rules_[i];
    if (rule.uses.empty()) anywhere_ |= bit(i);
    if (!rule.source) in_body_ |= bit(i);
    for (const http::Place& use : rule.uses) {
      if (use.kind == http::Place::Kind::body) in_body_ |= bit(i);
      looks_at_bodies_ =
          looks_at_bodies_ || use.kind == http::Place::Kind::json || use.kind == http::Place::Kind::param;
    }
  }
  looks_at_bodies_ = looks_at_bodies_ || in_body_ != 0;
}

Correlation::Learnt Correlation::learn(const Message& response, Time now) {
  Found found = find_values(response.payload.view(), rules_, limit_bytes_, places_);
  std::size_t bytes = kEntry;
  for (const FoundValue& value : found) bytes += kEntry + value.value.size() + value.source.size();
  const std::lock_guard lock(mutex_);
  Exchange& exchange = exchanges_.use(response.id.view(), bytes, now);
  const Learnt learnt = response.type == MessageType::response
                            ? learn_recorded(exchange, std::move(found), now)
                            : learn_replayed(exchange, std::move(found), response.output, now);
  while (exchanges_.evict(now)) continue;
  while (values_.evict(now)) continue;
  return learnt;
}

/// Call with the lock.
Correlation::Learnt Correlation::learn_recorded(Exchange& exchange, Found found, Time now) {
  has_recorded_ = true;
  ++exchange.count;
  exchange.recorded = std::move(found);
  Learnt learnt;
  for (Replayed& replayed : exchange.replayed) {
    if (!replayed.found) continue;
    const Learnt more = pair(exchange.recorded, *std::exchange(replayed.found, std::nullopt), replayed.output, now);
    learnt.values += more.values;
    learnt.missing += more.missing;
  }
  return learnt;
}

/// Call with the lock.
Correlation::Learnt Correlation::learn_replayed(Exchange& exchange, Found found, std::uint16_t output, Time now) {
  has_replayed_ = true;
  auto replayed = std::find_if(exchange.replayed.begin(), exchange.replayed.end(),
                               [&](const Replayed& one) { return one.output == output; });
  if (replayed == exchange.replayed.end())
    replayed = exchange.replayed.insert(replayed, Replayed{.output = output, .count = 0, .found = {}});
  if (++replayed->count <= exchange.count) return pair(exchange.recorded, found, output, now);
  replayed->found = std::move(found);
  return {};
}

/// Call with the lock.
Correlation::Learnt Correlation::pair(const Found& recorded, const Found& replayed, std::uint16_t output, Time now) {
  Learnt learnt;
  for (const FoundValue& value : recorded) {
    const auto counterpart =
        std::find_if(replayed.begin(), replayed.end(), [&](const FoundValue& one) { return one.slot == value.slot; });
    if (counterpart != replayed.end()) {
      learnt.values += set(value, counterpart->value, output, now) ? 1 : 0;
    } else if (rules_[value.rule].source) {
      ++learnt.missing;
    }
  }
  return learnt;
}

/// Call with the lock. Returns whether anything changed.
bool Correlation::set(const FoundValue& recorded, const std::string& replayed, std::uint16_t output, Time now) {
  const bool is_known = values_.find(recorded.value) != nullptr;
  if (recorded.value == replayed && !is_known) return false;
  const std::size_t bytes = (is_known ? 0 : kEntry + recorded.value.size() + recorded.source.size());
  Value& value = values_.use(recorded.value, bytes, now);
  value.rules |= bit(recorded.rule);
  if (value.source.empty()) value.source = recorded.source;
  const auto known =
      std::find_if(value.replayed.begin(), value.replayed.end(), [&](const auto& one) { return one.first == output; });
  if (known == value.replayed.end()) {
    value.replayed.emplace_back(output, replayed);
    return true;
  }
  return std::exchange(known->second, replayed) != replayed;
}

std::optional<Payload> Correlation::rewritten(const Payload& request, std::uint16_t output, Time now) {
  const std::lock_guard lock(mutex_);
  if (values_.size() == 0) return std::nullopt;
  return CorrelationEdit(*this, output, now).apply(request.view());
}

/// Call with the lock.
const std::string* Correlation::find(std::string_view text, std::uint64_t rules, std::uint16_t output, const Use& use,
                                     Time now) {
  Value* const value = values_.find(text);
  if (value == nullptr || (value->rules & rules) == 0) return nullptr;
  for (const auto& [of, replayed] : value->replayed) {
    if (of != output) continue;
    values_.use(text, 0, now);
    if (!value->source.empty()) propose(*value, use);
    return &replayed;
  }
  return nullptr;
}

/// Call with the lock.
void Correlation::propose(const Value& value, const Use& use) {
  if (proposed_.size() >= kMostProposals) return;
  std::string rule = value.source;
  if (!use.kind.empty()) rule += fmt::format(" -> {}{}{}", use.kind, use.name.empty() ? "" : ":", use.name);
  if (proposed_.insert(rule).second) tell_(rule);
}

bool Correlation::lacks_recorded() const {
  const std::lock_guard lock(mutex_);
  return has_replayed_ && !has_recorded_;
}

}  // namespace gor
