// SPDX-License-Identifier: Apache-2.0
// Writers and readers of other formats than records.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gor/message.hpp"

#include "base/lru_map.hpp"

namespace gor::format {

/// Larger than any message recorded on purpose, since tools must not cut messages.
inline constexpr std::size_t kMessageLimit = std::size_t{256} << 20;

/// A request and the first response to it, if there is one.
struct Exchange {
  Message request;
  std::optional<Message> response;
};

/// The durations of an exchange, in nanoseconds; 0 where they are not known.
struct Times {
  std::chrono::duration<double, std::nano> wait{0};     ///< until the response began
  std::chrono::duration<double, std::nano> receive{0};  ///< until it ended
};
Times times_of(const Exchange& exchange);

/// Joins requests and responses. Holds a request until its response comes; the oldest are passed on without one when
/// more than 100,000, or 64 MB, wait.
class Exchanges {
 public:
  explicit Exchanges(std::function<void(const Exchange&)> take);

  void add(const Message& message);
  /// Passes on waiting requests without a response.
  void finish();

 private:
  std::function<void(const Exchange&)> take_;
  LruMap<Message> waiting_;  // by id
};

/// A line: {"type":"request","id":...,"time":...,"method":...,"url":...,"headers":[[name,value],...],"body":...}. A
/// body that is not text is "body_base64".
std::string json_line(const Message& message);

/// An entry of HAR 1.2.
std::string har_entry(const Exchange& exchange);
/// Parses an entry; `number` becomes its id if it has none. Headers may be a list of pairs or an object; bodies may be
/// missing, text or base64. Throws std::runtime_error that says what is wrong.
Exchange from_har_entry(std::string_view json, std::uint64_t number);

/// Cuts a HAR file into its entries as it is read.
class HarEntries {
 public:
  explicit HarEntries(std::function<void(std::string_view entry)> take) : take_(std::move(take)) {}
  void feed(std::string_view bytes);
  /// Whether the file has a complete list of entries.
  bool is_whole() const noexcept { return is_done_; }

 private:
  void note(char c);

  std::function<void(std::string_view)> take_;
  int depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool in_entries_ = false;
  bool is_done_ = false;
  std::string word_;   // the last string outside the entries
  std::string entry_;  // the part of the current entry read so far
};

/// Parses a line of an access log, combined or common; empty for anything else, or for a request that is not HTTP.
std::optional<Message> from_access_log(std::string_view line, std::string_view host, std::uint64_t number);

/// A command that sends the request.
std::string curl_command(const Message& request);

}  // namespace gor::format
