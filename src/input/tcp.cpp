// SPDX-License-Identifier: Apache-2.0
#include "input/tcp.hpp"

#include <algorithm>
#include <list>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/error.hpp"
#include "base/log.hpp"
#include "input/queue.hpp"
#include "net/listener.hpp"
#include "record/decoder.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<net::Executor>{});
constexpr Clock::duration kTick = std::chrono::milliseconds(20);
constexpr Clock::duration kHandshake = std::chrono::seconds(10);
constexpr Clock::duration kLastWords = std::chrono::milliseconds(500);  // of a sender that does not leave by itself
constexpr std::size_t kQueueItems = 10'000;
constexpr std::size_t kReadSize = std::size_t{256} * 1024;
constexpr std::size_t kTlsReadSize = std::size_t{16} * 1024;  // the largest TLS record
constexpr std::uint64_t kMostTold = 10;

/// A connection from a sender.
struct Session {
  Session(net::ServerSocket taken, std::size_t message_limit) : socket(std::move(taken)), decoder(message_limit) {}

  net::ServerSocket socket;
  std::optional<asio::ssl::stream<net::ServerSocket&>> tls;
  RecordDecoder decoder;
  Clock::time_point last_read = Clock::now();
  bool is_ready = false;   // its handshake is done
  bool is_settled = true;  // nothing that has come waits for what follows
};

class TcpInput final : public Input {
 public:
  TcpInput(const TcpInputOptions& options, Station& station)
      : options_(options),
        name_(station.name()),
        connections_(station.figure("connections")),
        handshakes_(station.figure("TLS handshakes failed")),
        damaged_(station.figure("damaged records")),
        half_(station.figure("half records")),
        queue_(kQueueItems, options.memory, station),
        listener_(io_, "input-tcp", options.address),
        tick_(io_),
        shared_(kReadSize) {
    if (options.secure) tls_.emplace(net::make_server_context(options.files));
    listener_.start([this](net::ServerSocket socket) { take(std::move(socket)); });
    asio::co_spawn(io_, tick(), asio::detached);
    thread_ = std::thread([this] {
      io_.run();
      queue_.close();
    });
    log::info("{}: listening on port {}{}", name_, listener_.port(), options.secure ? " (TLS)" : "");
  }

  ~TcpInput() override {
    stop();
    asio::post(io_, [this] { end_all(); });
    thread_.join();
  }

  std::optional<Message> read() override { return queue_.read(); }

  void stop() override {
    asio::post(io_, [this] { begin_to_stop(); });
  }

 private:
  using Sessions = std::list<Session>;

  void take(net::ServerSocket socket) {
    const auto session = sessions_.emplace(sessions_.end(), std::move(socket), options_.message_limit);
    connections_.add();
    asio::co_spawn(io_, serve(session), asio::detached);
  }

  net::Task<void> serve(Sessions::iterator session) {
    session->is_ready = co_await shake_hands(*session);
    if (session->is_ready && is_stopping_) end_direction(*session);
    // GCC 12 makes something else of a co_await behind &&.
    bool is_open = session->is_ready;
    while (is_open) {
      is_open = co_await receive(*session);
      hand_on(*session);
    }
    if (session->is_ready) end_of(*session);
    sessions_.erase(session);
    if (is_stopping_ && sessions_.empty()) tick_.cancel();
  }

  net::Task<bool> shake_hands(Session& session) {
    if (!tls_) co_return true;
    session.tls.emplace(session.socket, *tls_);
    const auto [error] = co_await session.tls->async_handshake(asio::ssl::stream_base::server, kAwait);
    if (!error) co_return true;
    handshakes_.add();
    tell("a TLS handshake failed: " + net::why_handshake_failed(session.tls->native_handle(), error));
    co_return false;
  }

  /// Some bytes for the decoder. False: the connection has ended.
  net::Task<bool> receive(Session& session) {
    while (!queue_.has_room()) {
      net::Timer pause(io_, kTick / 4);
      co_await pause.async_wait(kAwait);
    }
    if (session.tls) {
      const auto room = session.decoder.room(kTlsReadSize);
      const auto [error, size] = co_await session.tls->async_read_some(asio::buffer(room.data(), room.size()), kAwait);
      session.decoder.commit(size);
      co_return !error;
    }
    // Where nothing comes there is no buffer.
    const auto [error] = co_await session.socket.async_wait(asio::socket_base::wait_read, kAwait);
    if (error) co_return false;
    error_code trouble;
    const std::size_t size = session.socket.read_some(asio::buffer(shared_), trouble);
    session.decoder.feed({shared_.data(), size});
    co_return !trouble || trouble == asio::error::would_block;
  }

  void hand_on(Session& session) {
    session.last_read = Clock::now();
    while (auto message = session.decoder.next()) push(session, *std::move(message));
    note_damage(session);
    session.is_settled = false;
  }

  /// What has come waits no longer for what may follow.
  void settle(Session& session) {
    while (auto message = session.decoder.next_at_pause()) push(session, *std::move(message));
    note_damage(session);
    session.is_settled = true;
  }

  void push(const Session& session, Message message) {
    note_damage(session);
    if (message.type == MessageType::replayed_response) return;  // senders keep them
    queue_.push(std::move(message));
  }

  void note_damage(const Session& session) {
    for (const RecordDecoder::Damage& damage : session.decoder.damaged()) {
      damaged_.add();
      tell("damaged record skipped: " + damage.what);
    }
  }

  void end_of(Session& session) {
    settle(session);
    if (session.decoder.is_between_records()) return;
    half_.add();
    log::debug(1, "{}: a connection broke within a record, which the sender will send again", name_);
  }

  void tell(const std::string& what) {
    if (++told_ <= kMostTold) log::warning("{}: {}", name_, what);
    if (told_ == kMostTold) log::warning("{}: more of that is counted and not logged", name_);
  }

  static void end_direction(Session& session) {
    error_code ignored;
    session.socket.shutdown(asio::socket_base::shutdown_send, ignored);
  }

  void begin_to_stop() {
    if (std::exchange(is_stopping_, true)) return;
    listener_.stop();
    for (Session& session : sessions_) {
      session.last_read = Clock::now();
      if (session.is_ready) end_direction(session);
    }
    tick_.cancel();
  }

  void end_all() {
    for (Session& session : sessions_) {
      error_code ignored;
      session.socket.close(ignored);
    }
  }

  net::Task<void> tick() {
    while (!is_stopping_ || !sessions_.empty()) {
      tick_.expires_after(kTick);
      co_await tick_.async_wait(kAwait);
      const auto now = Clock::now();
      for (Session& session : sessions_) {
        const auto silent = now - session.last_read;
        if (!session.is_settled && silent >= kTick) settle(session);
        const bool is_over =
            session.is_ready ? is_stopping_ && silent >= kLastWords : silent >= kHandshake || is_stopping_;
        error_code ignored;
        if (is_over) session.socket.close(ignored);
      }
    }
  }

  const TcpInputOptions options_;
  const std::string name_;
  Counter& connections_;
  Counter& handshakes_;
  Counter& damaged_;
  Counter& half_;
  QueueInput queue_;
  asio::io_context io_{1};
  std::optional<asio::ssl::context> tls_;
  net::Listener listener_;
  net::Timer tick_;
  std::vector<char> shared_;
  Sessions sessions_;
  std::uint64_t told_ = 0;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Input> make_tcp_input(const TcpInputOptions& options, Station& station) {
  if (options.secure && options.files.certificate.empty()) {
    throw UsageError("--input-tcp-secure needs --input-tcp-certificate");
  }
  return std::make_unique<TcpInput>(options, station);
}

}  // namespace gor
