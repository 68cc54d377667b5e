// SPDX-License-Identifier: Apache-2.0
#include "causal/session_scheduler.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

namespace gor {
namespace {

std::size_t connection_of(const MessageId& id) {
  return std::hash<std::string_view>{}(id.session());
}

}  // namespace

SessionScheduler::Arrival SessionScheduler::arrive(Message& request, Time now) {
  const Ticket ticket = ++last_;
  auto values = keys_.values_of(request);
  auto session = session_of(keys_.key_of(values, request.id));
  const Ticket waits_for = session->in_flight;
  const auto state = waits_for == 0 ? Open::State::gone_on : Open::State::waiting;
  Open& open = open_.emplace(ticket, Open{state, session, request.id, std::move(values)}).first->second;
  by_id_.insert_or_assign(open.id.hash(), ticket);
  if (waits_for == 0) {
    depart(*session, ticket, now);
    return {ticket, 0};
  }
  open.request = std::move(request);
  session->waiting.push_back(ticket);
  ++waiting_;
  return {0, waits_for};
}

bool SessionScheduler::hold_back(Message& response) {
  expects_responses_ = true;
  const auto id = by_id_.find(response.id.hash());
  if (id == by_id_.end()) return false;
  Open& open = open_.find(id->second)->second;
  follow(response, open);
  open.response = Open::Response::under_way;
  if (open.state == Open::State::gone_on) return false;
  Ticket& answered = open.session->answered[connection_of(open.id)];
  answered = std::max(answered, id->second);
  note_if_unanswered(open.session->in_flight);
  open.responses.push_back(std::move(response));
  ++waiting_;
  return true;
}

bool SessionScheduler::hold_back_replayed(Message& response, Ticket ticket) {
  const auto found = open_.find(ticket);
  if (found == open_.end()) return false;
  Open& open = found->second;
  if (open.state == Open::State::gone_on && !waits_for_response(open)) return false;
  open.replayed.push_back(std::move(response));
  ++waiting_;
  return true;
}

SessionScheduler::Ticket SessionScheduler::depart(const Message& response) {
  const auto request = by_id_.find(response.id.hash());
  if (request == by_id_.end()) return 0;
  responses_.emplace(++last_, request->second);
  return last_;
}

SessionScheduler::Ticket SessionScheduler::release_response(Ticket ticket) {
  const auto found = responses_.find(ticket);
  if (found == responses_.end()) return 0;
  const Ticket request = found->second;
  responses_.erase(found);
  if (const auto open = open_.find(request); open != open_.end()) open->second.response = Open::Response::ended;
  return request;
}

std::optional<SessionScheduler::Turn> SessionScheduler::release(Ticket ticket, Time now) {
  const auto found = open_.find(ticket);
  if (found == open_.end()) return std::nullopt;
  const auto session = std::move(found->second.session);
  // A recording that loops may have used the id again.
  if (const auto id = by_id_.find(found->second.id.hash()); id != by_id_.end() && id->second == ticket)
    by_id_.erase(id);
  open_.erase(found);
  while (!departures_.empty() && !open_.contains(departures_.front().ticket)) departures_.pop_front();
  if (session->waiting.empty()) {
    forget(*session);
    return std::nullopt;
  }
  const Ticket next = session->waiting.front();
  session->waiting.pop_front();
  depart(*session, next, now);
  Open& open = open_.find(next)->second;
  open.state = Open::State::going_on;
  note_if_unanswered(next);
  --waiting_;
  Turn turn{next, *std::move(open.request)};
  open.request.reset();
  return turn;
}

std::vector<Message> SessionScheduler::has_gone_on(Ticket ticket) {
  const auto found = open_.find(ticket);
  if (found == open_.end()) return {};
  if (found->second.responses.empty()) found->second.state = Open::State::gone_on;
  return take(found->second.responses);
}

std::vector<Message> SessionScheduler::take_replayed(Ticket ticket) {
  const auto found = open_.find(ticket);
  if (found == open_.end()) return {};
  Open& open = found->second;
  return open.state == Open::State::gone_on && !waits_for_response(open) ? take(open.replayed) : std::vector<Message>();
}

std::vector<Message> SessionScheduler::end_of_responses() {
  expects_responses_ = false;
  std::vector<Message> all;
  for (const auto& [ticket, open] : open_) {
    const auto replayed = take_replayed(ticket);
    all.insert(all.end(), replayed.begin(), replayed.end());
  }
  return all;
}

std::vector<SessionScheduler::Ticket> SessionScheduler::overdue(Time now) {
  std::vector<Ticket> tickets;
  for (const Departure& departure : departures_) {
    if (departure.overdue > now) break;
    const auto open = open_.find(departure.ticket);
    if (open == open_.end()) continue;
    open->second.response = Open::Response::ended;
    tickets.push_back(departure.ticket);
  }
  return tickets;
}

std::optional<SessionScheduler::Time> SessionScheduler::next_overdue() const {
  return departures_.empty() ? std::nullopt : std::optional(departures_.front().overdue);
}

std::vector<Message> SessionScheduler::take_all() {
  const std::map<Ticket, Open> in_order(std::make_move_iterator(open_.begin()), std::make_move_iterator(open_.end()));
  std::vector<Message> messages;
  for (const auto& [ticket, open] : in_order) {
    if (open.request) messages.push_back(*open.request);
    messages.insert(messages.end(), open.responses.begin(), open.responses.end());
    messages.insert(messages.end(), open.replayed.begin(), open.replayed.end());
  }
  open_.clear();
  responses_.clear();
  by_id_.clear();
  sessions_.clear();
  departures_.clear();
  waiting_ = 0;
  return messages;
}

/// A client waits for its response before it asks again: if the next request is here, no response will come.
bool SessionScheduler::waits_for_response(const Open& open) const {
  if (open.response != Open::Response::none) return open.response == Open::Response::under_way;
  return expects_responses_ && open.session->waiting.empty();
}

std::vector<Message> SessionScheduler::take(std::vector<Message>& held) {
  waiting_ -= held.size();
  return std::exchange(held, {});
}

/// Responses on a connection follow the order of its requests (RFC 9112 section 9.3.2): has a later one been answered?
void SessionScheduler::note_if_unanswered(Ticket ticket) {
  Open& open = open_.find(ticket)->second;
  const auto answered = open.session->answered.find(connection_of(open.id));
  const bool is_passed_over = answered != open.session->answered.end() && answered->second > ticket;
  if (open.response != Open::Response::none || !is_passed_over) return;
  open.response = Open::Response::ended;
  unanswered_.push_back(open.id);
}

/// Moves the client to its new session, which then also waits for this request.
void SessionScheduler::follow(const Message& response, const Open& open) {
  if (!keys_.follows_responses()) return;
  const auto key = keys_.key_after(response, open.values);
  if (key && sessions_.try_emplace(*key, open.session).second) open.session->keys.push_back(*key);
}

std::shared_ptr<SessionScheduler::Session> SessionScheduler::session_of(SessionKeys::Key key) {
  auto& session = sessions_[key];
  if (!session) {
    session = std::make_shared<Session>();
    session->keys.push_back(key);
  }
  return session;
}

void SessionScheduler::depart(Session& session, Ticket ticket, Time now) {
  session.in_flight = ticket;
  departures_.push_back({now + patience_, ticket});
}

void SessionScheduler::forget(const Session& session) {
  for (const SessionKeys::Key key : session.keys) sessions_.erase(key);
}

}  // namespace gor
