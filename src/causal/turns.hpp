// SPDX-License-Identifier: Apache-2.0
// Whose turn it is: of each session one request at a time goes on, in the order in which they came.
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

/// Knows no thread and no clock. A request that may go on gets a number, its ticket, and is in flight until that is
/// released or overdue; then it is the turn of the next one of its session. A ticket that is released late, or twice,
/// is nobody's any more. Of an exchange the request goes on first, then its response, which has a ticket too, and when
/// that is released, the replayed ones; unless the session's next request shows that no response comes.
class Turns {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Ticket = std::uint64_t;  // from 1; 0 is none
  struct Turn {
    Ticket ticket;
    Message request;
  };
  struct Arrival {
    Ticket ticket;     // 0: the request has been moved from and waits
    Ticket waits_for;  // else 0
  };

  /// `patience`: a request is overdue after that long in flight.
  Turns(SessionKeys keys, std::chrono::steady_clock::duration patience) : keys_(std::move(keys)), patience_(patience) {}

  /// Whether it is the request's turn.
  Arrival arrive(Message& request, Time now);
  /// True: the recorded response was moved from and waits.
  bool hold_back(Message& response);
  /// The same for a replayed one to the request with that ticket.
  bool hold_back_replayed(Message& response, Ticket ticket);
  /// A recorded response goes on: its ticket, 0 if nobody knows its request.
  Ticket depart(const Message& response);

  /// A response's ticket is released: its request's; 0 if it is none.
  Ticket release_response(Ticket ticket);
  /// A request's is: the turn that comes after it, if a request waits for it.
  std::optional<Turn> release(Ticket ticket, Time now);
  /// That request has gone on: the recorded responses that waited for it. To be asked again until there are none.
  std::vector<Message> has_gone_on(Ticket ticket);
  /// Requests that have gone on since the last call, or before, to which no recorded response comes: their connection
  /// has answered a later one.
  std::vector<MessageId> take_unanswered() { return std::exchange(unanswered_, {}); }
  /// The replayed responses to that request, if they need not wait any more.
  std::vector<Message> take_replayed(Ticket ticket);
  /// No recorded responses come any more: all replayed ones that have waited for one to come.
  std::vector<Message> end_of_responses();

  /// Tickets in flight for longer than patience, still to be released; their replayed responses wait no longer.
  std::vector<Ticket> overdue(Time now);
  /// When the next one is overdue.
  std::optional<Time> next_overdue() const;

  /// The end: what waits, a request before its responses, and nothing is known any more.
  std::vector<Message> take_all();
  std::size_t waiting() const noexcept { return waiting_; }
  std::size_t sessions() const noexcept { return sessions_.size(); }

 private:
  struct Session {
    Ticket in_flight = 0;
    std::deque<Ticket> waiting;
    std::vector<SessionKeys::Key> keys;
    boost::unordered_flat_map<std::uint64_t, Ticket> answered;  // of each connection, the last request with a response
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
    std::vector<Message> responses = {};  // that wait behind it
    std::vector<Message> replayed = {};   // that wait for a response
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
  boost::unordered_flat_map<SessionKeys::Key, std::shared_ptr<Session>> sessions_;  // those with a request in flight
  std::unordered_map<Ticket, Open> open_;
  boost::unordered_flat_map<std::uint64_t, Ticket> by_id_;
  boost::unordered_flat_map<Ticket, Ticket> responses_;  // their tickets: their requests'
  std::deque<Departure> departures_;  // in order; those of released tickets too, until they are at the front
  std::vector<MessageId> unanswered_;
  Ticket last_ = 0;
  bool expects_responses_ = false;  // there have been some
  std::size_t waiting_ = 0;
};

}  // namespace gor
