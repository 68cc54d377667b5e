// SPDX-License-Identifier: Apache-2.0
// The scheduler of sessions: one request in flight per session, in order of arrival.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/message.hpp"

#include "causal/session_keys.hpp"

namespace gor {

/// A state machine without threads or a clock. A released request gets a ticket, and is in flight until the ticket is
/// released or overdue; then the next request of its session may go. Within an exchange the order is: request, recorded
/// response (which has a ticket too), replayed responses; nothing waits for a recorded response once the session's next
/// request shows that none comes. Releasing an unknown ticket has no effect.
class SessionScheduler {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Ticket = std::uint64_t;  // from 1; 0: none
  struct Turn {
    Ticket ticket;
    Message request;
  };
  struct Arrival {
    Ticket ticket;     // 0: the request was moved from and waits
    Ticket waits_for;  // 0 if none
  };

  /// `patience`: after this time in flight a request is overdue.
  SessionScheduler(SessionKeys keys, std::chrono::steady_clock::duration patience)
      : keys_(std::move(keys)), patience_(patience) {}

  /// Decides whether the request may go, or has to wait.
  Arrival arrive(Message& request, Time now);
  /// True: the recorded response was moved from and waits.
  bool hold_back(Message& response);
  /// As hold_back(), for a replayed response to the request with that ticket.
  bool hold_back_replayed(Message& response, Ticket ticket);
  /// Returns the ticket of a recorded response that is released; 0 if its request is unknown.
  Ticket depart(const Message& response);

  /// Releases a response's ticket; returns that of its request, or 0 if it was not a response's.
  Ticket release_response(Ticket ticket);
  /// Releases a request's ticket; returns the next turn, if a request waits for it.
  std::optional<Turn> release(Ticket ticket, Time now);
  /// After the request was released: the recorded responses that waited for it. Call it until there are none.
  std::vector<Message> has_gone_on(Ticket ticket);
  /// Released requests that get no recorded response, since the last call: their connection has answered a later one.
  std::vector<MessageId> take_unanswered() { return std::exchange(unanswered_, {}); }
  /// The replayed responses to that request, if they need not wait any more.
  std::vector<Message> take_replayed(Ticket ticket);
  /// At the end of recorded responses: all replayed responses that waited for one.
  std::vector<Message> end_of_responses();

  /// Tickets in flight for longer than `patience`. They are still to be released; their replayed responses wait no
  /// longer.
  std::vector<Ticket> overdue(Time now);
  /// The time at which the next ticket is overdue.
  std::optional<Time> next_overdue() const;

  /// Ends everything: returns the waiting messages, a request before its responses, and clears the state.
  std::vector<Message> take_all();
  std::size_t waiting() const noexcept { return waiting_; }
  std::size_t sessions() const noexcept { return sessions_.size(); }

 private:
  struct Session {
    Ticket in_flight = 0;
    std::deque<Ticket> waiting;
    std::vector<SessionKeys::Key> keys;
    boost::unordered_flat_map<std::uint64_t, Ticket> answered;  // per connection, the last request with a response
  };
  /// A request that waits or is in flight.
  struct Open {
    enum class State { waiting, going_on, gone_on };
    enum class Response { none, under_way, ended };
    State state;
    std::shared_ptr<Session> session;
    MessageId id;
    SessionKeys::Values values;
    std::optional<Message> request = {};  // while it waits
    std::vector<Message> responses = {};  // that wait for it
    std::vector<Message> replayed = {};   // that wait for a recorded response
    Response response = Response::none;
  };
  struct Departure {
    Time overdue;
    Ticket ticket;
  };

  bool waits_for_response(const Open& open) const;
  void note_if_unanswered(Ticket ticket);
  std::vector<Message> take(std::vector<Message>& held);
  void follow(const Message& response, const Open& open);
  std::shared_ptr<Session> session_of(SessionKeys::Key key);
  void depart(Session& session, Ticket ticket, Time now);
  void forget(const Session& session);

  const SessionKeys keys_;
  const std::chrono::steady_clock::duration patience_;
  boost::unordered_flat_map<SessionKeys::Key, std::shared_ptr<Session>> sessions_;  // sessions with a request in flight
  std::unordered_map<Ticket, Open> open_;
  boost::unordered_flat_map<std::uint64_t, Ticket> by_id_;
  boost::unordered_flat_map<Ticket, Ticket> responses_;  // from a response's ticket to its request's
  std::deque<Departure> departures_;                     // in order; released tickets stay until they reach the front
  std::vector<MessageId> unanswered_;
  Ticket last_ = 0;
  bool expects_responses_ = false;  // there have been some
  std::size_t waiting_ = 0;
};

}  // namespace gor
