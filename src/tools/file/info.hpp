// SPDX-License-Identifier: Apache-2.0
// Statistics of a recording, collected as it is read.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gor/message.hpp"

namespace gor::tools {

/// Events over time in a fixed number of intervals, which become longer with the total time.
class Timeline {
 public:
  static constexpr std::size_t kMost = 24;

  void add(Timestamp time);
  /// From the first to the last non-empty interval; each is interval() long, and the first begins at start().
  const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }
  std::chrono::nanoseconds interval() const noexcept { return interval_; }
  Timestamp start() const noexcept { return start_; }

 private:
  void widen();

  Timestamp start_{};
  std::chrono::nanoseconds interval_ = std::chrono::milliseconds(10);
  std::vector<std::uint64_t> counts_;
};

/// A histogram of sizes, accurate to an eighth.
class Sizes {
 public:
  void add(std::size_t size);
  std::uint64_t count() const noexcept { return count_; }
  std::uint64_t total() const noexcept { return total_; }
  std::size_t least() const noexcept { return least_; }
  std::size_t most() const noexcept { return most_; }
  /// The size that this share of all sizes (0.5: the median) does not exceed.
  std::size_t quantile(double share) const;

 private:
  std::map<std::size_t, std::uint64_t> counts_;  // by the largest size of each class
  std::uint64_t count_ = 0;
  std::uint64_t total_ = 0;
  std::size_t least_ = SIZE_MAX;
  std::size_t most_ = 0;
};

class Info {
 public:
  void add(const Message& message);
  /// The report, some lines. The arguments are facts that the messages do not show.
  std::string text(std::size_t files, std::uint64_t bytes, std::uint64_t damaged) const;

 private:
  /// The frequency of values; beyond a maximum number of different values, the others count together.
  class Tally {
   public:
    void add(std::string_view name);
    /// "GET 500, POST 100, 3 others 7": the most frequent values.
    std::string text() const;

   private:
    std::unordered_map<std::string, std::uint64_t> counts_;
    std::uint64_t others_ = 0;
  };

  std::array<std::uint64_t, kMessageTypes> by_type_{};
  std::optional<Timestamp> first_;
  std::optional<Timestamp> last_;
  Timeline timeline_;  // of requests
  Sizes sizes_;
  Tally methods_;
  Tally statuses_;
  Tally hosts_;
  std::uint64_t cut_off_ = 0;
};

}  // namespace gor::tools
