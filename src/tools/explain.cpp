// SPDX-License-Identifier: Apache-2.0
#include "tools/explain.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/body.hpp"
#include "http/head.hpp"
#include "http/request_edit.hpp"
#include "record/codec.hpp"
#include "record/decoder.hpp"

namespace gor::tools {
namespace {

constexpr std::string_view kIndent = "    ";

std::vector<std::string_view> head_lines(std::string_view message) {
  std::vector<std::string_view> lines{http::first_line(message)};
  http::Fields fields(message);
  while (const auto field = fields.next()) {
    std::string_view line = field->line;
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

std::string_view body_of(std::string_view message) {
  return message.substr(std::min(http::find_head_end(message), message.size()));
}

/// The removed lines of the head, the added ones, and the change of the body's size.
void append_difference(std::string_view before, std::string_view after, std::string_view indent, std::string& text) {
  const auto old_lines = head_lines(before);
  const auto new_lines = head_lines(after);
  const auto lacks = [](const auto& lines, std::string_view line) {
    return std::find(lines.begin(), lines.end(), line) == lines.end();
  };
  for (const std::string_view line : old_lines) {
    if (lacks(new_lines, line)) text += fmt::format("{}  - {}\n", indent, log::printable(line));
  }
  for (const std::string_view line : new_lines) {
    if (lacks(old_lines, line)) text += fmt::format("{}  + {}\n", indent, log::printable(line));
  }
  const std::string_view old_body = body_of(before);
  const std::string_view new_body = body_of(after);
  if (old_body != new_body) text += fmt::format("{}  body: {} -> {} bytes\n", indent, old_body.size(), new_body.size());
}

}  // namespace

Explainer::Explainer(const cli::Settings& settings)
    : allow_status_("http-allow-status", settings.allow_status),
      disallow_status_("http-disallow-status", settings.disallow_status),
      steps_(order(!settings.middleware.empty())),
      prettify_(settings.prettify_http),
      message_limit_(settings.copy_buffer_bytes) {
  if (settings.mask.masks_any()) mask_.emplace(settings.mask, of_mask_);
  rules_.push_back({"", compile(settings.rules)});
  for (const auto& [output, rules] : settings.output_rules) rules_.push_back({output, compile(rules, output)});
}

std::string Explainer::explain(const Message& message) {
  const bool is_request = message.type == MessageType::request;
  if (is_request) ++requests_;
  ++messages_;
  Message masked = message;
  if (mask_ && !mask_->pass(masked)) {
    if (is_request) ++dropped_["http-mask"];
    return fmt::format("{} (a message of {} bytes)\n{}http-mask: drops it, since it cannot be masked\n", messages_,
                       message.payload.size(), kIndent);
  }
  std::string text = fmt::format("{} {}\n", messages_, log::printable(http::first_line(masked.payload.view())));
  if (masked.payload.view() != message.payload.view()) text += fmt::format("{}http-mask: changes it\n", kIndent);
  if (is_request) {
    explain_request(masked.payload, text);
  } else {
    explain_response(masked.payload.view(), text);
  }
  return text;
}

std::string Explainer::summary() const {
  std::string text = fmt::format("requests: {} in, {} out ({} changed)", requests_, went_on_, changed_);
  for (const auto& [rule, count] : dropped_) text += fmt::format("; {} dropped by {}", count, rule);
  return text + "\n";
}

void Explainer::explain_request(Payload payload, std::string& text) {
  if (!http::RequestEdit(payload.view()).is_request()) {
    ++went_on_;
    text += fmt::format("{}no HTTP request: passes all rules\n", kIndent);
    return;
  }
  const Payload before = payload;
  for (const Step step : steps_) {
    if (step == Step::rules && !apply(rules_.front().rules, kIndent, payload, text)) return;
    if (step == Step::plain_body) prettify(payload, text);
  }
  ++went_on_;
  if (payload.view() != before.view()) ++changed_;
  text += fmt::format("{}goes out\n", kIndent);
  for (auto rules = std::next(rules_.begin()); rules != rules_.end(); ++rules) {
    Payload copy = payload;
    text += fmt::format("{}to {}:\n", kIndent, rules->output);
    const std::string indent = std::string(kIndent) + "  ";
    if (apply(rules->rules, indent, copy, text)) text += fmt::format("{}goes out\n", indent);
  }
}

void Explainer::prettify(Payload& payload, std::string& text) const {
  auto pretty = prettify_ ? http::unwrapped(payload.view(), message_limit_) : std::nullopt;
  if (!pretty) return;
  text += fmt::format("{}prettify-http: changes\n", kIndent);
  append_difference(payload.view(), pretty->view(), kIndent, text);
  payload = *std::move(pretty);
}

bool Explainer::apply(const std::vector<Rule>& rules, std::string_view indent, Payload& payload, std::string& text) {
  for (const Rule& rule : rules) {
    http::RequestEdit request(payload.view());
    const bool goes_on = rule.apply(request);
    const char* const what = !goes_on ? "drops it" : request.is_changed() ? "changes" : "passes";
    text += fmt::format("{}{}: {}\n", indent, log::printable(rule.name), what);
    if (!goes_on) {
      ++dropped_[log::printable(rule.name)];
      return false;
    }
    if (!request.is_changed()) continue;
    Payload changed = request.finish();
    append_difference(payload.view(), changed.view(), indent, text);
    payload = std::move(changed);
  }
  return true;
}

void Explainer::explain_response(std::string_view payload, std::string& text) {
  const auto line = http::parse_status_line(http::first_line(payload));
  const int code = line ? line->code : 0;
  const auto tell = [&](std::string_view flag, bool drops) {
    text += fmt::format("{}{}: {}\n", kIndent, flag, drops ? "drops it and its request" : "passes");
  };
  if (!disallow_status_.empty()) tell("http-disallow-status", disallow_status_.has(code));
  if (!allow_status_.empty()) tell("http-allow-status", !allow_status_.has(code));
  text += fmt::format("{}otherwise follows its request\n", kIndent);
}

void explain(const cli::Settings& settings, int descriptor, const std::function<void(std::string_view)>& print) {
  Explainer explainer(settings);
  RecordDecoder decoder(settings.copy_buffer_bytes);
  std::string start;  // until its kind is known
  bool is_recording = false;
  const auto explain_records = [&] {
    while (const auto message = decoder.next()) print(explainer.explain(*message));
    for (const auto& damage : decoder.damaged())
      print(fmt::format("byte {}: {}: skipped\n", damage.offset, damage.what));
  };
  while (true) {
    char piece[65536];
    const ssize_t got = read(descriptor, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw StartError(fmt::format("stdin cannot be read: {}", std::strerror(errno)));
    if (got == 0) break;
    const std::string_view bytes(piece, static_cast<std::size_t>(got));
    if (is_recording) {
      decoder.feed(bytes);
      explain_records();
    } else {
      start.append(bytes.substr(0, std::max<std::size_t>(settings.copy_buffer_bytes, start.size()) - start.size()));
      Message first;
      is_recording = start.starts_with(kRecordSeparator.substr(1)) || parse_metadata(http::first_line(start), first);
      if (is_recording) decoder.feed(std::exchange(start, {}));
    }
  }
  decoder.end();
  if (is_recording) {
    explain_records();
  } else if (!start.empty()) {
    Message request;
    request.payload = Payload(start);
    print(explainer.explain(request));
  }
  print(explainer.summary());
}

}  // namespace gor::tools
