// SPDX-License-Identifier: Apache-2.0
#include "causal/correlation_rules.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>
#include <re2/re2.h>

#include "base/error.hpp"
#include "causal/tokens.hpp"
#include "http/body.hpp"
#include "http/cookie.hpp"
#include "http/head.hpp"

namespace gor {
namespace {

constexpr std::size_t kMostRules = 64;
constexpr std::size_t kMostValues = 200;                    // per response
constexpr std::size_t kMostGuessed = std::size_t{1} << 18;  // bytes of a body that "auto" searches
constexpr std::size_t kLeastGuessed = 8;                    // bytes of a value
constexpr std::size_t kContext = 32;                        // bytes before a value that identify its place

class RuleText {
 public:
  explicit RuleText(const std::string& text) : text_(text) {}

  CorrelationRule parse() const {
    if (text_ == "auto") return {};
    const std::string_view text = text_;
    const std::size_t arrow = text.rfind(" -> ");
    CorrelationRule rule;
    rule.source = source(http::trim(text.substr(0, arrow)));
    if (arrow == text.npos) {
      const bool has_arrow = rule.source->kind != ValueSource::Kind::body && text.find("->") != text.npos;
      if (has_arrow) fail("an arrow needs spaces around it: header:NAME -> cookie:NAME");
      return rule;
    }
    std::string_view rest = text.substr(arrow + 4);
    while (true) {
      const std::string_view one = rest.substr(0, rest.find(','));
      rule.uses.push_back(use(http::trim(one)));
      if (one.size() == rest.size()) return rule;
      rest.remove_prefix(one.size() + 1);
    }
  }

 private:
  [[noreturn]] void fail(std::string_view why) const {
    throw UsageError(fmt::format("--correlate: '{}': {}", text_, why));
  }

  static std::pair<std::string_view, std::string_view> split(std::string_view place) {
    const std::size_t colon = std::min(place.find(':'), place.size());
    return {place.substr(0, colon), colon < place.size() ? place.substr(colon + 1) : ""};
  }

  ValueSource source(std::string_view place) const {
    const auto [kind, name] = split(place);
    if (!name.empty()) {
      if (kind == "set-cookie") return {ValueSource::Kind::set_cookie, std::string(name)};
      if (kind == "header") return {ValueSource::Kind::header, std::string(name)};
      if (kind == "json") return {ValueSource::Kind::json, "", path(name)};
      if (kind == "body") return {ValueSource::Kind::body, "", {}, pattern(name)};
    }
    fail("a value comes from set-cookie:NAME, header:NAME, json:PATH or body:REGEX; or it is auto");
  }

  http::Place use(std::string_view text) const {
    if (auto place = http::parse_place(text)) return *std::move(place);
    if (text.starts_with("json:")) path(text.substr(5));  // says what is wrong
    fail(fmt::format("'{}' is not a place: expected cookie:NAME, header:NAME, param:NAME, json:PATH, body", text));
  }

  std::vector<http::JsonPath> path(std::string_view text) const {
    auto path = http::JsonPath::parse(text);
    if (!path) fail(fmt::format("'{}' is not a path: expected $.user.token, items[*].id, $..token", text));
    return {*std::move(path)};
  }

  std::shared_ptr<const re2::RE2> pattern(std::string_view text) const {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_encoding(re2::RE2::Options::EncodingLatin1);  // bodies are bytes
    auto regex = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!regex->ok()) fail(regex->error());
    if (regex->NumberOfCapturingGroups() != 1) fail("the expression must have exactly one group, the value");
    return regex;
  }

  const std::string& text_;
};

class Finder {
 public:
  Finder(std::string_view response, const std::vector<CorrelationRule>& rules, std::size_t limit_bytes,
         RandomPlaces& places)
      : response_(response), rules_(rules), limit_bytes_(limit_bytes), places_(places) {}

  std::vector<FoundValue> find() {
    for (rule_ = 0; rule_ < rules_.size(); ++rule_) {
      ordinal_ = 0;
      if (!rules_[rule_].source) {
        guess();
      } else {
        find(*rules_[rule_].source);
      }
    }
    return std::move(found_);
  }

 private:
  void find(const ValueSource& source) {
    switch (source.kind) {
      case ValueSource::Kind::set_cookie:
        if (const auto value = http::find_set_cookie(response_, source.name)) add(std::string(*value));
        return;
      case ValueSource::Kind::header:
        if (const auto field = http::find_field(response_, source.name)) add(std::string(field->value));
        return;
      case ValueSource::Kind::json:
        if (const auto values = http::find_json_values(body(), source.path)) {
          for (const auto& value : *values) {
            add(value.is_string ? http::without_escapes(value.text) : std::string(value.text));
          }
        }
        return;
      case ValueSource::Kind::body:
        find_all(*source.pattern);
    }
  }

  void find_all(const re2::RE2& pattern) {
    re2::StringPiece rest(body().data(), body().size());
    re2::StringPiece value;
    while (found_.size() < kMostValues && re2::RE2::FindAndConsume(&rest, pattern, &value)) {
      add(std::string(value));
      if (rest.empty()) return;
      if (value.empty()) rest.remove_prefix(1);
    }
  }

  /// Adds the value at the next place of the rule.
  void add(std::string value) {
    const std::uint64_t slot = rule_ << 32 | ordinal_++;
    if (!value.empty() && found_.size() < kMostValues) found_.push_back({slot, rule_, std::move(value)});
  }

  void guess() {
    http::Fields fields(response_);
    while (const auto field = fields.next()) {
      if (http::equals_ignoring_case(field->name, "Set-Cookie")) {
        const http::Cookie cookie = http::cookie_set_by(field->value);
        guess_value(cookie.value, hash_of(cookie.name), [&] { return fmt::format("set-cookie:{}", cookie.name); });
      } else if (may_bring_values(field->name)) {
        const auto source = [&] { return fmt::format("header:{}", field->name); };
        const bool is_whole = std::all_of(field->value.begin(), field->value.end(), is_token_char) &&
                              guess_value(field->value, hash_of(field->name), source);
        if (!is_whole) guess_tokens(field->value, hash_of(field->name), source);
      }
    }
    guess_body(body().substr(0, kMostGuessed));
  }

  /// Headers about the response itself never have values that requests repeat.
  static bool may_bring_values(std::string_view name) {
    constexpr std::string_view kOwn[] = {
        "Date",       "Server",       "Vary",   "Cache-Control",     "Expires", "Last-Modified", "Age",     "Via",
        "Connection", "Keep-Alive",   "Pragma", "Transfer-Encoding", "P3P",     "Allow",         "Alt-Svc", "Report-To",
        "NEL",        "X-Powered-By", "Trailer"};
    constexpr std::string_view kOwnFamilies[] = {"Content-",     "Accept",  "Access-Control-", "Strict-Transport-",
                                                 "Permissions-", "Server-", "Cross-Origin-"};
    const auto begins = [&](std::string_view family) { return http::starts_ignoring_case(name, family); };
    return !http::has_name(kOwn, name) && std::none_of(std::begin(kOwnFamilies), std::end(kOwnFamilies), begins);
  }

  template <class Source>
  void guess_tokens(std::string_view text, std::uint64_t place, Source source) {
    for_each_token(text, [&](std::string_view token) {
      guess_value(token, place, source);
      return false;  // its parts may be repeated separately
    });
  }

  /// In a body of unknown form a place is identified by the text before it.
  void guess_body(std::string_view text) {
    const char* last = text.data();  // the end of the last value: context does not reach into it
    for_each_token(text, [&](std::string_view token) {
      const char* const begin = std::max(std::min(last, token.data()),
                                         token.data() - std::min<std::ptrdiff_t>(kContext, token.data() - text.data()));
      const std::string_view context(begin, static_cast<std::size_t>(token.data() - begin));
      const char* const behind = token.data() + token.size();
      const char end = behind == text.data() + text.size() ? '\0' : *behind;
      if (guess_value(token, hash_of(context), [&] { return source_in_body(context, end); })) last = behind;
      return false;
    });
  }

  /// The rule that finds the text between `context` and `end`.
  static std::string source_in_body(std::string_view context, char end) {
    const std::size_t quote = context.rfind('"');
    // "name": "value
    const std::size_t name_end = quote == context.npos || quote == 0 ? context.npos : context.rfind('"', quote - 1);
    const std::size_t name =
        name_end == context.npos || name_end == 0 ? context.npos : context.rfind('"', name_end - 1);
    const bool is_json = end == '"' && name != context.npos && quote + 1 == context.size() &&
                         http::trim(context.substr(name_end + 1, quote - name_end - 1)) == ":";
    if (is_json) return fmt::format("json:$..{}", context.substr(name + 1, name_end - name - 1));
    const std::string before = re2::RE2::QuoteMeta(re2::StringPiece(context.data(), context.size()));
    const std::string stop = end == '\0' ? "\\s" : re2::RE2::QuoteMeta(re2::StringPiece(&end, 1));
    return fmt::format("body:{}([^{}]+)", before, stop);
  }

  static std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

  /// Whether the text is a value. `source()`: the rule that would find it.
  template <class Source>
  bool guess_value(std::string_view value, std::uint64_t place, Source source) {
    if (value.size() < kLeastGuessed || found_.size() >= kMostValues) return false;
    const std::uint64_t slot = place + ++ordinals_[place];
    if (!places_.has(place, looks_random(value))) return false;
    found_.push_back({slot, rule_, std::string(value), source()});
    return true;
  }

  /// The decoded body; empty if it cannot be decoded.
  std::string_view body() {
    if (!has_body_) {
      has_body_ = true;
      body_ = http::plain_body(response_, limit_bytes_, unwrapped_);
    }
    return body_;
  }

  const std::string_view response_;
  const std::vector<CorrelationRule>& rules_;
  const std::size_t limit_bytes_;
  RandomPlaces& places_;
  std::vector<FoundValue> found_;
  std::size_t rule_ = 0;
  std::uint64_t ordinal_ = 0;  // among the values of the rule
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> ordinals_;
  bool has_body_ = false;
  Payload unwrapped_;
  std::string_view body_;
};

}  // namespace

std::vector<CorrelationRule> parse_correlation_rules(const std::vector<std::string>& texts) {
  if (texts.size() > kMostRules) throw UsageError(fmt::format("--correlate: there are more than {} rules", kMostRules));
  std::vector<CorrelationRule> rules;
  rules.reserve(texts.size());
  for (const std::string& text : texts) rules.push_back(RuleText(text).parse());
  return rules;
}

bool RandomPlaces::has(std::uint64_t place, bool looks_random) {
  const std::lock_guard lock(mutex_);
  if (looks_random && places_.size() < kMost) places_.insert(place);
  return looks_random || places_.contains(place);
}

std::vector<FoundValue> find_values(std::string_view response, const std::vector<CorrelationRule>& rules,
                                    std::size_t limit_bytes, RandomPlaces& places) {
  return Finder(response, rules, limit_bytes, places).find();
}

}  // namespace gor
