// SPDX-License-Identifier: Apache-2.0
// Other formats than records: how messages are written in them, and read from them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "gor/message.hpp"

namespace gor::tools {

/// A request and the first response to it, if there is any.
struct Exchange {
  Message request;
  std::optional<Message> response;
};

/// Puts requests and responses together. A request is held until its response comes; of those that wait the oldest go
/// without one when there are 100,000, or more than 64 MB of them.
class Exchanges {
 public:
  explicit Exchanges(std::function<void(const Exchange&)> take) : take_(std::move(take)) {}

  void add(const Message& message);
  /// What still waits goes as it is.
  void finish();

 private:
  void give_out_oldest();

  std::function<void(const Exchange&)> take_;
  std::deque<std::string> order_;
  std::unordered_map<std::string, Message> waiting_;  // by id
  std::size_t held_ = 0;
};

/// A line: {"type":"request","id":...,"time":...,"method":...,"url":...,"headers":[[name,value],...],"body":...}. A
/// body that is no text is "body_base64".
std::string json_line(const Message& message);

/// An entry of HAR 1.2.
std::string har_entry(const Exchange& exchange);
/// What an entry says, if it is one; `number` makes its id where it has none. Headers may be a list of pairs or an
/// object, bodies missing, text or base64. Throws std::runtime_error that says what is wrong.
Exchange from_har_entry(std::string_view json, std::uint64_t number);

/// Cuts a HAR file into its entries, as it comes.
class HarEntries {
 public:
  explicit HarEntries(std::function<void(std::string_view entry)> take) : take_(std::move(take)) {}
  void feed(std::string_view bytes);
  /// Whether the file has a list of entries, and ended behind it.
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
  std::string entry_;  // what there is of the one at hand
};

/// A line of an access log, combined or common; nothing for what is none, or for a request that was no HTTP.
std::optional<Message> from_access_log(std::string_view line, std::string_view host, std::uint64_t number);

/// A command that sends the request.
std::string curl_command(const Message& request);

}  // namespace gor::tools
