// SPDX-License-Identifier: Apache-2.0
#include "output/gor_stream/output.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/error.hpp>

#include "base/inbox.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "base/outage.hpp"
#include "base/queue.hpp"
#include "output/connecting.hpp"
#include "output/gor_stream/backlog.hpp"
#include "output/gor_stream/worker.hpp"
#include "output/trouble.hpp"
#include "record/codec.hpp"
#include "record/sequence.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kOpening = std::chrono::seconds(5);
constexpr Clock::duration kLasting = std::chrono::seconds(1);
constexpr Clock::duration kEnding = std::chrono::milliseconds(500);
constexpr std::size_t kQueueItems = 1'000'000;

class GorStreamOutput final : public ConnectingOutput {
 public:
  GorStreamOutput(const GorStreamOptions& options, StationMetrics& station, net::OwnConnections* own)
      : ConnectingOutput(station),
        options_(options),
        inbox_(station, {kQueueItems, MemoryBudget::of(options.buffer)}, [this] { post_dispatch(); }),
        backlog_({options.sticky, options.acknowledge,
                  std::max<std::uint64_t>(options.buffer / std::max(options.workers, 1U), 1), options.buffer / 2},
                 inbox_.queue(), inbox_.queue_full(), station.failed("not delivered")) {
    const auto verify = options.skip_verify ? net::Verify::nothing : net::Verify::certificate;
    if (options.url.tls) use_tls(verify, options.files);
    for (unsigned i = 0; i < std::max(options.workers, 1U); ++i) {
      std::unique_ptr<RecordLink> link;
      if (options.websocket) {
        link = std::make_unique<WebSocketLink>(io_, options.url, tls(), verify, own);
      } else {
        link = std::make_unique<RecordLink>(io_, options.url, tls(), verify, own);
      }
      workers_.push_back(std::make_unique<Worker>(io_, std::move(link)));
      backlog_.add(*workers_.back());
      asio::co_spawn(io_, work(*workers_.back()), asio::detached);
    }
    start();
  }
  ~GorStreamOutput() override { finish(); }

  void write(const Message& message) override {
    station_.in.add(message.type);
    if (message.type == MessageType::replayed_response) return other_type_.add(message.type);
    inbox_.put(message, without_ticket(message), message.bytes());
  }

  bool is_idle() const override { return station_.held() == 0 && (!is_closed_ || has_ended_); }

 private:
  using Worker = RecordWorker;

  net::Task<void> work(Worker& worker) {
    while (!is_abandoned_) {
      if (worker.has_left) co_await disconnect(worker);
      backlog_.dispatch();
      // A worker with nothing to send stays while others have messages, which may not get through.
      if (is_closing() && backlog_.is_empty()) break;
      if (!worker.is_open()) {
        co_await open(worker);  // meanwhile everything may be done
        continue;
      }
      if (!worker.has_unsent()) backlog_.take_batch(worker);
      if (worker.has_unsent()) {
        co_await write_batch(worker);
        continue;
      }
      backlog_.rest(worker);
      worker.wake.expires_at(Clock::time_point::max());
      co_await worker.wake.async_wait(net::kAwait);
      backlog_.wake(worker);
    }
    if (!std::exchange(is_ending_, true)) end_all();
    co_await disconnect(worker);
    if (options_.acknowledge) unconfirmed_.add(worker.sent);
    backlog_.lose_all(worker, inbox_.shutdown());
    if (++ended_ < workers_.size()) co_return;
    has_ended_ = true;
    tick_now();
  }

  /// All workers leave, also those that are still connecting.
  void end_all() {
    for (const auto& worker : workers_) {
      if (!worker->is_open()) worker->connection().interrupt();
      worker->wake.cancel();
    }
  }

  /// Tries once to connect, or waits until the next attempt is due.
  net::Task<void> open(Worker& worker) {
    if (worker.backoff.until() > Clock::now()) {
      worker.wake.expires_at(worker.backoff.until());
      co_await worker.wake.async_wait(net::kAwait);
      co_return;
    }
    net::Resolver::Answer answer = resolver_.lookup(options_.url.host);
    if (!answer.known) {
      worker.wake.expires_after(kTick);
      co_await worker.wake.async_wait(net::kAwait);
      co_return;
    }
    worker.connection().set_deadline(Clock::now() + kOpening);
    const std::string trouble = co_await worker.link->open(std::move(answer.addresses));
    worker.connection().set_deadline(Clock::time_point::max());
    if (!trouble.empty()) {
      worker.backoff.failed(Clock::now());
      const auto is_open = [](const auto& one) { return one->is_open(); };
      if (std::none_of(workers_.begin(), workers_.end(), is_open)) outage_.begin();
      if (!is_closing()) trouble_.warn("cannot connect: " + trouble);
      co_return;
    }
    worker.opened_at = Clock::now();
    worker.connection().give_up_silence_after(options_.silence);
    worker.in_flight = {};
    worker.said = {};
    connections_.add();
    outage_.end();
    if (trouble_.end()) log::info("{}: connected again", station_.text());
    worker.is_watched = true;
    asio::co_spawn(io_, watch(worker), asio::detached);
  }

  /// Reads confirmations, and the receiver's announcement that it leaves.
  net::Task<void> watch(Worker& worker) {
    std::array<char, 1024> bytes;
    net::Io io;
    while (!io.error && !worker.said.is_leaving()) {
      io = co_await worker.link->read_some(asio::buffer(bytes));
      worker.said.feed({bytes.data(), io.bytes});
      const std::vector<std::uint64_t> failed = worker.said.take_failed();
      if (options_.acknowledge) take_confirmations(worker, failed);
      worker.wake.cancel();
    }
    // TLS reports a shutdown of TCP as truncation.
    const bool is_end = io.error == asio::error::eof || io.error == asio::ssl::error::stream_truncated;
    const bool is_in_order = worker.said.is_leaving() || (is_end && options_.acknowledge);
    const bool is_ours = io.error == asio::error::operation_aborted && !worker.connection().is_broken();
    worker.is_broken = worker.is_broken || !(is_in_order || is_ours);
    worker.is_watched = false;
    worker.has_left = true;
    worker.wake.cancel();
  }

  void take_confirmations(Worker& worker, const std::vector<std::uint64_t>& failed) {
    for (const std::uint64_t number : failed) {
      const bool is_known = number >= worker.first_number && number - worker.first_number < worker.taken.size();
      if (is_known) worker.failed.insert(number);
    }
    const std::uint64_t number = worker.said.confirmed();
    if (number < worker.first_number) return;
    confirm(worker, std::min<std::uint64_t>(number - worker.first_number + 1, worker.sent));
  }

  /// The first `count` of the sent messages are confirmed.
  void confirm(Worker& worker, std::size_t count) {
    for (; count > 0; --count) {
      Message& message = worker.taken.front();
      worker.taken_bytes -= message.bytes();
      if (worker.failed.erase(worker.first_number) > 0) {
        sent_again_.add();
        backlog_.send_again(std::move(message), Clock::now());
      } else {
        backlog_.end(message, station_.out);
      }
      worker.taken.pop_front();
      --worker.sent;
      ++worker.first_number;
    }
  }

  void append(Worker& worker, std::size_t place) const {
    if (!options_.acknowledge) return append_record(worker.bytes, worker.taken[place]);
    Message numbered = worker.taken[place];
    numbered.extra += sequence_field(worker.stream, worker.first_number + place);
    append_record(worker.bytes, numbered);
  }

  net::Task<void> write_batch(Worker& worker) {
    std::vector<std::size_t> ends;
    worker.bytes.clear();
    for (std::size_t i = worker.sent; i < worker.taken.size() && worker.bytes.size() < StreamBacklog::kBatch; ++i) {
      append(worker, i);
      ends.push_back(worker.bytes.size());
    }
    const RecordLink::Written written = co_await worker.link->write(worker.bytes, ends);
    worker.sent += written.messages;
    if (!options_.acknowledge) {
      confirm(worker, written.messages);
      worker.in_flight.written(written.bytes, written.messages, worker.connection().unacknowledged());
    }
    if (written.messages == ends.size()) co_return;
    worker.has_left = worker.is_broken = true;
    backlog_.put_back(worker);
  }

  net::Task<void> disconnect(Worker& worker) {
    if (worker.is_open()) {
      // Waits for the written bytes as long as the connection works.
      while (!worker.is_broken && worker.connection().unacknowledged() > 0 && !is_abandoned_) {
        worker.wake.expires_after(kTick / 4);
        co_await worker.wake.async_wait(net::kAwait);
        worker.is_broken = worker.connection().is_broken();
      }
      count_unconfirmed(worker);
      note_how_long(worker);
      worker.connection().set_deadline(Clock::now() + kEnding);
      if (!worker.is_broken) co_await worker.link->end();
    }
    worker.connection().interrupt();
    while (worker.is_watched) {
      worker.wake.expires_at(Clock::time_point::max());
      co_await worker.wake.async_wait(net::kAwait);
    }
    worker.connection().close();
    worker.has_left = worker.is_broken = false;
    worker.sent = 0;  // unconfirmed messages are sent again
  }

  /// A connection that ends at once, as after a refused certificate, counts like a failed one.
  void note_how_long(Worker& worker) {
    const auto now = Clock::now();
    const bool has_lasted = worker.said.is_leaving() || now - worker.opened_at >= kLasting;
    has_lasted ? worker.backoff.answered() : worker.backoff.failed(now);
  }

  void count_unconfirmed(Worker& worker) {
    unconfirmed_.add(worker.in_flight.messages(worker.connection().unacknowledged(), worker.is_broken));
    if (!worker.is_broken) return;
    trouble_.warn(options_.acknowledge ? "the connection broke; what is not confirmed is sent again"
                                       : "the connection broke; what was sent last may not have arrived");
  }

  void close_inbox() override {
    inbox_.close();
    is_closed_ = true;
  }
  void dispatch() override { backlog_.dispatch(); }
  bool is_over() const override { return ended_ == workers_.size(); }
  void on_end() override { open_connections_.set(0); }

  void wake_all() override {
    for (const auto& worker : workers_) worker->wake.cancel();
  }

  void on_tick(Clock::time_point now) override {
    std::int64_t open = 0;
    for (const auto& worker : workers_) {
      worker->connection().check(now);
      open += worker->is_open() ? 1 : 0;
    }
    open_connections_.set(open);
    backlog_.retry(now);
  }

  void abandon() override {
    is_abandoned_ = true;
    backlog_.lose_all(inbox_.shutdown());
    for (const auto& worker : workers_) {
      worker->connection().interrupt();
      worker->wake.cancel();
    }
  }

  const GorStreamOptions options_;
  MessageCounter& other_type_ = station_.ignored("replayed responses");
  Counter& connections_ = station_.counter(metrics::kConnections);
  Counter& sent_again_ = station_.counter(metrics::kSentAgain);
  Counter& unconfirmed_ = station_.counter(metrics::kUnconfirmed);
  Outage outage_{station_};
  Trouble trouble_{station_};
  Gauge& open_connections_ = station_.gauge(metrics::kOpenConnections);
  Inbox<> inbox_;
  std::atomic<bool> is_closed_ = false;
  std::atomic<bool> has_ended_ = false;  // everything is written and acknowledged, or given up
  // Owned by the io thread:
  std::vector<std::unique_ptr<Worker>> workers_;
  StreamBacklog backlog_;
  std::size_t ended_ = 0;  // number of workers that have ended
  bool is_ending_ = false;
  bool is_abandoned_ = false;
};

}  // namespace

std::unique_ptr<Output> make_gor_stream_output(const GorStreamOptions& options, StationMetrics& station,
                                               net::OwnConnections* own) {
  return std::make_unique<GorStreamOutput>(options, station, own);
}

}  // namespace gor
