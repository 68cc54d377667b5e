// SPDX-License-Identifier: Apache-2.0
#include "input/http.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "base/metric_families.hpp"
#include "http/request_edit.hpp"
#include "http/server_side.hpp"
#include "input/guests.hpp"
#include "input/listening.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using http::ServerSide;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kTick = std::chrono::milliseconds(100);
constexpr Clock::duration kLinger = std::chrono::seconds(2);  // after the last response
constexpr unsigned kLastWords = 10;                           // ticks without a byte, of a request in flight at the end
constexpr unsigned kEnding = 40;                              // ticks for all of them
constexpr std::size_t kKept = std::size_t{4} * 1024;          // memory of a response, kept for the next one
constexpr std::string_view kAnswer = "OK";
constexpr std::size_t kReadSize = std::size_t{256} * 1024;
constexpr std::size_t kTlsReadSize = std::size_t{16} * 1024;  // the largest TLS record

/// A connection from a client.
struct Client : Guest {
  Client(net::ServerSocket socket, std::size_t message_limit, http::DateLine& date, std::uint64_t number)
      : Guest(std::move(socket), IdleTicks(kLastWords)), side(message_limit, date), session(number) {}

  /// It waits for the rest of a request, or for the client to read a response.
  bool is_busy() const { return side.is_within_request() || is_writing; }

  ServerSide side;
  const std::uint64_t session;
  std::uint32_t requests = 0;
  std::string address;       // the address for the realip header
  std::vector<char> buffer;  // with TLS
  std::string answers;
  Timestamp request_began;
  Clock::time_point head_began;
  bool is_writing = false;
  bool has_timed_out = false;
};

class HttpInput final : public ListeningInput {
 public:
  HttpInput(const HttpInputOptions& options, StationMetrics& station)
      : ListeningInput("--input-http", options.address, options.files.certificate.empty() ? nullptr : &options.files,
                       options.memory, station),
        options_(options),
        shared_(kReadSize),
        clients_(options.most_connections, options.memory, station, warnings_) {
    start(kTick);
  }

  ~HttpInput() override { finish(); }

 private:
  using Clients = Guests<Client>;

  void take(net::ServerSocket socket) override {
    const auto client = clients_.admit(std::move(socket), options_.message_limit, date_, next_session_++);
    if (client) asio::co_spawn(io_, serve(*client), asio::detached);
  }
  void make_room() override { clients_.make_room(); }

  net::Task<void> serve(Clients::Iterator client) {
    client->is_ready = co_await begin(*client);
    if (client->connection.is_secure()) client->buffer.resize(kTlsReadSize);
    bool is_open = client->is_ready && clients_.holds(*client, 0);
    while (is_open) is_open = co_await receive(client);
    if (client->side.is_over()) co_await linger(*client);
    client->connection.close();
    clients_.leave(client);
    if (is_stopping() && clients_.empty()) tick_now();
  }

  net::Task<bool> begin(Client& client) {
    net::ProxyHeader header;
    if (options_.proxy_protocol) {
      const auto step = co_await client.connection.take_proxy_header(header);
      if (step == net::ProxyHeader::Step::invalid) {
        malformed_.add();
        warnings_.warn("a connection did not begin with a PROXY header");
      }
      if (step != net::ProxyHeader::Step::whole) co_return false;
    }
    if (!options_.realip_header.empty()) {
      client.address = (header.client() ? header.client()->address : client.connection.peer()).text();
    }
    const bool is_safe = co_await shake_hands(client.connection);
    co_return is_safe;
  }

  /// Reads some bytes, and writes the responses that are due then. False: the connection is over.
  net::Task<bool> receive(Clients::Iterator client) {
    std::vector<char>& buffer = buffer_of(*client);
    const net::Io io = co_await client->connection.read_some(asio::buffer(buffer));
    if (io.bytes > 0) clients_.note_movement(client);
    hand_on(*client, {buffer.data(), io.bytes});
    if (client->has_timed_out && client->side.is_within_request()) refuse(*client, ServerSide::Refusal::timeout);
    if (client->answers.empty()) co_return !io.error;
    client->is_writing = true;
    const bool is_written = co_await client->connection.write(asio::buffer(client->answers));
    client->is_writing = false;
    client->answers.clear();
    if (client->answers.capacity() > kKept) client->answers.shrink_to_fit();
    clients_.note_movement(client);
    co_return is_written && !io.error && !client->side.is_over();
  }

  std::vector<char>& buffer_of(Client& client) { return client.connection.is_secure() ? client.buffer : shared_; }

  void hand_on(Client& client, std::string_view bytes) {
    if (bytes.empty()) return;
    while (!bytes.empty()) {
      if (!client.side.is_within_request()) {
        client.request_began = wall_clock_now();
        client.head_began = client.last_moved;
      }
      auto request = client.side.feed(bytes, client.answers);
      if (!request) continue;
      client.side.respond("200 OK", "text/plain", kAnswer.size(), client.answers);
      if (!client.side.is_head_request()) client.answers += kAnswer;
      push(client, *std::move(request));
    }
    note_refusal(client);
    if (!clients_.holds(client, client.side.bytes())) refuse(client, ServerSide::Refusal::overload);
  }

  void push(Client& client, Payload request) {
    Message message;
    message.type = MessageType::request;
    message.id = MessageId(fmt::format("{:016x}{:08x}", client.session, ++client.requests));
    message.timestamp = client.request_began;
    message.payload = client.address.empty() ? std::move(request)
                                             : http::with_header(request, options_.realip_header, client.address);
    queue_.push(std::move(message));
  }

  void refuse(Client& client, ServerSide::Refusal refusal) {
    client.side.refuse(refusal, client.answers);
    note_refusal(client);
  }

  void note_refusal(const Client& client) {
    using enum ServerSide::Refusal;
    switch (client.side.refusal()) {
      case none:
        return;
      case malformed:
      case tunnel:
        malformed_.add();
        break;
      case too_large:
      case head_too_large:
        too_large_.add();
        break;
      case timeout:
      case overload:
        return;  // counted elsewhere
    }
    warnings_.warn(fmt::format("a request was refused with {}", static_cast<int>(client.side.refusal())));
  }

  /// If the connection were just closed, a client that is still sending would lose the last response (RFC 9112 section
  /// 9.6).
  net::Task<void> linger(Client& client) {
    client.connection.end_direction();
    net::Io io;
    while (!io.error) io = co_await client.connection.read_some(asio::buffer(buffer_of(client)));
  }

  void begin_to_stop() override {
    for (Client& client : clients_) {
      client.side.end_soon();
      if (client.is_ready && !client.is_busy() && !client.connection.has_unread()) client.connection.cancel();
    }
  }

  std::size_t close_all() override {
    clients_.close_all();
    return clients_.size();
  }

  bool is_over() const override { return is_stopping() && clients_.empty(); }

  Clock::duration patience(const Client& client) const {
    if (!client.is_ready) return kHandshake;
    if (client.side.is_over() && !client.is_writing) return kLinger;
    return client.is_busy() ? options_.silence : options_.idle;
  }

  bool is_too_slow(const Client& client, Clock::time_point now) const {
    if (client.idle_ticks.is_final() || stopping_ticks_ >= kEnding) return true;
    if (client.side.is_within_head() && now - client.head_began >= options_.head_timeout) return true;
    return now - client.last_moved >= patience(client);
  }

  /// Cancels the operation in flight first, so that the client can get a response.
  void end(Client& client) {
    if (std::exchange(client.has_timed_out, true)) return client.connection.close();
    if (client.is_busy()) timed_out_.add();
    client.connection.cancel();
  }

  void on_tick(Clock::time_point now) override {
    if (is_stopping()) ++stopping_ticks_;
    for (Client& client : clients_) {
      if (is_stopping()) client.idle_ticks.tick();
      if (is_too_slow(client, now)) end(client);
    }
  }

  const HttpInputOptions options_;
  Counter& malformed_ = station_.counter(metrics::kMalformed);
  Counter& too_large_ = station_.counter(metrics::kTooLarge);
  Counter& timed_out_ = station_.counter(metrics::kTimedOut);
  std::vector<char> shared_;
  http::DateLine date_;
  std::uint64_t next_session_ = std::uint64_t{std::random_device{}()} << 32;
  Clients clients_;
  unsigned stopping_ticks_ = 0;
};

}  // namespace

std::unique_ptr<Input> make_http_input(const HttpInputOptions& options, StationMetrics& station) {
  return std::make_unique<HttpInput>(options, station);
}

}  // namespace gor
