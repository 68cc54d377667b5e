// SPDX-License-Identifier: Apache-2.0
// The queues of an HTTP output.
#include "output/http_queue.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "http/head.hpp"

namespace gor {

void QueueFigures::note(std::size_t length) noexcept {
  latest_ = length;
  sum_ += length;
  max_ = std::max<std::uint64_t>(max_, length);
  ++count_;
}

std::string QueueFigures::take_line(std::chrono::milliseconds interval) {
  const auto milliseconds = static_cast<std::uint64_t>(std::max<std::int64_t>(interval.count(), 1));
  std::string line = fmt::format("output_http:{},{},{},{},{}", latest_, count_ == 0 ? 0 : sum_ / count_, max_, count_,
                                 count_ * 1000 / milliseconds);
  *this = {};
  return line;
}

RequestQueue::RequestQueue(std::size_t limit_items, std::size_t limit_bytes, Station& station,
                           std::function<void()> wake)
    : limit_items_(limit_items),
      limit_bytes_(limit_bytes),
      station_(station),
      queue_full_(station.dropped("queue full")),
      shutdown_(station.dropped("shutdown")),
      other_type_(station.ignored("type")),
      connect_(station.ignored("CONNECT")),
      cut_off_(station.ignored("cut off")),
      wake_(std::move(wake)) {}

bool RequestQueue::has_room(std::size_t bytes) const {
  const auto waiting = waiting_items_.load(std::memory_order_relaxed);
  if (waiting == 0) return true;
  return waiting < limit_items_ && waiting_bytes_.load(std::memory_order_relaxed) + bytes <= limit_bytes_;
}

void RequestQueue::write(const Message& message, SourceKind source) {
  const std::string_view payload = message.payload.view();
  Item item{message, std::chrono::steady_clock::now()};
  std::unique_lock lock(mutex_);
  station_.in.add(message.type);
  if (message.type != MessageType::request) return other_type_.add(message.type);
  if (message.cut_off) return cut_off_.add(message.type);
  if (payload.starts_with("CONNECT ")) return connect_.add(message.type);
  if (source == SourceKind::can_wait) room_.wait(lock, [&] { return closed_ || has_room(payload.size()); });
  if (closed_) return shutdown_.add(message.type);
  if (!has_room(payload.size())) return queue_full_.add(message.type);

  items_.push_back(std::move(item));
  waiting_bytes_.fetch_add(payload.size(), std::memory_order_relaxed);
  figures_.note(waiting_items_.fetch_add(1, std::memory_order_relaxed) + 1);
  held_.fetch_add(1, std::memory_order_relaxed);
  const bool wake = std::exchange(reader_waits_, false);
  lock.unlock();
  if (wake) wake_();
}

bool RequestQueue::take(Batch& batch) {
  if (!batch.empty()) return true;
  batch.items_.clear();
  batch.next_ = 0;
  std::lock_guard lock(mutex_);
  items_.swap(batch.items_);
  reader_waits_ = batch.empty();
  return !reader_waits_;
}

void RequestQueue::started(const Item& item) {
  const auto left = waiting_items_.fetch_sub(1, std::memory_order_relaxed) - 1;
  waiting_bytes_.fetch_sub(item.message.payload.size(), std::memory_order_relaxed);
  // Writers that wait for room are woken a few times a queue, not once an item.
  if (left % std::max<std::size_t>(limit_items_ / 4, 1) != 0) return;
  { std::lock_guard lock(mutex_); }
  room_.notify_all();
}

void RequestQueue::drop_at_shutdown(MessageType type) {
  std::lock_guard lock(mutex_);
  shutdown_.add(type);
}

void RequestQueue::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  room_.notify_all();
}

std::string RequestQueue::take_figures(std::chrono::milliseconds interval) {
  std::lock_guard lock(mutex_);
  return figures_.take_line(interval);
}

ResponseQueue::ResponseQueue(std::size_t limit_items, std::size_t limit_bytes, Station& station)
    : limit_items_(limit_items),
      limit_bytes_(limit_bytes),
      station_(station),
      queue_full_(station.dropped("queue full")) {}

void ResponseQueue::push(Message message) {
  const auto bytes = message.payload.size();
  std::unique_lock lock(mutex_);
  station_.born.add(message.type);
  if (items_.size() >= limit_items_ || (!items_.empty() && bytes_ + bytes > limit_bytes_)) {
    return queue_full_.add(message.type);
  }
  bytes_ += bytes;
  items_.push_back(std::move(message));
  lock.unlock();
  filled_.notify_one();
}

void ResponseQueue::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
}

bool ResponseQueue::is_empty() const {
  std::lock_guard lock(mutex_);
  return items_.empty();
}

std::optional<Message> ResponseQueue::read() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [&] { return closed_ || !items_.empty(); });
  if (items_.empty()) return std::nullopt;
  Message message = std::move(items_.front());
  items_.pop_front();
  bytes_ -= message.payload.size();
  station_.out.add(message.type);
  return message;
}

}  // namespace gor
