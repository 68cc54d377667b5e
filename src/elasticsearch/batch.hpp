// SPDX-License-Identifier: Apache-2.0
// Documents that wait to be written.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "base/memory_budget.hpp"
#include "elasticsearch/bulk.hpp"

namespace gor::elasticsearch {

/// One thread.
class Batch {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMostDocuments = 1000;
  static constexpr std::size_t kMostBytes = std::size_t{5} << 20;
  static constexpr std::chrono::seconds kMostAge{1};
  struct Part {
    std::string body;
    std::size_t documents = 0;
  };

  explicit Batch(std::shared_ptr<MemoryBudget> memory) : memory_(std::move(memory), "documents") {}
  ~Batch() { memory_.remove(bytes_); }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void add(Waiting document, Clock::time_point now) {
    if (is_empty()) began_ = now;
    bytes_ += document.lines.size();
    memory_.add(document.lines.size());
    documents_.push_back(std::move(document));
  }
  bool is_empty() const noexcept { return documents_.empty(); }
  bool is_full() const noexcept { return documents_.size() >= kMostDocuments || bytes_ >= kMostBytes; }
  /// Whether it is to be written now; `is_at_end`: nothing more comes.
  bool is_due(Clock::time_point now, bool is_at_end) const {
    return is_full() || (!is_empty() && (is_at_end || now >= began_ + kMostAge));
  }

  /// The first documents, at most that many. They stay until take() or put_back().
  Part part(std::size_t most) const {
    Part part;
    for (const Waiting& document : documents_) {
      if (part.documents == most || (part.documents > 0 && part.body.size() + document.lines.size() > kMostBytes))
        break;
      part.body += document.lines;
      ++part.documents;
    }
    return part;
  }
  /// Removes the first one.
  Waiting take() {
    Waiting first = std::move(documents_.front());
    documents_.pop_front();
    bytes_ -= first.lines.size();
    memory_.remove(first.lines.size());
    return first;
  }
  /// The first one is to be sent again, after the others.
  void put_back() {
    documents_.push_back(std::move(documents_.front()));
    documents_.pop_front();
  }

 private:
  MemoryShare memory_;
  std::deque<Waiting> documents_;
  std::size_t bytes_ = 0;
  Clock::time_point began_;
};

}  // namespace gor::elasticsearch
