// SPDX-License-Identifier: Apache-2.0
// A lane of an HTTP output: an io thread with a queue and keep-alive connections, whose number grows with the queue.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "gor/message.hpp"

#include "net/http/client.hpp"
#include "output/http/connection_limit.hpp"
#include "output/http/latencies.hpp"
#include "output/http/request_maker.hpp"
#include "output/http/shared.hpp"
#include "output/http/worker.hpp"
#include "output/replay_output.hpp"

namespace gor {

class HttpLane final : public ReplayOutput<HttpWorker> {
 public:
  /// The lane's part of the output's limits.
  struct Share {
    std::size_t queue_len;
    std::size_t least_workers;
    std::size_t most_workers;
    std::size_t most_sessions;
    bool is_part;  ///< there are other lanes
  };

  /// Starts its thread. `shared` must outlive it. Throws StartError if TLS or the thread cannot start.
  HttpLane(HttpShared& shared, const Share& share);
  ~HttpLane() override { finish(); }

  /// Queues a message that the output has counted.
  void write(const Message& message) override;
  /// As write(); false and nothing is done if the queue has no room. Any thread.
  bool offer(const Message& message);

  /// The target has just refused a connection, and there is no other. Any thread.
  bool is_refused() const noexcept { return reach_ == Reach::refused; }

 private:
  using Worker = HttpWorker;
  using Outcome = net::Outcome;

  std::size_t bytes_of(const Message& message) const;

  void dispatch() override;
  void on_tick(Clock::time_point now) override;
  bool is_at_rest() const override { return workers_.empty() && reach_ != Reach::refused; }
  void wake_all() override;
  bool must_grow() const;
  void wake(Worker& worker);
  void grow(Clock::time_point now);
  void grow_by_session(Clock::time_point now);
  void add_worker();

  net::Task<void> work(Workers::iterator worker);
  net::Task<bool> serve(Worker& worker, const QueuedRequest& request);
  void note_end(Worker& worker, const QueuedRequest& request, Outcome outcome, Clock::time_point start);
  net::Task<Outcome> send(Worker& worker, net::HttpClient& client, Clock::time_point start);
  net::Task<Outcome> follow_redirects(Worker& worker, Clock::time_point start);
  bool must_rest(const Worker& worker) const { return !worker.client.is_open() && backoff_.until() > Clock::now(); }

  /// What is known of the target.
  enum class Reach { unused, unknown, connected, refused };
  enum class Fate { ends, waits, fails };
  HttpLane* find_other(Reach reach) const;
  Fate leave_to_others(const QueuedRequest& request);

  struct Span {
    Clock::time_point begin, end;
  };
  void note_sent(const Worker& worker, net::HttpClient& client);
  void note_opening(const net::Url& origin, Outcome outcome, const std::string& tls_failure);
  void note_latency(const Worker& worker, const QueuedRequest& request, Outcome outcome, Span sent);
  void tell(const Worker& worker, const Message& message, Outcome outcome) const;

  HttpShared& shared_;
  std::atomic<Reach> reach_ = Reach::unused;
  const HttpOutputOptions& options_ = shared_.options;
  HttpCounts& counts_ = shared_.counts;
  const Share share_;
  net::HttpClientOptions client_options_;
  // Owned by the io thread:
  RequestMaker request_maker_;
  HttpLatencies latencies_{station_, options_.url};
  bool has_waited_ = false;  // for other lanes, since its last connection
  std::vector<Worker*> idle_;
  std::size_t waking_ = 0;  // woken and not yet at work
  ConnectionLimit limit_;
  Clock::duration mean_round_trip_{0};
};

}  // namespace gor
