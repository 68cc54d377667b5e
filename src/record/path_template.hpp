// SPDX-License-Identifier: Apache-2.0
// File names of recordings with placeholders for time and message: "%Y-%m-%d/%H-%t.gor" (docs/recordings.md).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

namespace gor {

/// Eight random digits that distinguish one gor from others.
std::string make_instance_id();

/// The word reduced to characters that are safe in a file name: letters, digits, '.', '_' and '-', and not only dots.
/// It cannot lead to another folder.
std::string harmless_name(std::string_view word);

class PathTemplate {
 public:
  /// Unknown placeholders are kept as text. `instance` replaces %i.
  PathTemplate(std::string_view text, std::string_view instance);

  /// Whether each message has a file of its own.
  bool goes_by_id() const noexcept { return has(Kind::id); }
  /// Whether messages of the same time may go to different files.
  bool goes_by_message() const noexcept { return goes_by_id() || has(Kind::type); }
  /// Whether the name changes as time passes. Nanoseconds do not begin another file; they only appear in the name of a
  /// file that is begun for another reason.
  bool goes_by_time() const noexcept { return has(Kind::time); }

  /// One name in a path of the template.
  struct Component {
    std::string text;          ///< if it is not variable
    std::string pattern;       ///< a regular expression of RE2 that takes the names it can have
    bool is_variable = false;  ///< it has a placeholder whose value changes
  };
  /// The folders and the file, in the order of the path. An absolute path begins with the component "/".
  std::vector<Component> components() const;

  /// Uses local time, and harmless_name() of the id.
  std::string fill(std::chrono::system_clock::time_point now, const Message& message) const;

 private:
  enum class Kind { literal, time, nanoseconds, id, type };
  struct Part {
    Kind kind;
    std::string text;  // literal text, or a format of strftime
  };
  bool has(Kind kind) const noexcept { return (kinds_ & bit_of(kind)) != 0; }
  static unsigned bit_of(Kind kind) noexcept { return 1U << static_cast<unsigned>(kind); }
  void add(Kind kind, std::string_view text);

  std::vector<Part> parts_;
  unsigned kinds_ = 0;  // of the parts, a bit each
};

}  // namespace gor
