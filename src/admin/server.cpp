// SPDX-License-Identifier: Apache-2.0
#include "admin/server.hpp"

#include <chrono>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "admin/dashboard.hpp"
#include "base/log.hpp"
#include "http/head.hpp"
#include "report/health.hpp"
#include "report/prometheus.hpp"
#include "report/stats_json.hpp"

namespace gor::admin {
namespace {

using namespace std::chrono_literals;

constexpr net::HttpServerOptions kLimits{.most_connections = 100, .most_silence = 30s};
constexpr auto kEventInterval = 1s;
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kJson = "application/json";
// Numbers are outdated at once. A page of another origin is to read none of them.
constexpr std::string_view kFields =
    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'\r\n";
constexpr std::string_view kPaths =
    "/             a page that shows all of it\n"
    "/metrics      Prometheus and OpenMetrics\n"
    "/healthz      200 while gor does its work, else 503\n"
    "/api/stats    all numbers as JSON\n"
    "/api/history  those of the last five minutes\n"
    "/api/events   the same once a second, as server-sent events\n"
    "/debug/vars   the same with the command line\n";

struct Answer {
  std::string_view status = "200 OK";
  std::string_view type = kText;
  std::string body;
};

Answer metrics(const report::Source& source, std::string_view head) {
  const auto accept = http::find_field(head, "Accept");
  const auto form = report::form_for(accept ? accept->value : "");
  return {.type = report::content_type(form), .body = report::prometheus(source, form)};
}

Answer health(const report::Source& source) {
  const std::string trouble = report::trouble_of(source, wall_clock_now());
  if (trouble.empty()) return {.body = "ok\n"};
  return {.status = "503 Service Unavailable", .body = trouble + '\n'};
}

/// The answer to a path; /api/events is not among them.
Answer answer_to(const report::Source& source, const History& history, std::string_view path, std::string_view head) {
  if (path == "/") return {.type = "text/html; charset=utf-8", .body = std::string(kDashboard)};
  if (path == "/api/history") return {.type = kJson, .body = history.json()};
  if (path == "/metrics") return metrics(source, head);
  if (path == "/healthz") return health(source);
  if (path == "/api/stats") return {.type = kJson, .body = report::stats_json(source, wall_clock_now()) + '\n'};
  if (path == "/debug/vars") return {.type = kJson, .body = report::debug_vars(source, wall_clock_now()) + '\n'};
  if (path.starts_with("/debug/pprof")) {
    return {.status = "404 Not Found", .body = "gor has no pprof: use perf record -g -p PID, or heaptrack -p PID\n"};
  }
  return {.status = "404 Not Found", .body = fmt::format("not found; there are:\n{}", kPaths)};
}

}  // namespace

AdminServer::AdminServer(std::string_view address, const report::Source& source)
    : source_(source),
      history_(source),
      server_(
          "--admin", address,
          [this](const net::HttpRequest& request, net::HttpResponder& responder) { return answer(request, responder); },
          kLimits) {
  log::info("--admin: listening on port {}", port());
}

net::Task<bool> AdminServer::answer(const net::HttpRequest& request, net::HttpResponder& responder) const {
  if (request.method != "GET" && request.method != "HEAD") {
    const std::string fields = std::string("Allow: GET, HEAD\r\n").append(kFields);
    co_return co_await responder.send("405 Method Not Allowed", kText, "only GET and HEAD\n", fields);
  }
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  if (path == "/api/events") {
    const bool is_sent = co_await stream_events(responder);
    co_return is_sent;
  }
  const Answer answer = answer_to(source_, history_, path, request.head);
  co_return co_await responder.send(answer.status, answer.type, answer.body, kFields);
}

net::Task<bool> AdminServer::stream_events(net::HttpResponder& responder) const {
  bool is_open = co_await responder.begin("200 OK", "text/event-stream", std::nullopt, kFields);
  while (is_open && !responder.is_head()) {
    const std::string event = fmt::format("data: {}\n\n", report::stats_json(source_, wall_clock_now()));
    is_open = co_await responder.write(event);
    if (is_open) is_open = co_await responder.pause(kEventInterval);
  }
  co_return is_open;
}

}  // namespace gor::admin
