// SPDX-License-Identifier: Apache-2.0
// Prints what is appended to a recording.
#include <chrono>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "format/formats.hpp"
#include "record/chunks.hpp"
#include "record/followed_file.hpp"
#include "record/reader.hpp"
#include "record/storage.hpp"
#include "tools/file/commands.hpp"
#include "tools/file/io.hpp"

namespace gor::tools {
namespace {

constexpr std::chrono::milliseconds kPause{100};

/// The files of a recording as they come: the file of that name, or its chunks.
class Follower {
 public:
  explicit Follower(const FileCommand& command)
      : path_(command.files.front()), json_(command.json), writer_(command.output) {}

  /// Does not return, unless something cannot be read or written.
  void run() {
    bool at_end = true;  // of what is there at the start
    if (current().empty()) {
      log::info("waiting for {}", path_);
      at_end = false;
    }
    while (true) {
      const std::string file = wait_for_file();
      print(file, at_end);
      at_end = false;
    }
  }

 private:
  /// The file to read now; empty if it is not there yet.
  std::string current() {
    std::error_code ignored;
    if (!next_ && std::filesystem::is_regular_file(path_, ignored)) return path_;
    const auto chunks = chunks_of(path_);
    if (chunks.empty()) return {};
    // At first only the last one, then each.
    const auto at = next_ ? chunks.lower_bound(*next_) : std::prev(chunks.end());
    if (at == chunks.end()) return {};
    next_ = at->first;
    return at->second;
  }

  std::string wait_for_file() {
    while (true) {
      std::string file = current();
      if (!file.empty()) return file;
      std::this_thread::sleep_for(kPause);
    }
  }

  void print(const std::string& file, bool at_end) {
    FollowedFile::Hooks hooks;
    hooks.on_wait = [this] { writer_.finish(); };
    hooks.is_complete = [this] {
      if (!next_) return false;
      const auto chunks = chunks_of(path_);
      return chunks.upper_bound(*next_) != chunks.end();
    };
    try {
      RecordReader reader(file, std::make_unique<FollowedFile>(file, at_end, std::move(hooks)), kMessageLimit,
                          [&](std::uint64_t offset, std::string_view why) {
                            log::warning("{}, byte {}: {}; skipped", file, offset, why);
                          });
      while (const auto message = reader.next()) add(*message);
    } catch (const std::system_error& error) {
      // It may be deleted between being found and being opened.
      if (error.code() != std::errc::no_such_file_or_directory) {
        throw StartError(fmt::format("cannot read {}: {}", file, words_of(error)));
      }
    }
    writer_.finish();
    if (next_) ++*next_;
  }

  void add(const Message& message) {
    if (json_) {
      writer_.add(format::json_line(message));
    } else {
      writer_.add(message);
    }
  }

  const std::string path_;
  const bool json_;
  Writer writer_;
  std::optional<std::uint64_t> next_;  // the chunk to read now; empty: a file of that name, or not known yet
};

}  // namespace

void follow(const FileCommand& command) {
  if (command.files.size() != 1 || command.files.front() == "-") {
    throw UsageError("gor file follow: give one FILE: a file, or the name that its chunks share");
  }
  if (storage_of(command.files.front()) != nullptr) {
    throw UsageError(fmt::format("gor file follow {}: an object does not grow", command.files.front()));
  }
  Follower(command).run();
}

}  // namespace gor::tools
