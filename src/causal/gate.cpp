// SPDX-License-Identifier: Apache-2.0
#include "causal/gate.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "base/completions.hpp"
#include "base/metric_families.hpp"
#include "causal/session_scheduler.hpp"
#include "pipeline/recent_verdicts.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;

class Gate final : public Output {
 public:
  Gate(const GateOptions& options, Route next, StationMetrics& station)
      : options_(options),
        next_(std::move(next)),
        station_(station),
        memory_(options.memory, "causal order"),
        scheduler_(options.keys, options.patience),
        thread_([this] { run(); }) {}
  ~Gate() override {
    close({});
    join();
  }

  void write(const Message& message) override {
    station_.in.add(message.type);
    Message copy = message;
    if (message.type == MessageType::request) {
      take_turn(copy);
    } else if (dropped_.get(message.id)) {
      queue_full_.add(message.type);
    } else if (hold_back(copy)) {
      tell_unanswered();
    } else {
      let_go(copy);
    }
  }

  void close(Clock::time_point deadline) override {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      deadline_ = std::min(deadline_, deadline);
    }
    room_.notify_all();
    released_->wake();
  }
  void join() override {
    if (thread_.joinable()) thread_.join();
  }
  bool is_idle() const override { return station_.held() == 0; }

 private:
  static std::size_t bytes_of(const Message& message) { return message.bytes() + 200; }

  void take_turn(Message& request) {
    SessionScheduler::Arrival arrival;
    {
      const std::size_t bytes = bytes_of(request);
      std::unique_lock lock(mutex_);
      if (request.can_wait) room_.wait(lock, [&] { return closed_ || has_room(); });
      if (closed_) return lose(request, shutdown_);
      if (!has_room()) {
        lock.unlock();
        return drop(request);
      }
      arrival = scheduler_.arrive(request, Clock::now());
      if (arrival.ticket == 0) memory_.add(bytes);
    }
    if (arrival.ticket != 0) return let_go(arrival.ticket, request);
    go_on_with([&] { return scheduler_.take_replayed(arrival.waits_for); });
  }

  /// Its response is dropped too.
  void drop(const Message& request) {
    dropped_.set(request.id, true, Clock::now());
    queue_full_.add(request.type);
  }

  /// A replayed response has the ticket of its request, if that has passed the gate.
  bool hold_back(Message& response) {
    const std::size_t bytes = bytes_of(response);
    const bool is_replayed = response.type == MessageType::replayed_response;
    const auto ticket = std::static_pointer_cast<const Completions::Numbered>(response.ticket);
    const std::lock_guard lock(mutex_);
    const bool waits = is_replayed ? ticket && scheduler_.hold_back_replayed(response, ticket->number())
                                   : scheduler_.hold_back(response);
    if (waits) memory_.add(bytes);
    return waits;
  }

  void let_go(Message& response) {
    if (response.type == MessageType::replayed_response) return go_on(response);
    std::unique_lock lock(mutex_);
    const SessionScheduler::Ticket ticket = scheduler_.depart(response);
    lock.unlock();
    if (ticket == 0) return go_on(response);
    let_go(ticket, response);
  }

  /// Lets stages that wait for the responses give up.
  void tell_unanswered() {
    std::unique_lock lock(mutex_);
    const std::vector<MessageId> ids = scheduler_.take_unanswered();
    lock.unlock();
    for (const MessageId& id : ids) options_.unanswered(id);
  }

  /// Call with the lock.
  bool has_room() const {
    return scheduler_.waiting() == 0 || (scheduler_.waiting() < options_.most_waiting && !memory_.must_give_way());
  }

  void let_go(SessionScheduler::Ticket ticket, Message& message) {
    message.ticket = released_->make(ticket);
    go_on(message);
  }

  /// Call without the lock: the next station may block.
  void go_on(Message& message) {
    const MessageType type = message.type;
    next_.write(message);
    message.ticket.reset();
    station_.out.add(type);
  }

  /// `take()` returns, under the lock, messages that can be released. False: there were none.
  template <class Take>
  bool go_on_with(Take take) {
    std::vector<Message> messages;
    {
      const std::lock_guard lock(mutex_);
      messages = take();
      for (const Message& message : messages) memory_.remove(bytes_of(message));
    }
    for (Message& message : messages) let_go(message);
    return !messages.empty();
  }

  void run() {
    bool has_told_end = false;
    while (!is_over()) {
      for (const auto& [ticket, has_failed] : released_->take(next_look())) end(ticket);
      for (const SessionScheduler::Ticket ticket : overdue()) {
        overdue_.add();
        go_on_with([&] { return scheduler_.take_replayed(ticket); });
        let_next_go(ticket);
      }
      if (!has_told_end && has_ended()) {
        has_told_end = true;
        go_on_with([&] { return scheduler_.end_of_responses(); });
      }
    }
    const std::lock_guard lock(mutex_);
    for (const Message& message : scheduler_.take_all()) {
      memory_.remove(bytes_of(message));
      lose(message, shutdown_);
    }
  }

  bool has_ended() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

  bool is_over() const {
    const std::lock_guard lock(mutex_);
    return closed_ && (scheduler_.waiting() == 0 || Clock::now() >= deadline_);
  }

  Clock::time_point next_look() const {
    const std::lock_guard lock(mutex_);
    // Requests that start to wait later expire later.
    return std::min(scheduler_.next_overdue().value_or(Clock::now() + options_.patience), deadline_);
  }

  std::vector<SessionScheduler::Ticket> overdue() {
    const std::lock_guard lock(mutex_);
    return scheduler_.overdue(Clock::now());
  }

  void end(SessionScheduler::Ticket ticket) {
    std::unique_lock lock(mutex_);
    const SessionScheduler::Ticket request = scheduler_.release_response(ticket);
    lock.unlock();
    if (request == 0) return let_next_go(ticket);
    go_on_with([&] { return scheduler_.take_replayed(request); });
  }

  void let_next_go(SessionScheduler::Ticket ticket) {
    auto turn = next_turn(ticket);
    if (!turn) return;
    let_go(turn->ticket, turn->request);
    tell_unanswered();
    while (go_on_with([&] { return scheduler_.has_gone_on(turn->ticket); })) {
    }
    go_on_with([&] { return scheduler_.take_replayed(turn->ticket); });
  }

  std::optional<SessionScheduler::Turn> next_turn(SessionScheduler::Ticket ticket) {
    std::optional<SessionScheduler::Turn> turn;
    {
      const std::lock_guard lock(mutex_);
      turn = scheduler_.release(ticket, Clock::now());
      if (turn) memory_.remove(bytes_of(turn->request));
    }
    if (turn) room_.notify_all();
    return turn;
  }

  const GateOptions options_;
  const Route next_;
  StationMetrics& station_;
  MessageCounter& queue_full_ = station_.dropped("queue full");
  MessageCounter& shutdown_ = station_.dropped("shutdown");
  Counter& overdue_ = station_.counter(metrics::kOverdue);
  RecentVerdicts<bool> dropped_;
  const std::shared_ptr<Completions> released_ = std::make_shared<Completions>();
  mutable std::mutex mutex_;
  std::condition_variable room_;  // for requests that can wait
  bool closed_ = false;
  Clock::time_point deadline_ = Clock::time_point::max();
  MemoryShare memory_;
  SessionScheduler scheduler_;
  std::thread thread_;  // the last member: it uses all others
};

}  // namespace

std::unique_ptr<Output> make_gate(const GateOptions& options, Route next, StationMetrics& station) {
  return std::make_unique<Gate>(options, std::move(next), station);
}

}  // namespace gor
