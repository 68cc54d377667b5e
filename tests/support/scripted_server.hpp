// SPDX-License-Identifier: Apache-2.0
// A TCP server on loopback whose every connection runs a function of the test's: it answers well, badly or not at all.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <poll.h>
#include <unistd.h>

#include "net/endpoint.hpp"

namespace gor::test {

/// The server's end of a connection. The thread of its function, but for shut_down().
class Peer {
 public:
  explicit Peer(int descriptor) : descriptor_(descriptor) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() { close(); }

  /// One request with the body that its Content-Length announces; empty at the end of the stream.
  std::string read_request() {
    while (true) {
      if (const auto size = size_of_request(); size > 0 && unread_.size() >= size) {
        std::string request = unread_.substr(0, size);
        unread_.erase(0, size);
        return request;
      }
      if (!read_more()) return {};
    }
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// The next bytes; empty at the end of the stream.
  std::string read_some() {
    if (unread_.empty()) read_more();
    return std::exchange(unread_, {});
  }
  /// Waits for the other end to leave.
  void wait_for_end() {
    while (read_more()) unread_.clear();
  }
  /// The same without reading anything.
  void wait_for_end_unread() {
    pollfd end{descriptor_, POLLRDHUP, 0};
    ::poll(&end, 1, -1);
  }
  void reset() {
    const linger at_once{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }
  void close() {
    std::lock_guard lock(mutex_);
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  /// It goes on hearing.
  void end_direction() { ::shutdown(descriptor_, SHUT_WR); }
  void shut_down() {
    std::lock_guard lock(mutex_);
    if (descriptor_ >= 0) ::shutdown(descriptor_, SHUT_RDWR);
  }
  /// The other end's.
  net::Endpoint endpoint() const { return named_by(getpeername); }
  net::Endpoint local_endpoint() const { return named_by(getsockname); }

 private:
  net::Endpoint named_by(int (*name)(int, sockaddr*, socklen_t*)) const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    name(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    return {net::IpAddress::v4(reinterpret_cast<const std::uint8_t*>(&address.sin_addr)), ntohs(address.sin_port)};
  }
  std::size_t size_of_request() const {
    const auto head_end = unread_.find("\r\n\r\n");
    if (head_end == unread_.npos) return 0;
    const auto field = unread_.find("Content-Length: ");
    const auto body = field < head_end ? std::stoul(unread_.substr(field + 16)) : 0;
    return head_end + 4 + body;
  }
  bool read_more() {
    char buffer[65536];
    const auto got = recv(descriptor_, buffer, sizeof buffer, 0);
    if (got > 0) unread_.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
  }

  int descriptor_;
  std::string unread_;
  std::mutex mutex_;
};

class ScriptedServer {
 public:
  /// `serve` runs on a thread of its own for each connection, which is closed when it returns. Port 0: any.
  explicit ScriptedServer(std::function<void(Peer&)> serve, std::uint16_t port = 0) : serve_(std::move(serve)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = loopback(port);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 1024) != 0) std::abort();
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& connection : connections_) connection.peer.shut_down();
    for (auto& connection : connections_) connection.thread.join();
    ::close(listener_);
  }

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int connections() const { return accepted_; }
  /// From now on connections are refused. Any thread.
  void refuse_more() { ::shutdown(listener_, SHUT_RDWR); }

  /// A port that nobody listens on.
  static std::uint16_t unused_port() {
    return ScriptedServer([](Peer&) {}).port();
  }

 private:
  struct Connection {
    explicit Connection(int descriptor) : peer(descriptor) {}
    Peer peer;
    std::thread thread;
  };

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  void accept_all() {
    for (int descriptor = 0; (descriptor = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      ++accepted_;
      auto& connection = connections_.emplace_back(descriptor);
      connection.thread = std::thread([this, &connection] {
        serve_(connection.peer);
        connection.peer.close();
      });
    }
  }

  const std::function<void(Peer&)> serve_;
  int listener_;
  std::uint16_t port_;
  std::atomic<int> accepted_{0};
  std::list<Connection> connections_;  // of the acceptor's thread until it is joined
  std::thread acceptor_;
};

}  // namespace gor::test
