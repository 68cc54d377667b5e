// SPDX-License-Identifier: Apache-2.0
#include "http/server_side.hpp"

#include <iterator>

#include <fmt/format.h>

#include "http/extent.hpp"
#include "http/head.hpp"
#include "http/request_edit.hpp"

namespace gor::http {
namespace {

std::string_view reason(ServerSide::Refusal refusal) {
  using enum ServerSide::Refusal;
  switch (refusal) {
    case none:
      return "OK";
    case malformed:
      return "Bad Request";
    case timeout:
      return "Request Timeout";
    case too_large:
      return "Content Too Large";
    case head_too_large:
      return "Request Header Fields Too Large";
    case tunnel:
      return "Not Implemented";
    case overload:
      return "Service Unavailable";
  }
  return "";
}

}  // namespace

std::string_view DateLine::at(std::time_t now) {
  if (now != made_at_) {
    std::tm utc;
    gmtime_r(&now, &utc);
    size_ = std::strftime(line_.data(), line_.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &utc);
    made_at_ = now;
  }
  return {line_.data(), size_};
}

std::optional<Payload> ServerSide::feed(std::string_view& piece, std::string& answers) {
  while (!is_over_) {
    switch (framer_.feed(piece, message_)) {
      case Framer::Step::need_more:
        if (framer_.is_cut_off() && !discards_bodies()) refuse(Refusal::too_large, answers);
        if (!is_over_) return std::nullopt;
        break;
      case Framer::Step::head:
        note_head(!piece.empty(), answers);
        break;
      case Framer::Step::complete:
        if (!framer_.is_cut_off() || discards_bodies()) return finish();
        refuse(Refusal::too_large, answers);
        break;
      case Framer::Step::invalid: {
        const bool is_too_long = !framer_.has_head() && message_.size() + piece.size() > kMaxHead;
        refuse(framer_.is_cut_off() && !discards_bodies() ? Refusal::too_large
               : is_too_long                              ? Refusal::head_too_large
                                                          : Refusal::malformed,
               answers);
        break;
      }
    }
  }
  piece = {};
  return std::nullopt;
}

void ServerSide::note_head(bool is_body_here, std::string& answers) {
  framer_.limit_body(limit_bytes_);
  const auto line = parse_request_line(first_line(message_.view()));
  if (!line) return refuse(Refusal::malformed, answers);
  is_head_request_ = line->method == "HEAD";
  is_http_1_0_ = line->version == "HTTP/1.0";
  if (line->method == "CONNECT") return refuse(Refusal::tunnel, answers);
  if (!has_clear_length(message_.view())) return refuse(Refusal::malformed, answers);
  if (framer_.remaining() > limit_bytes_ && !discards_bodies()) return refuse(Refusal::too_large, answers);
  const bool waits = framer_.expects_continue() && !is_body_here && !framer_.is_complete();
  if (waits && !is_http_1_0_) answers += "HTTP/1.1 100 Continue\r\n\r\n";
}

Payload ServerSide::finish() {
  keeps_alive_ = framer_.keeps_alive();
  body_bytes_ = framer_.body_bytes();
  Payload request = message_.finish();
  if (framer_.expects_continue()) request = without_header(request.view(), "Expect");
  begin();
  return request;
}

void ServerSide::respond(std::string_view status, std::string_view type, std::optional<std::uint64_t> length,
                         std::string& answers, std::string_view fields) {
  is_over_ = is_last_ || !keeps_alive_ || !length;
  const std::string_view connection = is_over_       ? "Connection: close\r\n"
                                      : is_http_1_0_ ? "Connection: keep-alive\r\n"
                                                     : "";
  for (const std::string_view part : {std::string_view("HTTP/1.1 "), status, std::string_view("\r\n"),
                                      date_.at(std::time(nullptr)), std::string_view("Content-Type: "), type}) {
    answers += part;
  }
  if (length) {
    answers += "\r\nContent-Length: ";
    answers += fmt::format_int(*length).c_str();
  }
  answers += "\r\n";
  answers += fields;
  answers += connection;
  answers += "\r\n";
}

void ServerSide::refuse(Refusal refusal, std::string& answers) {
  is_over_ = true;
  refusal_ = refusal;
  message_.clear();
  fmt::format_to(std::back_inserter(answers),
                 "HTTP/1.1 {0} {1}\r\n{2}Content-Type: text/plain\r\nContent-Length: {3}\r\nConnection: "
                 "close\r\n\r\n{1}\n",
                 static_cast<int>(refusal), reason(refusal), date_.at(std::time(nullptr)), reason(refusal).size() + 1);
}

}  // namespace gor::http
