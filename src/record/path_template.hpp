// SPDX-License-Identifier: Apache-2.0
// Names of recordings with the time and what is recorded in them: "%Y-%m-%d/%H-%t.gor" (docs/recordings.md).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// A value of eight digits that tells one gor from others.
std::string make_instance_id();

/// Of a word from outside what may stand in a file's name: letters, digits, '.', '_' and '-', and not dots alone. It
/// leads to no other folder.
std::string harmless_name(std::string_view word);

class PathTemplate {
 public:
  /// What is no placeholder stands for itself. `instance` is what %i stands for.
  PathTemplate(std::string_view text, std::string_view instance);

  /// Each message has a file of its own.
  bool goes_by_id() const noexcept { return has(Kind::id); }
  /// Messages may go to different files at the same time.
  bool goes_by_message() const noexcept { return goes_by_id() || has(Kind::type); }
  /// Whether the name changes as time passes. Nanoseconds are no reason to begin another file; they are just written
  /// into the name of one that is begun.
  bool goes_by_time() const noexcept { return has(Kind::time); }

  /// In local time, with harmless_name() of the id.
  std::string fill(std::chrono::system_clock::time_point now, const Message& message) const;

 private:
  enum class Kind { literal, time, nanoseconds, id, type };
  struct Part {
    Kind kind;
    std::string text;  // literal, or a format of strftime
  };
  bool has(Kind kind) const noexcept;
  void add(Kind kind, std::string_view text);

  std::vector<Part> parts_;
};

}  // namespace gor
