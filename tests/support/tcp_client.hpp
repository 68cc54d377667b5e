// SPDX-License-Identifier: Apache-2.0
// A client of a server on loopback.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <poll.h>
#include <unistd.h>

namespace gor::test {

class TcpClient {
 public:
  explicit TcpClient(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) shut();
  }
  TcpClient(TcpClient&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  TcpClient& operator=(TcpClient&&) = delete;
  ~TcpClient() { shut(); }

  /// False: the connection is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  /// As much as there is room for. False: the connection is gone.
  bool send_some(std::string_view bytes) {
    return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 || errno == EAGAIN;
  }
  /// What has come, without waiting.
  std::string heard() { return receive(MSG_DONTWAIT); }
  /// Waits for something, at most a minute; empty at the end of the connection.
  std::string hear_some() {
    pollfd what{descriptor_, POLLIN, 0};
    return ::poll(&what, 1, 60'000) > 0 ? receive(0) : std::string();
  }
  /// Until the end of the connection.
  std::string hear_all() {
    std::string all;
    for (std::string bytes; !(bytes = hear_some()).empty();) all += bytes;
    return all;
  }

 private:
  std::string receive(int flags) {
    std::string bytes(65'536, '\0');
    const auto size = ::recv(descriptor_, bytes.data(), bytes.size(), flags);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }
  void shut() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }

  int descriptor_;
};

}  // namespace gor::test
