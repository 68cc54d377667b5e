// SPDX-License-Identifier: Apache-2.0
// A TCP connection for tests of the capture: both ends speak, segments are made and may be lost, doubled or reordered
// before the capture sees them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "capture/flow_table.hpp"

namespace gor::test {

/// A segment that owns its payload.
struct WireSegment {
  capture::Segment segment;
  std::string payload;
};

class Wire {
 public:
  Wire(std::uint16_t client_port, std::uint32_t client_first, std::uint32_t server_first,
       std::uint16_t server_port = 80)
      : next_{client_first, server_first} {
    static constexpr std::array<std::uint8_t, 4> kClient{10, 0, 0, 1};
    static constexpr std::array<std::uint8_t, 4> kServer{10, 0, 0, 2};
    ends_ = {net::Endpoint{net::IpAddress::v4(kClient.data()), client_port},
             net::Endpoint{net::IpAddress::v4(kServer.data()), server_port}};
  }

  WireSegment client(std::string_view payload) { return data(0, payload); }
  WireSegment server(std::string_view payload) { return data(1, payload); }
  /// SYN and SYN+ACK.
  std::vector<WireSegment> handshake() {
    WireSegment syn = data(0, "");
    syn.segment.syn = true;
    syn.segment.ack = false;
    ++next_[0];
    WireSegment answer = data(1, "");
    answer.segment.syn = true;
    ++next_[1];
    return {syn, answer};
  }
  WireSegment fin(int from) {
    WireSegment made = data(from, "");
    made.segment.fin = true;
    ++next_[static_cast<std::size_t>(from)];
    return made;
  }
  WireSegment rst(int from) {
    WireSegment made = data(from, "");
    made.segment.rst = true;
    return made;
  }
  /// An empty segment that acknowledges everything the other end has sent.
  WireSegment acknowledge(int from) { return data(from, ""); }
  /// Splits what `from` says into segments at these offsets.
  std::vector<WireSegment> split(int from, std::string_view payload, const std::vector<std::size_t>& cuts) {
    std::vector<WireSegment> made;
    std::size_t at = 0;
    for (const std::size_t cut : cuts) {
      made.push_back(data(from, payload.substr(at, cut - at)));
      at = cut;
    }
    made.push_back(data(from, payload.substr(at)));
    return made;
  }

 private:
  WireSegment data(int from, std::string_view payload) {
    const auto side = static_cast<std::size_t>(from);
    WireSegment made;
    made.payload = payload;
    made.segment.source = ends_[side];
    made.segment.destination = ends_[1 - side];
    made.segment.sequence = next_[side];
    made.segment.acknowledgement = next_[1 - side];
    made.segment.ack = true;
    next_[side] += static_cast<std::uint32_t>(payload.size());
    return made;
  }

  std::array<std::uint32_t, 2> next_;
  std::array<net::Endpoint, 2> ends_;
};

/// A capture that sees the segments it is given, a millisecond apart.
class Tap {
 public:
  explicit Tap(capture::FlowTableOptions options = tracking()) : flows_(std::move(options), station, nullptr) {}

  static capture::FlowTableOptions tracking() {
    capture::FlowTableOptions options;
    options.connection.ports = {80};
    options.connection.track_responses = true;
    return options;
  }

  Tap& see(const WireSegment& seen) {
    now += std::chrono::milliseconds(1);
    capture::Segment segment = seen.segment;
    segment.payload = seen.payload;
    segment.time = now;
    flows_.expire(now);
    flows_.take(segment);
    return *this;
  }
  Tap& see(const std::vector<WireSegment>& segments) {
    for (const WireSegment& segment : segments) see(segment);
    return *this;
  }
  Tap& pass(std::chrono::milliseconds time) {
    now += time;
    flows_.expire(now);
    return *this;
  }
  Tap& end() {
    flows_.end();
    return *this;
  }

  std::vector<Message>& messages() { return flows_.finished(); }
  /// The payloads, each with its type: "1GET / HTTP/1.1...".
  std::vector<std::string> payloads() {
    std::vector<std::string> all;
    for (const Message& message : messages()) {
      all.push_back(static_cast<char>(message.type) + std::string(message.payload.view()));
    }
    return all;
  }
  capture::FlowTable& flows() { return flows_; }

  StationMetrics station{"input-raw"};
  Timestamp now{std::chrono::seconds(1'700'000'000)};

 private:
  capture::FlowTable flows_;
};

}  // namespace gor::test
