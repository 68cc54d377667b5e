// SPDX-License-Identifier: Apache-2.0
#include "http/request_edit.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/patch.hpp"
#include "base/text.hpp"
#include "http/extent.hpp"

namespace gor::http {
namespace {

const char* end_of(std::string_view text) {
  return text.data() + text.size();
}
std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

RequestEdit::RequestEdit(std::string_view request)
    : request_(request), line_(parse_request_line(request.substr(0, request.find('\n')))) {
  if (line_) target_ = line_->target;
}

void RequestEdit::read_headers() {
  static constexpr Initials kVisible("!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
  has_headers_ = true;
  const auto add = [this](const FieldLines& lines) { headers_.push_back({lines.name(), lines.first()}); };
  if (!visit_head(request_, kVisible, add).bytes.empty()) return;
  // The head is cut off, perhaps within a field.
  headers_.clear();
  Fields fields(request_);
  while (const auto field = fields.next()) headers_.push_back({field->name, field->line});
}

RequestEdit::Header* RequestEdit::find(std::string_view name) {
  if (!has_headers_) read_headers();
  for (Header& header : headers_) {
    if (!equals_ignoring_case(header.name, name)) continue;
    if (!header.old && !header.line.empty()) {
      header.old = FieldLines(request_, header.line).value();
      header.value = *header.old;
    }
    return &header;
  }
  return nullptr;
}

std::optional<std::string_view> RequestEdit::header(std::string_view name) {
  const Header* found = find(name);
  if (found == nullptr) return std::nullopt;
  if (!is_folded(found->value)) return found->value;
  const std::string text = unfolded(found->value);
  auto* const kept = static_cast<char*>(memory_.allocate(text.size(), 1));
  text.copy(kept, text.size());
  return std::string_view(kept, text.size());
}

void RequestEdit::set_target(std::string_view target) {
  changed_ = changed_ || target != target_;
  target_ = target;
}

void RequestEdit::set_header(std::string_view name, std::string_view value) {
  Header* found = find(name);
  if (found == nullptr) found = &*headers_.insert(headers_.begin(), Header{name, {}});
  if (found->value == value && !found->line.empty()) return;
  found->value = value;
  found->is_set = changed_ = true;
}

Payload RequestEdit::finish() const {
  constexpr std::size_t kFieldCharacters = 4;  // ": " and a line end
  std::size_t most = request_.size() + target_.size() + kFieldCharacters;
  for (const Header& header : headers_) {
    if (header.is_set) most += header.name.size() + header.value.size() + kFieldCharacters;
  }
  PayloadBuilder edited;
  char* const begin = edited.extend(most);
  char* end = begin;
  const auto append = [&](std::string_view text) { end += text.copy(end, text.size()); };
  const char* copied = request_.data();
  const auto replace = [&](std::string_view old, std::string_view with) {
    append(between(copied, old.data()));
    append(with);
    copied = end_of(old);
  };
  replace(line_->target, target_);
  const std::size_t place = place_for_field(request_);
  if (place != std::string_view::npos) {
    replace(request_.substr(place, 0), {});
  } else if (!headers_.empty()) {
    // The request is cut off within its request line.
    replace(request_.substr(request_.size()), request_.ends_with('\r') ? "\n" : "\r\n");
  }
  for (const Header& header : headers_) {
    if (!header.is_set) continue;
    if (header.old) {
      replace(*header.old, header.value);
      continue;
    }
    append(header.name);
    append(": ");
    append(header.value);
    append("\r\n");
  }
  append(between(copied, end_of(request_)));
  edited.truncate(static_cast<std::size_t>(end - begin));
  return edited.finish();
}

Payload with_header(const Payload& request, std::string_view name, std::string_view value) {
  RequestEdit edit(request.view());
  if (!edit.is_request()) return request;
  edit.set_header(name, value);
  return edit.is_changed() ? edit.finish() : request;
}

Payload with_true_length(const Payload& request) {
  const std::string_view bytes = request.view();
  const std::size_t head_end = find_head_end(bytes);
  if (head_end == bytes.npos || !has_clear_length(bytes.substr(0, head_end))) return request;
  RequestEdit edit(bytes);
  if (!edit.is_request() || edit.header("Transfer-Encoding")) return request;
  const std::size_t length = bytes.size() - head_end;
  const auto announced = edit.header("Content-Length");
  if (announced ? parse_whole<std::size_t>(*announced) == length : length == 0) return request;
  const std::string text = std::to_string(length);
  if (!announced) return with_header(request, "Content-Length", text);
  Patch edited(bytes);
  bool is_set = false;
  Fields fields(bytes);
  while (const auto field = fields.next()) {
    if (!equals_ignoring_case(field->name, "Content-Length")) continue;
    // A second one would contradict the first.
    const bool is_second = std::exchange(is_set, true);
    edited.replace(is_second ? field->line : field->value, is_second ? std::string_view() : text);
  }
  return edited.finish();
}

Payload without_header(std::string_view request, std::string_view name) {
  Patch edited(request);
  Fields fields(request);
  while (const auto field = fields.next()) {
    if (equals_ignoring_case(field->name, name)) edited.replace(field->line, {});
  }
  return edited.finish();
}

}  // namespace gor::http
