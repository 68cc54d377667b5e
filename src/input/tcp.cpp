// SPDX-License-Identifier: Apache-2.0
#include "input/tcp.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "base/completions.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "input/guests.hpp"
#include "input/listening.hpp"
#include "record/ack_protocol.hpp"
#include "record/decoder.hpp"
#include "record/sequence.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kTick = IdleTicks::kTick;
constexpr std::size_t kReadSize = std::size_t{256} * 1024;
constexpr std::size_t kTlsReadSize = std::size_t{16} * 1024;  // the largest TLS record
constexpr std::size_t kMostStreams = 10'000;
constexpr std::size_t kMostFailures = 1'000'000;

/// The messages of one sender's connection, which may be replaced by a new one.
struct Stream {
  struct Open {
    std::uint64_t number;
    bool has_ended = false;
  };
  std::uint64_t latest = 0;              // number of the last message passed on
  std::uint64_t confirmed = 0;           // number of the last message that is done with, as are all before it
  std::deque<Open> open;                 // the messages between the two
  std::deque<std::uint64_t> failed;      // messages that the sender may not know to have failed
  std::uint64_t forgotten_failures = 0;  // how many were removed from the front of `failed`
  const std::shared_ptr<Completions> completions = std::make_shared<Completions>();
};

/// A connection from a sender.
struct Session : Guest {
  Session(net::ServerSocket socket, std::size_t message_limit) : Guest(std::move(socket)), decoder(message_limit) {}

  RecordDecoder decoder;
  std::vector<char> tls_buffer;
  bool is_settled = true;    // no received bytes wait for more
  bool has_record = false;   // a record has arrived
  bool is_stranger = false;  // the first bytes were not a record
  Stream* stream = nullptr;  // if its messages are numbered
  std::uint64_t told = 0;    // the last number confirmed to it
  std::uint64_t told_failures = 0;
  std::string unsent;  // confirmations and failures
  bool is_sending = false;
};

class TcpInput final : public ListeningInput {
 public:
  TcpInput(const TcpInputOptions& options, StationMetrics& station)
      : ListeningInput("--input-tcp", options.address, options.files.are_any() ? &options.files : nullptr,
                       options.memory, station),
        options_(options),
        shared_(kReadSize),
        sessions_(options.most_connections, options.memory, station, warnings_) {
    start(kTick);
  }

  ~TcpInput() override {
    stop();
    asio::post(io_, [this] {
      is_ending_ = true;
      for (Session& session : sessions_) session.idle_ticks.begin_anew();
      tick_now();
    });
    finish();
  }

 private:
  using Sessions = Guests<Session>;

  void take(net::ServerSocket socket) override {
    const auto session = sessions_.admit(std::move(socket), options_.message_limit);
    if (session) asio::co_spawn(io_, serve(*session), asio::detached);
  }
  void make_room() override { sessions_.make_room(); }

  net::Task<void> serve(Sessions::Iterator session) {
    session->is_ready = co_await shake_hands(session->connection);
    if (session->connection.is_secure()) session->tls_buffer.resize(kTlsReadSize);
    if (session->is_ready && is_leaving()) leave(*session);
    // GCC 12 compiles a co_await after && wrongly.
    bool is_open = session->is_ready && sessions_.holds(*session, 0);
    while (is_open) {
      is_open = co_await receive(*session);
      hand_on(session);
      const bool may_stay = sessions_.holds(*session, session->decoder.bytes());
      is_open = is_open && may_stay;
    }
    if (session->is_ready) end_of(*session);
    session->connection.close();
    while (session->is_sending) co_await pause();
    sessions_.leave(session);
    if (is_stopping() && sessions_.empty()) tick_now();
  }

  /// New messages would not be passed on any more: the sender keeps them.
  bool takes_no_more() const { return is_stopping() && options_.acknowledge; }
  /// At the very end input is read and ignored: closing a connection with unread bytes would reset it, and the last
  /// confirmation might be lost.
  bool is_reading() const { return is_ending_ || (!takes_no_more() && queue_.has_room()); }
  /// Senders were asked to leave; what they still send is passed on.
  bool is_leaving() const { return is_stopping() && !options_.acknowledge; }

  /// Reads some bytes into the decoder. False: the connection has ended.
  net::Task<bool> receive(Session& session) {
    while (session.connection.is_open() && !is_reading()) co_await pause();
    // Not the decoder's own buffer, which moves when settle() reads from it.
    std::vector<char>& buffer = session.connection.is_secure() ? session.tls_buffer : shared_;
    const net::Io io = co_await session.connection.read_some(asio::buffer(buffer));
    if (!takes_no_more()) session.decoder.feed({buffer.data(), io.bytes});
    co_return !io.error;
  }

  void hand_on(Sessions::Iterator session) {
    if (takes_no_more()) return;
    sessions_.note_movement(session);
    take_records(*session, &RecordDecoder::next);
    session->is_settled = false;
  }

  /// Takes all records that are complete.
  void take_records(Session& session, std::optional<Message> (RecordDecoder::*next)()) {
    bool goes_on = !session.is_stranger;
    while (goes_on) {
      auto message = (session.decoder.*next)();
      if (is_strange(session)) return turn_away(session);
      note_damage(session);
      goes_on = message.has_value();
      if (message) push(session, *std::move(message));
    }
  }

  /// Browsers, for instance, can be made to send here by a web page; a real sender begins with a record.
  static bool is_strange(const Session& session) {
    return !session.has_record && (session.decoder.is_skipping() || !session.decoder.damaged().empty());
  }
  void turn_away(Session& session) {
    session.is_stranger = true;
    strangers_.add();
    warnings_.warn("closed a connection that does not begin with a record");
    session.connection.close();
  }

  /// Stops waiting for bytes that may follow a record.
  void settle(Session& session) {
    take_records(session, &RecordDecoder::next_at_pause);
    session.is_settled = true;
    sessions_.holds(session, session.decoder.bytes());
  }

  void push(Session& session, Message message) {
    session.has_record = true;
    if (message.type == MessageType::replayed_response) return;  // senders keep them
    if (options_.acknowledge && !take_number(session, message)) return;
    queue_.push_anyway(std::move(message));
  }

  /// Replaces the number in the metadata by a receipt. False: the message was passed on before.
  bool take_number(Session& session, Message& message) {
    std::size_t fields_before = 0;
    const auto sequence = find_sequence(message.extra, fields_before);
    if (!sequence) return true;
    if (streams_.size() > kMostStreams) forget_streams();
    Stream& stream = streams_[std::string(sequence->stream)];
    if (std::exchange(session.stream, &stream) != &stream) forget_failures(stream, sequence->number);
    if (sequence->number <= stream.latest) {
      duplicates_.add();
      session.told = 0;  // the sender may have missed the confirmation
      return false;
    }
    stream.latest = sequence->number;
    message.extra.resize(fields_before);
    stream.open.push_back({stream.latest});
    message.receipt = stream.completions->make(stream.latest);
    return true;
  }

  /// The sender knows of failures before `first`, the number with which it begins a connection. It cannot have more
  /// than kMostFailures messages that are not confirmed.
  static void forget_failures(Stream& stream, std::uint64_t first) {
    while (!stream.failed.empty() && (stream.failed.front() < first || stream.failed.size() > kMostFailures)) {
      stream.failed.pop_front();
      ++stream.forgotten_failures;
    }
  }

  /// Forgets the streams of senders that have gone.
  void forget_streams() {
    std::erase_if(streams_, [&](const auto& known) {
      return std::none_of(sessions_.begin(), sessions_.end(),
                          [&](const Session& session) { return session.stream == &known.second; });
    });
  }

  /// Reports failures, and then confirms the messages that no output holds any more.
  void confirm(Session& session) {
    if (session.stream == nullptr) return;
    Stream& stream = *session.stream;
    take_ended(stream);
    if (session.is_sending) return;
    const std::uint64_t begin = stream.forgotten_failures;
    for (std::uint64_t i = std::max(session.told_failures, begin); i < begin + stream.failed.size(); ++i) {
      session.unsent += failure_line(stream.failed[i - begin]);
    }
    session.told_failures = begin + stream.failed.size();
    // The sender may have given up a connection that still exists here, and wait on another.
    if (stream.confirmed != session.told) session.unsent += confirmation_line(session.told = stream.confirmed);
    if (!session.unsent.empty()) send(session);
  }

  void take_ended(Stream& stream) {
    for (const auto& [number, has_failed] : stream.completions->take()) {
      const auto open =
          std::lower_bound(stream.open.begin(), stream.open.end(), number,
                           [](const Stream::Open& known, std::uint64_t value) { return known.number < value; });
      open->has_ended = true;
      if (!has_failed) continue;
      failed_.add();
      stream.failed.push_back(number);
    }
    forget_failures(stream, 0);
    for (; !stream.open.empty() && stream.open.front().has_ended; stream.open.pop_front()) {
      stream.confirmed = stream.open.front().number;
    }
  }

  void send(Session& session) {
    session.is_sending = true;
    asio::co_spawn(io_, send_unsent(session), asio::detached);
  }

  net::Task<void> send_unsent(Session& session) {
    const std::string bytes = std::exchange(session.unsent, {});
    co_await session.connection.write(asio::buffer(bytes));
    session.is_sending = false;
    if (is_leaving()) session.connection.end_direction();
  }

  void note_damage(const Session& session) {
    for (const RecordDecoder::Damage& damage : session.decoder.damaged()) {
      damaged_.add();
      warnings_.warn("skipped a damaged record: " + damage.what);
    }
  }

  void end_of(Session& session) {
    if (takes_no_more()) return;
    settle(session);
    if (session.is_stranger || session.decoder.is_between_records()) return;
    half_.add();
    log::debug(1, "{}: a connection broke within a record, which the sender will send again", name_);
  }

  /// Announces the end and shuts down its direction.
  void leave(Session& session) {
    session.unsent = kLeavingLine;
    send(session);
  }

  void begin_to_stop() override {
    if (options_.acknowledge) {
      queue_.close();  // confirmations continue until the outputs are done
      return;
    }
    for (Session& session : sessions_) {
      session.idle_ticks.begin_anew();
      if (session.is_ready) leave(session);
    }
  }

  std::size_t close_all() override {
    if (takes_no_more()) return 0;
    sessions_.close_all();
    return sessions_.size();
  }

  bool is_over() const override { return (is_ending_ || is_leaving()) && sessions_.empty(); }

  bool has_ended(const Session& session, Clock::time_point now) const {
    if (is_ending_ || is_leaving()) return session.idle_ticks.is_final();
    return !session.is_ready && (is_stopping() || now - session.last_moved >= kHandshake);
  }

  void on_tick(Clock::time_point now) override {
    for (Session& session : sessions_) {
      if (!session.is_settled && now - session.last_moved >= kTick) settle(session);
      confirm(session);
      // After the last confirmation, not after one in flight when the end began.
      if (is_ending_ && !session.is_sending) session.connection.end_direction();
      if (is_reading()) session.idle_ticks.tick();
      if (has_ended(session, now)) session.connection.close();
    }
  }

  const TcpInputOptions options_;
  Counter& damaged_ = station_.counter(metrics::kDamagedRecords);
  Counter& strangers_ = station_.counter(metrics::kStrangers);
  Counter& half_ = station_.counter(metrics::kHalfRecords);
  Counter& duplicates_ = station_.counter(metrics::kDuplicates);
  Counter& failed_ = station_.counter(metrics::kUndelivered);
  std::vector<char> shared_;
  std::unordered_map<std::string, Stream> streams_;
  Sessions sessions_;
  bool is_ending_ = false;  // the outputs are done
};

}  // namespace

std::unique_ptr<Input> make_tcp_input(const TcpInputOptions& options, StationMetrics& station) {
  return std::make_unique<TcpInput>(options, station);
}

}  // namespace gor
