// SPDX-License-Identifier: Apache-2.0
#include "input/ws.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/metric_families.hpp"
#include "input/guests.hpp"
#include "input/listening.hpp"
#include "net/websocket.hpp"
#include "record/ack_protocol.hpp"
#include "record/codec.hpp"
#include "record/length.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kTick = IdleTicks::kTick;
constexpr std::size_t kMetadata = 4096;                          // at most, in addition to the payload
constexpr std::size_t kWebSocketBytes = std::size_t{96} * 1024;  // of its buffers

/// A connection from a sender.
struct Session : Guest {
  using Guest::Guest;

  std::optional<net::WebSocket> websocket;
  bool is_writing = false;
};

class WsInput final : public ListeningInput {
 public:
  WsInput(const WsInputOptions& options, StationMetrics& station)
      : ListeningInput("--input-ws", options.address, options.files.certificate.empty() ? nullptr : &options.files,
                       options.memory, station),
        options_(options),
        sessions_(options.most_connections, options.memory, station, warnings_) {
    start(kTick);
  }

  ~WsInput() override { finish(); }

 private:
  using Sessions = Guests<Session>;

  void take(net::ServerSocket socket) override {
    const auto session = sessions_.admit(std::move(socket));
    if (session) asio::co_spawn(io_, serve(*session), asio::detached);
  }
  void make_room() override { sessions_.make_room(); }

  net::Task<void> serve(Sessions::Iterator session) {
    session->is_ready = co_await open(*session);
    if (session->is_ready && is_stopping()) leave(*session);
    bool is_open = session->is_ready && sessions_.holds(*session, kWebSocketBytes);
    while (is_open) is_open = co_await receive(session);
    session->connection.close();
    while (session->is_writing) co_await pause();
    sessions_.leave(session);
    if (is_stopping() && sessions_.empty()) tick_now();
  }

  net::Task<bool> open(Session& session) {
    const bool is_secure = co_await session.connection.shake_hands(tls());
    std::string trouble = is_secure ? std::string() : "TLS: " + session.connection.failure();
    if (is_secure) {
      session.websocket.emplace(session.connection.stream());
      trouble = co_await session.websocket->accept(options_.origins);
    }
    if (trouble.empty()) co_return true;
    handshakes_.add();
    warnings_.warn("a handshake failed: " + trouble);
    co_return false;
  }

  /// Reads a message. False: the connection has ended.
  net::Task<bool> receive(Sessions::Iterator session) {
    while (session->connection.is_open() && !queue_.has_room()) co_await pause();
    const std::function<bool(std::size_t)> may_hold = [&](std::size_t bytes) {
      sessions_.note_movement(session);
      return sessions_.holds(*session, kWebSocketBytes + bytes);
    };
    net::WebSocket::Read read = co_await session->websocket->read(options_.message_limit + kMetadata, may_hold);
    if (read.error) co_return false;
    hand_on(read);
    sessions_.holds(*session, kWebSocketBytes);
    co_return true;
  }

  void hand_on(const net::WebSocket::Read& read) {
    std::string_view payload = read.bytes;
    const auto line_end = payload.find('\n');
    Message message;
    std::optional<std::uint64_t> length;
    if (line_end == payload.npos || !parse_metadata(payload.substr(0, line_end), message, length)) {
      damaged_.add();
      return warnings_.warn("skipped a message that is not a record");
    }
    if (message.type == MessageType::replayed_response) return;  // senders keep them
    payload.remove_prefix(line_end + 1);
    if (!length) length = announced_length(payload, message.type).payload;
    // Some senders add it; but it may be the end of the payload.
    if (length != payload.size() && payload.ends_with(kRecordSeparator)) payload.remove_suffix(kRecordSeparator.size());
    message.cut_off = read.is_cut_off || payload.size() > options_.message_limit;
    message.payload = Payload(payload.substr(0, options_.message_limit));
    queue_.push_anyway(std::move(message));
  }

  /// Announces the end. The sender closes after a complete message.
  void leave(Session& session) {
    session.is_writing = true;
    asio::co_spawn(io_, say_leaving(session), asio::detached);
  }

  net::Task<void> say_leaving(Session& session) {
    co_await session.websocket->write(net::WebSocket::Kind::text, asio::buffer(kLeavingLine));
    session.is_writing = false;
  }

  void begin_to_stop() override {
    for (Session& session : sessions_) {
      session.idle_ticks.begin_anew();
      if (session.is_ready) leave(session);
    }
  }

  std::size_t close_all() override {
    sessions_.close_all();
    return sessions_.size();
  }

  bool is_over() const override { return is_stopping() && sessions_.empty(); }

  void on_tick(Clock::time_point now) override {
    for (Session& session : sessions_) {
      if (queue_.has_room()) session.idle_ticks.tick();
      const bool is_late = !session.is_ready && now - session.last_moved >= kHandshake;
      if (is_stopping() ? session.idle_ticks.is_final() : is_late) session.connection.close();
    }
  }

  const WsInputOptions options_;
  Counter& handshakes_ = station_.counter(metrics::kWebSocketFailures);
  Counter& damaged_ = station_.counter(metrics::kDamagedRecords);
  Sessions sessions_;
};

}  // namespace

std::unique_ptr<Input> make_ws_input(const WsInputOptions& options, StationMetrics& station) {
  return std::make_unique<WsInput>(options, station);
}

}  // namespace gor
