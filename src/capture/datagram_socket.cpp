// SPDX-License-Identifier: Apache-2.0
#include "capture/datagram_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <system_error>

#include <linux/sock_diag.h>
#include <netinet/in.h>

#include <unistd.h>

namespace gor::capture {
namespace {

[[noreturn]] void fail(int error) {
  throw std::system_error(error, std::generic_category());
}

/// A socket that is bound to that address, or a negative errno.
template <class Address>
int bound_socket(int family, const Address& address) {
  const int descriptor = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  const int off = 0;
  if (family == AF_INET6) ::setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return descriptor;
  const int error = errno;
  ::close(descriptor);
  return -error;
}

/// A dual-stack socket, or an IPv4 one on hosts without IPv6.
int open_socket(std::uint16_t port) {
  sockaddr_in6 any_v6{};
  any_v6.sin6_family = AF_INET6;
  any_v6.sin6_port = htons(port);
  sockaddr_in any_v4{};
  any_v4.sin_family = AF_INET;
  any_v4.sin_port = htons(port);
  int descriptor = bound_socket(AF_INET6, any_v6);
  if (descriptor == -EAFNOSUPPORT || descriptor == -EADDRNOTAVAIL) descriptor = bound_socket(AF_INET, any_v4);
  if (descriptor < 0) fail(-descriptor);
  return descriptor;
}

Timestamp time_of(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(part), sizeof time);
    return Timestamp(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
  return wall_clock_now();
}

}  // namespace

DatagramSocket::DatagramSocket(std::uint16_t port)
    : descriptor_(open_socket(port)),
      bytes_(std::make_unique_for_overwrite<char[]>(kBatch * kLargest)),
      headers_(kBatch),
      places_(kBatch),
      control_(std::make_unique<char[]>(kBatch * kControl)) {
  const int on = 1;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  received_.reserve(kBatch);
  for (std::size_t i = 0; i < kBatch; ++i) {
    places_[i] = {bytes_.get() + i * kLargest, kLargest};
    headers_[i].msg_hdr.msg_iov = &places_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_control = control_.get() + i * kControl;
  }
}

DatagramSocket::~DatagramSocket() {
  ::close(descriptor_);
}

// The kernel doubles the number, for its own overhead, and returns the doubled one.
std::size_t DatagramSocket::set_buffer(std::size_t bytes) {
  const int wanted = static_cast<int>(std::min<std::size_t>(bytes, 1 << 30));
  if (::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0) {
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
  }
  int given = 0;
  socklen_t size = sizeof given;
  ::getsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &given, &size);
  return static_cast<std::size_t>(given) / 2;
}

const std::vector<DatagramSocket::Datagram>& DatagramSocket::receive() {
  received_.clear();
  for (mmsghdr& header : headers_) header.msg_hdr.msg_controllen = kControl;
  const int count = ::recvmmsg(descriptor_, headers_.data(), kBatch, MSG_DONTWAIT, nullptr);
  if (count < 0 && errno != EAGAIN && errno != EINTR) fail(errno);
  for (int i = 0; i < count; ++i) {
    mmsghdr& header = headers_[static_cast<std::size_t>(i)];
    const auto* const bytes = static_cast<const char*>(header.msg_hdr.msg_iov->iov_base);
    received_.push_back({{bytes, header.msg_len}, time_of(header.msg_hdr)});
  }
  return received_;
}

// Unlike SO_RXQ_OVFL, this is known even if no datagram follows.
std::uint64_t DatagramSocket::take_new_drops() {
  std::uint32_t info[SK_MEMINFO_VARS] = {};
  socklen_t size = sizeof info;
  if (::getsockopt(descriptor_, SOL_SOCKET, SO_MEMINFO, info, &size) != 0) return 0;
  const std::uint32_t added = info[SK_MEMINFO_DROPS] - drops_;
  drops_ = info[SK_MEMINFO_DROPS];
  return added;
}

}  // namespace gor::capture
