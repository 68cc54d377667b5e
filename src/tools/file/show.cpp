// SPDX-License-Identifier: Apache-2.0
// Shows and converts recordings: info, cat, convert.
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "cli/version.hpp"
#include "format/formats.hpp"
#include "input/recording_set.hpp"
#include "record/byte_source.hpp"
#include "tools/file/commands.hpp"
#include "tools/file/info.hpp"
#include "tools/file/io.hpp"

namespace gor::tools {
namespace {

constexpr std::size_t kPiece = std::size_t{64} * 1024;
constexpr std::size_t kMostToldOnes = 10;  // entries that cannot be converted and are logged one by one

/// Calls `each` with the bytes of all files, piece by piece, and `end` after each file.
template <class Each, class End>
void read_files(const std::vector<std::string>& paths, Each each, End end) {
  std::vector<char> piece(kPiece);
  for (const std::string& path : files_of(paths)) {
    try {
      ByteSource source(path);
      while (const std::size_t size = source.read(piece)) each(path, std::string_view(piece.data(), size));
      if (!source.trouble().empty()) log::warning("{}: {}", path, source.trouble());
    } catch (const std::system_error& error) {
      throw StartError(fmt::format("cannot read {}: {}", path, words_of(error)));
    }
    end(path);
  }
}

/// Logs and skips entries that cannot be converted.
class Skipped {
 public:
  void tell(std::string_view path, std::uint64_t number, std::string_view what) {
    if (++count_ <= kMostToldOnes) log::warning("{}: {} {}; skipped", path, number, what);
  }
  ~Skipped() {
    if (count_ > kMostToldOnes) log::warning("{} in total could not be converted", count_);
  }

 private:
  std::uint64_t count_ = 0;
};

using Take = std::function<void(const Message&)>;

void read_har(const std::vector<std::string>& paths, const Take& take) {
  Skipped skipped;
  std::uint64_t number = 0;
  std::string current;
  const auto convert_entry = [&](std::string_view entry) {
    try {
      const format::Exchange exchange = format::from_har_entry(entry, ++number);
      take(exchange.request);
      if (exchange.response) take(*exchange.response);
    } catch (const std::runtime_error& error) {
      skipped.tell(current, number, fmt::format("is not an entry: {}", error.what()));
    }
  };
  format::HarEntries entries(convert_entry);
  read_files(
      paths,
      [&](const std::string& path, std::string_view piece) {
        current = path;
        entries.feed(piece);
      },
      [&](const std::string& path) {
        if (!entries.is_whole()) log::warning("{}: not a HAR file, or cut off", path);
        entries = format::HarEntries(convert_entry);
      });
}

void read_access_log(const FileCommand& command, const Take& take) {
  Skipped skipped;
  std::string rest;
  std::uint64_t number = 0;
  std::uint64_t line_number = 0;
  const auto convert_line = [&](const std::string& path, std::string_view line) {
    ++line_number;
    if (const auto message = format::from_access_log(line, command.host, ++number)) return take(*message);
    if (!line.empty()) skipped.tell(path, line_number, "is not a line of an access log, or not an HTTP request");
  };
  read_files(
      command.files,
      [&](const std::string& path, std::string_view piece) {
        for (std::size_t end = 0; (end = piece.find('\n')) != std::string_view::npos; piece.remove_prefix(end + 1)) {
          rest += piece.substr(0, end);
          convert_line(path, rest);
          rest.clear();
        }
        rest += piece;
        if (rest.size() > kMessageLimit) throw StartError(fmt::format("{}: a line is too long", path));
      },
      [&](const std::string& path) {
        if (!rest.empty()) convert_line(path, rest);
        rest.clear();
        line_number = 0;
      });
}

void read_as(const FileCommand& command, const Take& take) {
  if (command.from == "har") return read_har(command.files, take);
  if (command.from == "access-log") return read_access_log(command, take);
  Records records(command.files);
  while (const auto message = records.next()) take(*message);
}

void convert_to_har(const FileCommand& command, Writer& writer) {
  writer.add(fmt::format(R"({{"log":{{"version":"1.2","creator":{{"name":"gor","version":"{}"}},"entries":[)",
                         cli::version()));
  std::string_view separator = "\n";
  format::Exchanges exchanges([&](const format::Exchange& exchange) {
    writer.add(separator);
    writer.add(format::har_entry(exchange));
    separator = ",\n";
  });
  read_as(command, [&](const Message& message) { exchanges.add(message); });
  exchanges.finish();
  writer.add("\n]}}\n");
}

}  // namespace

void info(const FileCommand& command) {
  Records records(command.files);
  Info info;
  while (const auto message = records.next()) info.add(*message);
  Writer writer("-");
  writer.add(info.text(records.files(), records.bytes(), records.damaged()));
  writer.finish();
}

void cat(const FileCommand& command) {
  Records records(command.files);
  Writer writer(command.output);
  while (const auto message = records.next()) {
    if (command.json) {
      writer.add(format::json_line(*message));
    } else {
      writer.add(*message);
    }
  }
  writer.finish();
}

void convert(const FileCommand& command) {
  Writer writer(command.output);
  if (command.to == "har") {
    convert_to_har(command, writer);
  } else if (command.to == "curl") {
    read_as(command, [&](const Message& message) {
      if (message.type == MessageType::request) writer.add(format::curl_command(message));
    });
  } else {
    read_as(command, [&](const Message& message) { writer.add(message); });
  }
  writer.finish();
}

}  // namespace gor::tools
