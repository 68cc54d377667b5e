// SPDX-License-Identifier: Apache-2.0
// A UDP socket that reads many datagrams at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "gor/message.hpp"

namespace gor::capture {

/// Used by one thread.
class DatagramSocket {
 public:
  struct Datagram {
    std::string_view bytes;  ///< valid until the next receive()
    Timestamp time;          ///< when the kernel received it
  };
  static constexpr std::size_t kBatch = 64;

  /// Binds the port on all addresses, IPv4 and, if the host has it, IPv6. Throws std::system_error.
  explicit DatagramSocket(std::uint16_t port);
  ~DatagramSocket();
  DatagramSocket(const DatagramSocket&) = delete;
  DatagramSocket& operator=(const DatagramSocket&) = delete;

  /// Asks for a receive buffer of that size, and returns the size that the kernel gives: without CAP_NET_ADMIN at most
  /// net.core.rmem_max.
  std::size_t set_buffer(std::size_t bytes);
  int descriptor() const noexcept { return descriptor_; }

  /// Reads up to kBatch datagrams without waiting; none may have come. The result is valid until the next call.
  /// Throws std::system_error if the socket has failed.
  const std::vector<Datagram>& receive();
  /// The number of datagrams that the kernel has dropped since the last call because the buffer was full.
  std::uint64_t take_new_drops();

 private:
  static constexpr std::size_t kLargest = 1 << 16;  // of a datagram
  static constexpr std::size_t kControl = 64;

  const int descriptor_;
  std::unique_ptr<char[]> bytes_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> places_;
  std::unique_ptr<char[]> control_;
  std::vector<Datagram> received_;
  std::uint32_t drops_ = 0;
};

}  // namespace gor::capture
