// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/api.hpp"

#include <chrono>
#include <optional>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "base/percent.hpp"
#include "kubernetes/access.hpp"

namespace gor::kubernetes {
namespace {

using std::chrono::seconds;

constexpr seconds kTimeout{10};
// The server ends a watch after a time that it is given; they must not all end at once.
constexpr int kLeastWatchSeconds = 200;
constexpr int kMostWatchSeconds = 300;
constexpr seconds kWatchGrace{15};
constexpr int kPage = 250;
constexpr std::size_t kMostListBytes = std::size_t{64} << 20;
constexpr std::size_t kMostEventBytes = std::size_t{4} << 20;

std::string path_of(const Selection& selection, const std::string& node, const net::Url& server) {
  std::string prefix = server.target;
  while (prefix.ends_with('/')) prefix.pop_back();
  const std::string fields = selection.fields + (selection.fields.empty() || node.empty() ? "" : ",") +
                             (node.empty() ? "" : "spec.nodeName=" + node);
  return fmt::format("{}/api/v1/{}pods?labelSelector={}&fieldSelector={}", prefix,
                     selection.name_space.empty() ? "" : "namespaces/" + selection.name_space + "/",
                     percent_encoded(selection.labels), percent_encoded(fields));
}

int watch_seconds() {
  static std::minstd_rand random{std::random_device{}()};
  return std::uniform_int_distribution<int>(kLeastWatchSeconds, kMostWatchSeconds)(random);
}

void check(const net::BlockingHttpClient::Answer& answer, std::string_view body) {
  if (answer.is_success()) return;
  if (answer.outcome != net::Outcome::answered) throw ApiError(0, answer.why_unanswered());
  const std::string message = read_status_message(body);
  throw ApiError(answer.status, message.empty() ? fmt::format("status {}", answer.status)
                                                : fmt::format("{}: {}", answer.status, message));
}

/// The lines of a body that comes in pieces.
class Lines {
 public:
  /// False if a line is longer than an event can be.
  template <class Take>
  bool feed(std::string_view piece, Take take) {
    rest_ += piece;
    std::size_t begin = 0;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
      take(std::string_view(rest_).substr(begin, end - begin));
      begin = end + 1;
    }
    rest_.erase(0, begin);
    return rest_.size() <= kMostEventBytes;
  }
  const std::string& rest() const noexcept { return rest_; }

 private:
  std::string rest_;
};

}  // namespace

Api::Api(const Selection& selection, const std::string& node, net::OwnConnections& own,
         std::function<bool()> is_interrupted)
    : access_(find_access()),
      is_interrupted_(std::move(is_interrupted)),
      path_(path_of(selection, node, access_.server)),
      http_(access_.server, &own, access_.verifies_server ? net::Verify::certificate : net::Verify::nothing,
            access_.tls) {
  http_.interrupt_when([this] { return is_broken_ || is_interrupted_(); });
}

std::string Api::head_of(const std::string& parameters) const {
  std::string authorization;
  try {
    authorization = authorization_of(access_);
  } catch (const std::runtime_error& error) {
    throw ApiError(0, error.what());
  }
  return fmt::format("GET {}{} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nUser-Agent: gor\r\n{}{}{}\r\n",
                     path_, parameters, access_.server.authority,
                     authorization.empty() ? "" : "Authorization: ", authorization,
                     authorization.empty() ? "" : "\r\n");
}

Api::Listed Api::list() {
  Listed listed;
  std::string continuation;
  do {
    std::string body;
    const auto answer =
        http_.stream(head_of(fmt::format("&limit={}&continue={}", kPage, percent_encoded(continuation))), kTimeout,
                     [&](std::string_view piece) {
                       if (body.size() < kMostListBytes) body += piece;
                     });
    check(answer, body);
    auto page = read_pod_list(body);
    if (!page) throw ApiError(0, "its answer is not a list of pods");
    std::move(page->pods.begin(), page->pods.end(), std::back_inserter(listed.pods));
    listed.version = std::move(page->version);
    continuation = std::move(page->continuation);
  } while (!continuation.empty());
  return listed;
}

void Api::watch(const std::string& version, const std::function<void(PodEvent)>& on_event) {
  Lines lines;
  std::optional<ApiError> failure;
  is_broken_ = false;
  const auto take = [&](std::string_view line) {
    if (failure || line.empty()) return;
    auto event = read_pod_event(line);
    if (!event) {
      failure.emplace(0, "its answer is not an event");
    } else if (event->kind == PodEvent::Kind::error) {
      failure.emplace(event->status, fmt::format("{}: {}", event->status, event->message));
    } else {
      on_event(std::move(*event));
    }
  };
  const int time = watch_seconds();
  const auto answer =
      http_.stream(head_of(fmt::format("&watch=1&allowWatchBookmarks=true&timeoutSeconds={}&resourceVersion={}", time,
                                       percent_encoded(version))),
                   seconds(time) + kWatchGrace, [&](std::string_view piece) {
                     if (!lines.feed(piece, take) && !failure) failure.emplace(0, "its event is too long");
                     is_broken_ = failure.has_value();
                   });
  is_broken_ = false;
  if (failure) throw *failure;
  check(answer, lines.rest());
}

}  // namespace gor::kubernetes
