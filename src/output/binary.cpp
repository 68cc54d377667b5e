// SPDX-License-Identifier: Apache-2.0
#include "output/binary.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/hex_view.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "base/outage.hpp"
#include "output/binary/worker.hpp"
#include "output/most_connections.hpp"
#include "output/replay_output.hpp"
#include "output/replayed_response.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using net::Outcome;

constexpr std::size_t kReadBytes = std::size_t{8} * 1024;
constexpr std::size_t kShownBytes = 4096;  // by --output-binary-debug, of a message

class BinaryOutput final : public ReplayOutput<BinaryWorker> {
 public:
  BinaryOutput(const BinaryOutputOptions& options, StationMetrics& station, net::OwnConnections* own,
               std::shared_ptr<QueueInput> responses)
      : ReplayOutput(station, {options.queue_len, options.memory}, true, std::move(responses)),
        options_(options),
        own_(own),
        most_workers_(most_connections(options.workers, within_memory(*options.memory, kMostSessions))) {
    start();
  }
  ~BinaryOutput() override { finish(); }

  void write(const Message& message) override {
    station_.in.add(message.type);
    if (message.type != MessageType::request) return other_type_.add(message.type);
    if (message.cut_off) return cut_off_.add(message.type);
    const std::size_t bytes = message.bytes() + SessionQueues<Worker>::kQueueBytes;
    inbox_.put(message, {message, Clock::now(), bytes}, bytes);
  }

 private:
  using Worker = BinaryWorker;

  // Each session needs a worker of its own. Within their limit new ones are made; then those that are idle change over.
  void dispatch() override {
    backlog_.refill([](Worker& worker) { worker.wake.cancel(); });
    while (backlog_.size() > 0 && (workers_.empty() || (may_grow() && Clock::now() >= backoff_.until()))) add_worker();
    if (!is_short_of_workers()) return;
    for (std::size_t i = 0; i < std::min(backlog_.size(), idle_.size()); ++i) idle_[i]->wake.cancel();
  }

  bool may_grow() const { return workers_.size() < most_workers_; }
  bool is_short_of_workers() const { return backlog_.size() > 0 && !may_grow(); }

  void add_worker() {
    Answer empty(options_.timeout, options_.response_buffer);
    asio::co_spawn(io_, work(make_worker(io_, resolver_, options_.target, own_, std::move(empty))), asio::detached);
  }

  net::Task<void> work(Workers::iterator worker) {
    bool is_done = false;
    while (!is_done) {
      if (backlog_.find_work(*worker)) {
        co_await serve_next(*worker);
        continue;
      }
      is_done = is_closing();
      if (!is_done) is_done = co_await is_idle_for_long(*worker);
    }
    co_await hang_up(*worker);
    leave(worker);
  }

  // Waits for the session's next request. True: it has not come in time, and the session is over.
  net::Task<bool> is_idle_for_long(Worker& worker) {
    const auto until = Clock::now() + options_.session_timeout;
    idle_.push_back(&worker);
    co_await pause(worker, until);
    std::erase(idle_, &worker);
    co_return Clock::now() >= until;
  }

  net::Task<void> serve_next(Worker& worker) {
    if (must_wait_for_readers(worker)) {
      co_await pause(worker, Clock::now() + kTick);
      co_return;
    }
    QueuedRequest request = backlog_.take(worker);
    const Outcome outcome = co_await send(worker, request.message);
    if (outcome == Outcome::answered) {
      co_await gather_answer(worker);
      finish_request(worker, request.message);
      backlog_.done(request);
    } else if (!worker.has_reached && !is_closing() && !is_alone(worker)) {
      // The others have connections: the server may accept no more.
      backlog_.put_back(worker, std::move(request));
    } else {
      lose(request.message, station_.failed(net::reason_of(outcome)));
      outage_.begin();
      backlog_.done(request);
      // The others would meet the same dead target.
      const bool is_dead = !worker.has_reached && outcome != Outcome::no_ports && outcome != Outcome::descriptors;
      if (is_dead) backlog_.lose_all(station_.failed(net::reason_of(outcome)));
    }
    co_await rest(worker);
  }

  // Pauses after the target was found dead, and only then.
  net::Task<void> rest(Worker& worker) {
    while (!worker.connection.is_open() && Clock::now() < backoff_.until() && !is_closing()) {
      co_await pause(worker, backoff_.until());
    }
  }

  // `answered`: the request is written, and its answer follows.
  net::Task<Outcome> send(Worker& worker, const Message& message) {
    worker.has_reached = false;
    if (worker.is_leaving) co_await hang_up(worker);
    worker.connection.set_deadline(Clock::now() + options_.timeout);
    if (!worker.connection.is_open()) {
      const Outcome opened = co_await open(worker);
      if (opened != Outcome::answered) co_return opened;
    }
    worker.has_reached = true;
    worker.is_asking = true;
    worker.answer.begin();
    const std::string_view payload = message.payload.view();
    show("sends", message, payload);
    const std::size_t written = co_await worker.connection.write_all(asio::buffer(payload));
    const bool has_expired = worker.connection.has_expired();
    worker.connection.set_deadline(Clock::time_point::max());
    worker.answer.note_written(Clock::now());
    if (written == payload.size()) co_return Outcome::answered;
    worker.is_asking = false;
    co_await hang_up(worker);
    co_return has_expired ? Outcome::timeout : Outcome::reset;
  }

  net::Task<Outcome> open(Worker& worker) {
    const Outcome outcome = co_await worker.connection.open();
    const bool is_open = outcome == Outcome::answered;
    log::debug(1, "{}: connection to {}: {}", station_.text(), options_.target.authority,
               is_open ? "open" : net::reason_of(outcome));
    if (!is_open) {
      backoff_.failed(Clock::now());
      worker.connection.close();
      co_return outcome;
    }
    connections_.add();
    backoff_.answered();
    worker.is_reading = true;
    asio::co_spawn(io_, read(worker), asio::detached);
    co_return outcome;
  }

  // Reads all that comes, so that the server is never held up.
  net::Task<void> read(Worker& worker) {
    std::array<char, kReadBytes> buffer;
    net::Io io;
    while (!io.error) {
      io = co_await worker.connection.read_some(asio::buffer(buffer));
      if (io.bytes == 0) continue;
      if (worker.is_asking) worker.answer.add({buffer.data(), io.bytes}, Clock::now());
      if (!worker.is_asking) unrequested_.add(io.bytes);
      worker.wake.cancel();
    }
    worker.connection.close();
    worker.is_reading = worker.is_leaving = false;
    worker.wake.cancel();
  }

  net::Task<void> hang_up(Worker& worker) {
    worker.close();
    while (worker.is_reading) {
      co_await pause(worker, Clock::time_point::max());
    }
  }

  net::Task<void> gather_answer(Worker& worker) {
    while (worker.is_reading) {
      const auto over_at = worker.answer.over_at(!worker.queue->waiting.empty() || is_short_of_workers());
      if (Clock::now() >= over_at) break;
      co_await pause(worker, over_at);
    }
    worker.is_asking = false;
  }

  void finish_request(Worker& worker, const Message& request) {
    Answer& answer = worker.answer;
    station_.out.add(request.type);
    outage_.end();
    show("receives", request, answer.view());
    if (!answer.has_bytes()) return unanswered_.add();
    if (!responses_) return;
    responses_->push(replayed_response(request, answer.take(), answer.first_byte(), answer.latency(), options_.number));
  }

  void show(std::string_view verb, const Message& request, std::string_view bytes) const {
    if (!options_.debug) return;
    log::info("{}: {} {} bytes, {}{}", station_.text(), verb, bytes.size(), request.id.view(),
              hex_view(bytes, kShownBytes));
  }

  void on_tick(Clock::time_point now) override {
    ReplayOutput::on_tick(now);
    // Answers end sooner then.
    if (is_short_of_workers()) wake_all();
  }

  const BinaryOutputOptions options_;
  net::OwnConnections* const own_;
  Outage outage_{station_};
  MessageCounter& other_type_ = station_.ignored("type");
  MessageCounter& cut_off_ = station_.ignored("cut off");
  Counter& connections_ = station_.counter(metrics::kConnections);
  Counter& unanswered_ = station_.counter(metrics::kUnanswered);
  Counter& unrequested_ = station_.counter(metrics::kUnrequestedBytes);
  const std::size_t most_workers_;
  std::vector<Worker*> idle_;  // longest first; owned by the io thread
};

}  // namespace

std::unique_ptr<Output> make_binary_output(const BinaryOutputOptions& options, StationMetrics& station,
                                           net::OwnConnections* own, StationMetrics* responses_station) {
  auto responses = options.track_response ? make_responses(options.memory, *responses_station) : nullptr;
  return std::make_unique<BinaryOutput>(options, station, own, std::move(responses));
}

}  // namespace gor
