// SPDX-License-Identifier: Apache-2.0
// A reference model of TCP: two applications that talk HTTP over a network that loses, doubles, delays and reorders,
// and a tap in the middle that misses some of what passes it. What the applications sent and got is known.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "capture/segment.hpp"

namespace gor::test {

/// Shares of the segments, 0 to 1.
struct Faults {
  double lost_before_tap = 0;
  double lost_behind_tap = 0;
  double missed = 0;       ///< by the tap, though it arrived
  double late_at_tap = 0;  ///< the tap sees it up to 0.4 ms after it passed, an answer may come before
  double doubled = 0;      ///< on the way, or by the tap
  double delayed = 0;      ///< overtaken by others
  bool joins_late = false;
  bool is_patient = false;  ///< retransmits after up to minutes, else within a second and a half
};

struct ModelMessage {
  std::string bytes;
  std::size_t begin = 0;  ///< in its direction's stream
  std::size_t end() const { return begin + bytes.size(); }
  bool seen = false;      ///< the tap has seen a byte of it, or where the stream stood before and what came after
  bool is_early = false;  ///< a byte of it passed before the tap began to look
};

enum class Ending { fin, reset, silence };

/// One connection from its SYN to its end.
class TcpModel {
 public:
  /// False: it cannot know yet what the segment is part of.
  using TapFunction = std::function<bool(const capture::Segment&)>;

  TcpModel(std::mt19937_64& random, const Faults& faults, Timestamp start, std::uint16_t client_port, TapFunction tap)
      : random_(random), faults_(faults), tap_(std::move(tap)), start_(start), now_(start) {
    static constexpr std::array<std::uint8_t, 4> kHosts[] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    // As Linux does: a clock, so that a later connection begins ahead of an earlier one.
    const auto clock = static_cast<std::uint32_t>(start.time_since_epoch() / std::chrono::nanoseconds(64));
    for (std::size_t side = 0; side < 2; ++side) {
      ends_[side].first = clock + (side == 0 ? 0x1234'5678U : 0xfedc'ba98U);
      ends_[side].endpoint = {net::IpAddress::v4(kHosts[side].data()),
                              side == 0 ? client_port : static_cast<std::uint16_t>(80)};
    }
    looks_after_ = faults_.joins_late ? pick(20) : 0;
  }

  /// Until nothing more happens. The time then.
  Timestamp run(std::size_t exchanges, std::size_t depth, Ending ending) {
    exchanges_ = exchanges;
    depth_ = depth;
    ending_ = ending;
    handshake();
    ask();
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      event.action();
    }
    return now_;
  }

  /// Of a side: 0 requests, 1 responses; the number n of each belong together.
  const std::vector<ModelMessage>& messages(std::size_t side) const { return ends_[side].messages; }
  /// More than empty acknowledgements and a RST, which may be of an older connection.
  bool has_been_seen() const { return has_been_seen_; }
  bool has_arrived(std::size_t side, const ModelMessage& message) const {
    return ends_[1 - side].received >= message.end();
  }

 private:
  static constexpr std::size_t kWindow = 6000;
  static constexpr std::size_t kLargest = 1400;

  struct End {
    net::Endpoint endpoint;
    std::uint32_t first = 0;  // number of the first byte
    std::string stream;       // what the application has written
    std::vector<ModelMessage> messages;
    bool closing = false;  // a FIN follows the stream
    std::size_t sent = 0;
    std::size_t acked = 0;
    unsigned attempts = 0;
    std::uint64_t timer = 0;
    std::size_t received = 0;  // of the other's stream, in order; its FIN counts as a byte
    std::map<std::size_t, std::size_t> early;
    std::size_t limit() const { return stream.size() + (closing ? 1 : 0); }
  };
  struct Event {
    Timestamp at;
    std::uint64_t order;
    std::function<void()> action;
    bool operator<(const Event& other) const { return at != other.at ? at > other.at : order > other.order; }
  };

  std::size_t pick(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random_() % n); }
  bool happens(double share) { return share > 0 && std::uniform_real_distribution<>(0, 1)(random_) < share; }
  void after(std::chrono::microseconds delay, std::function<void()> action) {
    events_.push({now_ + delay, order_++, std::move(action)});
  }

  // The application.

  std::string message(std::size_t side, std::size_t number) {
    const std::string name = std::to_string(start_.time_since_epoch().count()) + '-' + std::to_string(number);
    std::string head = side == 0 ? (pick(2) == 0 ? "POST /" : "PUT /") + name + " HTTP/1.1\r\nHost: model\r\n"
                                 : "HTTP/1.1 200 OK\r\nX-Name: " + name + "\r\n";
    const std::string body(pick(3) == 0 ? 0 : pick(3000), static_cast<char>('p' + pick(8)));
    if (pick(3) > 0 || body.empty()) return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    std::array<char, 24> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", body.size());
    return head + "Transfer-Encoding: chunked\r\n\r\n" + size.data() + body + "\r\n0\r\n\r\n";
  }
  void write(std::size_t side) {
    End& end = ends_[side];
    ModelMessage made{message(side, end.messages.size()), end.stream.size()};
    end.stream += made.bytes;
    end.messages.push_back(std::move(made));
  }
  void ask() {
    const std::size_t answered = count_received(0);
    while (ends_[0].messages.size() < std::min(exchanges_, answered + depth_)) write(0);
    if (answered == exchanges_) finish();
    send(0);
  }
  std::size_t count_received(std::size_t side) {  // whole messages that `side` has got
    std::size_t count = 0;
    while (count < ends_[1 - side].messages.size() && ends_[1 - side].messages[count].end() <= ends_[side].received) {
      ++count;
    }
    return count;
  }
  void finish() {
    if (ending_ == Ending::fin) ends_[0].closing = true;
    if (ending_ != Ending::reset || is_reset_) return;
    is_reset_ = true;
    capture::Segment segment = blank(0, ends_[0].sent);
    segment.rst = true;
    pass(0, segment, [] {});
  }
  void progress(std::size_t side) {
    if (side == 0) return ask();
    while (ends_[1].messages.size() < count_received(1)) write(1);
    if (ends_[1].received > ends_[0].stream.size() && ends_[0].closing) ends_[1].closing = true;
    send(1);
  }

  // TCP.

  capture::Segment blank(std::size_t side, std::size_t offset) const {
    capture::Segment segment;
    segment.source = ends_[side].endpoint;
    segment.destination = ends_[1 - side].endpoint;
    segment.sequence = ends_[side].first + static_cast<std::uint32_t>(offset);
    segment.acknowledgement = ends_[1 - side].first + static_cast<std::uint32_t>(ends_[side].received);
    segment.ack = true;
    return segment;
  }
  void handshake() {
    for (const std::size_t side : {0U, 1U}) {
      capture::Segment syn = blank(side, 0);
      --syn.sequence;
      syn.syn = true;
      syn.ack = side == 1;
      observe(side, syn);
    }
    observe(0, blank(0, 0));
  }
  void send(std::size_t side) {
    End& end = ends_[side];
    if (is_reset_) return;
    while (end.sent < end.limit() && end.sent - end.acked < kWindow) {
      end.sent = transmit(side, end.sent);
    }
    arm(side);
  }
  std::size_t transmit(std::size_t side, std::size_t from) {  // to which offset
    const End& end = ends_[side];
    const std::size_t to = std::min(end.limit(), from + 1 + pick(pick(3) == 0 ? 20 : kLargest));
    capture::Segment segment = blank(side, from);
    segment.fin = to > end.stream.size();
    const std::string bytes = end.stream.substr(std::min(from, end.stream.size()), to - from - (segment.fin ? 1 : 0));
    segment.payload = bytes;
    pass(side, segment, [this, side, from, to, ack = ends_[side].received] {
      acknowledge(1 - side, ack);
      receive(1 - side, from, to);
    });
    return to;
  }
  void arm(std::size_t side) {
    End& end = ends_[side];
    const std::uint64_t timer = ++end.timer;
    if (end.acked == end.sent || end.attempts > 12) return;
    const std::size_t ms = faults_.is_patient ? std::size_t{200} << std::min(end.attempts, 8U)
                                              : std::min<std::size_t>(200U << end.attempts, 1500);
    after(std::chrono::milliseconds(ms), [this, side, timer] {
      End& late = ends_[side];
      if (late.timer != timer || is_reset_) return;
      ++late.attempts;
      std::size_t at = late.acked;
      for (std::size_t i = 0; i <= pick(3) && at < late.sent; ++i) at = std::min(transmit(side, at), late.sent);
      arm(side);
    });
  }
  void receive(std::size_t side, std::size_t from, std::size_t to) {
    End& end = ends_[side];
    std::size_t& early_to = end.early[from];
    early_to = std::max(early_to, to);
    const std::size_t before = end.received;
    while (!end.early.empty() && end.early.begin()->first <= end.received) {
      end.received = std::max(end.received, end.early.begin()->second);
      end.early.erase(end.early.begin());
    }
    if (end.received > before) progress(side);
    pass(side, blank(side, end.sent), [this, side, ack = end.received] { acknowledge(1 - side, ack); });
  }
  void acknowledge(std::size_t side, std::size_t acked) {
    End& end = ends_[side];
    if (acked <= end.acked) return;
    end.acked = std::max(end.acked, acked);
    end.attempts = 0;
    send(side);
  }

  // The network. A segment that is retransmitted after it has arrived is part of it too.

  void pass(std::size_t side, const capture::Segment& segment, const std::function<void()>& arrive) {
    const std::size_t copies = happens(faults_.doubled) ? 2 : 1;
    for (std::size_t i = 0; i < copies; ++i) {
      if (happens(faults_.lost_before_tap)) continue;
      const auto delay = [&] {
        return std::chrono::microseconds(100 + pick(50) + (happens(faults_.delayed) ? pick(5000) : 0));
      };
      after(delay(), [this, side, segment, bytes = std::string(segment.payload), arrive, on = delay()] {
        capture::Segment seen = segment;
        seen.payload = bytes;
        show(side, seen);
        if (!happens(faults_.lost_behind_tap)) after(on, arrive);
      });
    }
  }
  void show(std::size_t side, const capture::Segment& segment) {
    if (!happens(faults_.late_at_tap)) return observe(side, segment);
    after(std::chrono::microseconds(pick(400)), [this, side, segment, bytes = std::string(segment.payload)] {
      capture::Segment late = segment;
      late.payload = bytes;
      observe(side, late);
    });
  }
  void observe(std::size_t side, capture::Segment segment) {
    const bool looks = passed_++ >= looks_after_;
    segment.time = now_;
    const bool sees = looks && !happens(faults_.missed) && tap_(segment);
    const std::size_t begin = segment.first_byte() - ends_[side].first;
    const std::size_t end = begin + segment.payload.size();
    if (sees && (segment.syn || joined_at_[side] == SIZE_MAX)) joined_at_[side] = segment.syn ? 0 : begin;
    has_been_seen_ = has_been_seen_ || (sees && (segment.syn || !segment.payload.empty()));
    for (ModelMessage& message : ends_[side].messages) {
      const bool is_of_it = begin < message.end() && message.begin < end;
      if (!looks && is_of_it) message.is_early = true;
      const bool is_known = joined_at_[side] <= message.begin;
      if (sees && (is_of_it || (end > message.end() && is_known))) message.seen = true;
    }
  }

  std::mt19937_64& random_;
  const Faults faults_;
  const TapFunction tap_;
  const Timestamp start_;
  Timestamp now_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0;
  std::array<End, 2> ends_;
  std::size_t exchanges_ = 0;
  std::size_t depth_ = 1;
  Ending ending_ = Ending::fin;
  bool is_reset_ = false;
  bool has_been_seen_ = false;
  std::array<std::size_t, 2> joined_at_{SIZE_MAX, SIZE_MAX};  // where the tap first saw the stream stand
  std::size_t passed_ = 0;
  std::size_t looks_after_ = 0;
};

}  // namespace gor::test
