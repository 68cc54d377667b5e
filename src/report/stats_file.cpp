// SPDX-License-Identifier: Apache-2.0
#include "report/stats_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "report/stats_json.hpp"

namespace gor::report {
namespace {

namespace fs = std::filesystem;

/// Renaming onto a link would replace the link. What it leads to need not exist.
std::string target_of(fs::path path) {
  constexpr int kMostLinks = 40;
  std::error_code error;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, error); ++i) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return path.string();
}

std::string last_error() {
  return std::generic_category().message(errno);
}

/// The reason not to replace what is at the path; "" for nothing, an empty file or an earlier stats file.
std::string reason_to_spare(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return "";
  if (!fs::is_regular_file(status)) return "it is not a file";
  constexpr std::string_view kBegin = R"({"version":)";
  std::string begin(kBegin.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return file.gcount() == 0 || begin == kBegin ? "" : "it exists, and is not a file of --stats-json";
}

}  // namespace

StatsFile::StatsFile(std::string path, const Source& source)
    : path_(target_of(path)), temporary_(fmt::format("{}.{}.tmp", path_, getpid())), source_(source) {
  std::string why = reason_to_spare(path_);
  if (why.empty()) why = try_write();
  if (!why.empty()) throw StartError(fmt::format("--stats-json: cannot write '{}': {}", path, why));
}

void StatsFile::write() {
  const std::string why = try_write();
  if (!why.empty() && !has_failed_) log::error("--stats-json: cannot write '{}': {}", path_, why);
  has_failed_ = !why.empty();
}

std::string StatsFile::try_write() {
  const std::string text = stats_json(source_, wall_clock_now()) + '\n';
  // A new file: in a folder of everybody, the name may have become a link.
  std::remove(temporary_.c_str());
  std::FILE* const file = std::fopen(temporary_.c_str(), "wxe");
  if (file == nullptr) return last_error();
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  std::string why = is_written ? "" : last_error();
  if (std::fclose(file) != 0 && why.empty()) why = last_error();
  if (why.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0) why = last_error();
  if (!why.empty()) std::remove(temporary_.c_str());
  return why;
}

}  // namespace gor::report
