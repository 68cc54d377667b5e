// SPDX-License-Identifier: Apache-2.0
#include "kafka/open_offsets.hpp"

namespace gor::kafka {
namespace {

constexpr std::chrono::seconds kPause{1};

}  // namespace

OpenOffsets::~OpenOffsets() {
  for (const auto& [number, open] : messages_) memory_.remove(open.message.bytes());
  for (const auto& [time, open] : lost_) memory_.remove(open.message.bytes());
}

void OpenOffsets::open(std::int32_t partition, std::int64_t offset, Message& message) {
  Partition& of = partitions_[partition];
  of.open.insert(offset);
  of.end = offset + 1;
  memory_.add(message.bytes());
  add({partition, offset, message}, message);
}

void OpenOffsets::skip(std::int32_t partition, std::int64_t offset) {
  partitions_[partition].end = offset + 1;
}

void OpenOffsets::add(Open open, Message& message) {
  const std::uint64_t number = ++last_number_;
  messages_.emplace(number, std::move(open));
  message.receipt = completions_->make(number);
}

void OpenOffsets::take_ended(Clock::time_point now) {
  for (const auto& [number, has_failed] : completions_->take()) {
    auto ended = messages_.extract(number);
    if (ended.empty()) continue;  // of a partition that is another member's now
    Open& open = ended.mapped();
    if (has_failed) {
      lost_.emplace_back(now + kPause, std::move(open));
      continue;
    }
    memory_.remove(open.message.bytes());
    partitions_[open.partition].open.erase(open.offset);
  }
}

std::optional<Message> OpenOffsets::take_lost(Clock::time_point now) {
  if (lost_.empty() || lost_.front().first > now) return {};
  Open open = std::move(lost_.front().second);
  lost_.pop_front();
  Message message = open.message;
  add(std::move(open), message);
  return message;
}

std::vector<OpenOffsets::Next> OpenOffsets::take_moved() {
  std::vector<Next> moved;
  for (auto& [number, partition] : partitions_) {
    const std::int64_t next = partition.open.empty() ? partition.end : *partition.open.begin();
    if (next > partition.committed) moved.push_back({number, next});
    partition.committed = next;
  }
  return moved;
}

void OpenOffsets::forget(std::int32_t partition) {
  const auto is_of_it = [&](const Open& open) {
    if (open.partition != partition) return false;
    memory_.remove(open.message.bytes());
    return true;
  };
  std::erase_if(messages_, [&](const auto& known) { return is_of_it(known.second); });
  std::erase_if(lost_, [&](const auto& known) { return is_of_it(known.second); });
  partitions_.erase(partition);
}

}  // namespace gor::kafka
