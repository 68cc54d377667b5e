// SPDX-License-Identifier: Apache-2.0
#include "output/gor_stream/backlog.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/fnv1a.hpp"

namespace gor {
namespace {

// A message that fails again within this time after it was sent again makes the next wait longer.
constexpr std::chrono::seconds kForgiven{120};

}  // namespace

void StreamBacklog::dispatch() {
  do {
    if (options_.sticky) share_out();
    if (options_.sticky && !line_.empty()) return;  // the first one has to wait
  } while (fetch());
  if (line_.empty()) return;
  const auto able = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto* worker) { return may_take(*worker); });
  if (able != idle_.rend()) wake(**able);
}

// False: nothing was queued, and the next push calls dispatch().
bool StreamBacklog::fetch() {
  arrived_.clear();
  const bool has_any = queue_.take_all(arrived_);
  std::move(arrived_.begin(), arrived_.end(), std::back_inserter(line_));
  return has_any;
}

// Distributes messages over the queues of their connections.
void StreamBacklog::share_out() {
  while (!line_.empty()) {
    RecordWorker& worker = *workers_[fnv1a(line_.front().id.view()) % workers_.size()];
    const bool has_room = worker.line.empty() || worker.line_bytes < options_.share;
    if (!has_room && line_.front().can_wait) return;
    Message message = std::move(line_.front());
    line_.pop_front();
    if (!has_room) {
      end(message, queue_full_);
      continue;
    }
    worker.line_bytes += message.bytes();
    worker.line.push_back(std::move(message));
    wake(worker);
  }
}

void StreamBacklog::wake(RecordWorker& worker) {
  if (std::erase(idle_, &worker) > 0) worker.wake.cancel();
}

void StreamBacklog::take_batch(RecordWorker& worker) {
  Queue<Message>::Items& line = line_of(worker);
  if (!may_take(worker)) return;
  for (std::size_t batch = 0; !line.empty() && batch < kBatch;) {
    const std::size_t bytes = line.front().bytes();
    batch += line.front().payload.size();
    worker.taken_bytes += bytes;
    if (options_.sticky) worker.line_bytes -= bytes;
    worker.taken.push_back(std::move(line.front()));
    line.pop_front();
  }
  dispatch();  // there is room now, or something is left for others
}

void StreamBacklog::put_back(RecordWorker& worker) {
  if (options_.acknowledge || worker.taken.empty()) return;
  if (options_.sticky) worker.line_bytes += worker.taken_bytes;
  worker.taken_bytes = 0;
  Queue<Message>::Items& line = line_of(worker);
  line.insert(line.begin(), std::make_move_iterator(worker.taken.begin()), std::make_move_iterator(worker.taken.end()));
  worker.taken.clear();
  dispatch();
}

bool StreamBacklog::is_empty() const {
  return line_.empty() && undelivered_.empty() && std::all_of(workers_.begin(), workers_.end(), [](const auto* worker) {
           return worker->line.empty() && worker->taken.empty();
         });
}

void StreamBacklog::end(const Message& message, MessageCounter& fate) {
  fate.add(message.type);
  queue_.release(1, message.bytes());
}

void StreamBacklog::send_again(Message message, std::chrono::steady_clock::time_point now) {
  if (undelivered_.empty()) retry_.failed(now);
  undelivered_bytes_ += message.bytes();
  undelivered_.push_back(std::move(message));
  while (undelivered_bytes_ > options_.undelivered) {
    undelivered_bytes_ -= undelivered_.front().bytes();
    lose(undelivered_.front(), not_delivered_);
    undelivered_.pop_front();
  }
}

void StreamBacklog::retry(std::chrono::steady_clock::time_point now) {
  if (now < retry_.until()) return;
  if (undelivered_.empty()) {
    if (now >= retry_.until() + kForgiven) retry_.answered();
    return;
  }
  std::move(undelivered_.begin(), undelivered_.end(), std::back_inserter(line_));
  undelivered_.clear();
  undelivered_bytes_ = 0;
  dispatch();
}

void StreamBacklog::lose_all(MessageCounter& reason) {
  while (fetch()) {
  }
  lose_all(undelivered_, reason);
  lose_all(line_, reason);
  for (RecordWorker* const worker : workers_) lose_all(worker->line, reason);
}

void StreamBacklog::lose_all(Queue<Message>::Items& messages, MessageCounter& reason) {
  for (const Message& message : messages) lose(message, reason);
  messages.clear();
}

void StreamBacklog::lose(const Message& message, MessageCounter& reason) {
  gor::lose(message, reason);
  queue_.release(1, message.bytes());
}

}  // namespace gor
