// SPDX-License-Identifier: Apache-2.0
#include "output/http/lane.hpp"

#include <algorithm>
#include <list>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "base/log.hpp"
#include "http/head.hpp"
#include "output/http/redirects.hpp"
#include "output/http/request.hpp"
#include "output/replayed_response.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using net::Outcome;
using Clock = std::chrono::steady_clock;

constexpr Clock::duration kLeastPatience = std::chrono::microseconds(200);

}  // namespace

HttpLane::HttpLane(HttpShared& shared, const Share& share)
    : ReplayOutput(shared.counts.station, {share.queue_len, shared.options.memory, share.is_part},
                   shared.options.by_session, shared.responses),
      shared_(shared),
      share_(share),
      request_maker_(edits_for(options_.url, options_.original_host), counts_),
      limit_(std::max<std::size_t>(share.least_workers, 1), share.most_workers) {
  client_options_.verify = options_.skip_verify ? net::Verify::nothing : net::Verify::certificate;
  if (options_.url.tls || options_.redirects > 0) use_tls(client_options_.verify);
  client_options_.tls = tls();
  client_options_.own = shared.own;
  client_options_.on_open = [this](const net::Url& origin, Outcome outcome, const std::string& tls_failure) {
    note_opening(origin, outcome, tls_failure);
  };
  start();
}

void HttpLane::write(const Message& message) {
  const std::size_t bytes = bytes_of(message);
  inbox_.put(message, {message, Clock::now(), bytes}, bytes);
}

bool HttpLane::offer(const Message& message) {
  const std::size_t bytes = bytes_of(message);
  return inbox_.offer(message, {message, Clock::now(), bytes}, bytes);
}

std::size_t HttpLane::bytes_of(const Message& message) const {
  return message.bytes() + (options_.by_session ? SessionQueues<Worker>::kQueueBytes : 0);
}

// Takes queued requests and gives them to idle workers, the last used first, or to new ones.
void HttpLane::dispatch() {
  backlog_.refill([this](Worker& worker) { wake(worker); });
  while (waking_ < backlog_.size() && !idle_.empty() && !must_grow()) {
    wake(options_.by_session ? *idle_.front() : *idle_.back());
  }
  grow(Clock::now());
}

// Each session needs a connection of its own, within the limit.
bool HttpLane::must_grow() const {
  return options_.by_session && workers_.size() < share_.most_sessions;
}

void HttpLane::wake(Worker& worker) {
  if (std::erase(idle_, &worker) == 0) return;
  worker.wake.cancel();
  ++waking_;
}

// Adds a worker when a request has waited for longer than a response takes.
void HttpLane::grow(Clock::time_point now) {
  if (options_.by_session) return grow_by_session(now);
  if (backlog_.size() <= waking_) return;
  if (workers_.empty()) return add_worker();
  if (now - backlog_.since() <= std::max(mean_round_trip_, kLeastPatience) || now < backoff_.until()) return;
  if (workers_.size() < limit_.get()) return add_worker();
  limit_.requests_wait(
      now, [this] { return counts_.out.total(); }, mean_round_trip_);
}

void HttpLane::grow_by_session(Clock::time_point now) {
  while (backlog_.size() > 0 && (workers_.empty() || (must_grow() && now >= backoff_.until()))) add_worker();
}

void HttpLane::add_worker() {
  if (is_at_rest()) tick_now();
  if (reach_ == Reach::unused) reach_ = Reach::unknown;
  asio::co_spawn(io_, work(make_worker(io_, resolver_, options_.url, client_options_)), asio::detached);
}

void HttpLane::on_tick(Clock::time_point now) {
  ReplayOutput::on_tick(now);
  if (open() > 0) {
    reach_ = Reach::connected;
  } else if (reach_ != Reach::refused || now >= backoff_.until()) {
    reach_ = workers_.empty() ? Reach::unused : Reach::unknown;
  }
}

void HttpLane::wake_all() {
  ReplayOutput::wake_all();
  waking_ += idle_.size();
  idle_.clear();
}

net::Task<void> HttpLane::work(Workers::iterator worker) {
  while (true) {
    if (backlog_.find_work(*worker)) {
      if (!options_.by_session && workers_.size() > limit_.get()) break;
      if (must_wait_for_readers(*worker)) {
        co_await pause(*worker, Clock::now() + kTick);
        continue;
      }
      QueuedRequest request = backlog_.take(*worker);
      if (co_await serve(*worker, request)) {
        backlog_.done(request);
      } else {
        backlog_.put_back(*worker, std::move(request));
        dispatch();
      }
      // After the target was found dead, and only then.
      if (must_rest(*worker)) co_await pause(*worker, backoff_.until());
      continue;
    }
    limit_.nothing_waits();
    if (is_closing()) break;
    const auto is_kept = [this] { return !options_.by_session && workers_.size() <= share_.least_workers; };
    const auto patience = options_.by_session ? options_.session_timeout : options_.worker_timeout;
    const auto idle_until = Clock::now() + patience;
    worker->wake.expires_at(is_kept() ? Clock::time_point::max() : idle_until);
    idle_.push_back(&*worker);
    co_await worker->wake.async_wait(net::kAwait);
    const bool woken = std::erase(idle_, &*worker) == 0;
    if (woken) --waking_;
    // Asked again: workers that become idle together leave one by one.
    if (!woken && !is_kept()) break;
  }
  leave(worker);
}

// Sends one message from the queue and counts how it ended. False: a connection was refused while others are open.
// That may only mean that there are enough of them: the message waits for those.
net::Task<bool> HttpLane::serve(Worker& worker, const QueuedRequest& request) {
  const Message& message = request.message;
  const auto start = Clock::now();
  Outcome outcome = Outcome::bad_response;
  MessageCounter* const fault = request_maker_.make(message, worker);
  const bool is_request = fault == nullptr;
  if (is_request) {
    outcome = co_await send(worker, worker.client, start);
    note_sent(worker, worker.client);
  }
  const bool is_refused = is_request && !worker.client.has_reached() && outcome != Outcome::tls;
  if (is_refused) backoff_.failed(Clock::now());
  if (is_refused && !is_closing()) {
    const Fate fate = is_alone(worker) ? leave_to_others(request) : Fate::waits;
    if (fate != Fate::fails) co_return fate == Fate::ends;
  }
  // A redirect may lead to a dead server, which says nothing about the target.
  if (outcome == Outcome::answered && options_.redirects > 0) outcome = co_await follow_redirects(worker, start);
  if (is_request) {
    note_end(worker, request, outcome, start);
  } else {
    fault->add(message.type);
  }
  if (is_refused && outcome != Outcome::no_ports && outcome != Outcome::descriptors) {
    backlog_.lose_all(counts_.of(outcome));  // they would meet the same dead target
  }
  co_return true;
}

// Counts how a request has ended, and passes its response on.
void HttpLane::note_end(Worker& worker, const QueuedRequest& request, Outcome outcome, Clock::time_point start) {
  const Message& message = request.message;
  const auto end = Clock::now();
  if (log::verbosity() > 0) tell(worker, message, outcome);
  note_latency(worker, request, outcome, {start, end});
  if (outcome != Outcome::answered) {
    lose(message, counts_.of(outcome));
    return shared_.outage.begin();
  }
  counts_.out.add(message.type);
  shared_.outage.end();
  backoff_.answered();
  mean_round_trip_ += (end - start - mean_round_trip_) / 8;
  if (responses_) {
    net::HttpResponse& response = worker.response;
    responses_->push(
        replayed_response(message, response.bytes.finish(), response.first_byte, end - response.sent, options_.number));
  }
  grow(end);
}

HttpLane* HttpLane::find_other(Reach reach) const {
  const auto found = std::find_if(shared_.lanes.begin(), shared_.lanes.end(),
                                  [&](const HttpLane* lane) { return lane != this && lane->reach_ == reach; });
  return found == shared_.lanes.end() ? nullptr : *found;
}

// The target has refused this lane's only connection, which may only mean that the other lanes have enough of them: the
// request and all others that wait go to a lane with a connection. Sessions stay, and wait for a connection. Lanes that
// begin together may not know yet: it tries once more.
HttpLane::Fate HttpLane::leave_to_others(const QueuedRequest& request) {
  reach_ = Reach::refused;
  if (!std::exchange(has_waited_, true) && find_other(Reach::unknown) != nullptr) return Fate::waits;
  HttpLane* const other = find_other(Reach::connected);
  if (other == nullptr) return Fate::fails;
  if (options_.by_session) return Fate::waits;
  const auto pass = [other](QueuedRequest one) {
    const std::size_t bytes = one.bytes;
    one.is_counted = true;
    return other->inbox_.queue().push(std::move(one), bytes, RequestQueue::WhenFull::exceed) ==
           RequestQueue::Push::taken;
  };
  if (!pass(request)) return Fate::fails;
  backlog_.end_all([&](const QueuedRequest& one) {
    if (!pass(one)) lose(one.message, inbox_.shutdown());
  });
  return Fate::ends;
}

// Starts to send worker.request; note_sent() follows.
net::Task<Outcome> HttpLane::send(Worker& worker, net::HttpClient& client, Clock::time_point start) {
  return client.send(worker.request, start + options_.timeout, options_.track_response ? options_.response_buffer : 0,
                     worker.response);
}

void HttpLane::note_sent(const Worker& worker, net::HttpClient& client) {
  if (client.has_resent()) counts_.resends.add();
  // The server may read the rest of the bytes as another request.
  if (!worker.is_clear) client.close();
}

// Logs details that the summary has no room for, once per reason in a row.
void HttpLane::note_opening(const net::Url& origin, Outcome outcome, const std::string& tls_failure) {
  const bool is_open = outcome == Outcome::answered;
  if (is_open) {
    counts_.connections.add();
    reach_ = Reach::connected;
    has_waited_ = false;
  }
  log::debug(1, "{}: connection to {}: {}", station_.text(), origin.authority,
             is_open ? "open" : net::reason_of(outcome));
  std::string why(net::hint_for(outcome));
  if (outcome == Outcome::tls) why = fmt::format("TLS with {}: {}", origin.authority, tls_failure);
  if (!why.empty()) shared_.trouble.warn(std::move(why));
}

void HttpLane::note_latency(const Worker& worker, const QueuedRequest& request, Outcome outcome, Span sent) {
  const bool has_time = request.message.due != Clock::time_point();
  latencies_.note({.method = worker.request.method,
                   .target = worker.request.target(),
                   .outcome = outcome,
                   .status = outcome == Outcome::answered ? worker.response.status : 0,
                   .intended = has_time ? request.message.due : request.since,
                   .sent = sent.begin,
                   .ended = sent.end});
}

void HttpLane::tell(const Worker& worker, const Message& message, Outcome outcome) const {
  const bool is_answered = outcome == Outcome::answered;
  log::debug(is_answered ? 2 : 1, "{}: {} {}: {}", station_.text(), message.id.view(),
             log::printable(http::first_line(message.payload.view())),
             is_answered ? std::to_string(worker.response.status) : std::string(net::reason_of(outcome)));
}

net::Task<Outcome> HttpLane::follow_redirects(Worker& worker, Clock::time_point start) {
  RedirectTrail trail(options_.url, options_.original_host);
  std::optional<net::HttpClient> elsewhere;
  Outcome outcome = Outcome::answered;
  for (unsigned left = options_.redirects; left > 0 && outcome == Outcome::answered; --left) {
    if (!trail.follow(worker.response.status, worker.response.bytes.view(), worker.request.target())) break;
    prepare(worker.recorded, trail.edits(), worker.request);
    counts_.redirects.add();
    if (trail.at().same_origin(options_.url)) {
      outcome = co_await send(worker, worker.client, start);
      note_sent(worker, worker.client);
      continue;
    }
    if (!elsewhere || !elsewhere->origin().same_origin(trail.at())) {
      elsewhere.emplace(io_, resolver_, trail.at(), client_options_);
    }
    worker.redirected = &*elsewhere;
    outcome = co_await send(worker, *elsewhere, start);
    note_sent(worker, *elsewhere);
    worker.redirected = nullptr;
  }
  co_return outcome;
}

}  // namespace gor
