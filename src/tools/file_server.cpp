// SPDX-License-Identifier: Apache-2.0
#include "tools/file_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/percent.hpp"

namespace gor::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{64} * 1024;

/// The percent-decoded path of a target, without query, and without scheme and host of an absolute form.
std::optional<std::string> decoded_path(std::string_view target) {
  target = target.substr(0, target.find_first_of("?#"));
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  std::string path = percent_decoded(target);
  if (path.find('\0') != std::string::npos) return std::nullopt;
  return path;
}

/// The file or folder that the target names; empty if it does not exist, or is outside `root` once links are followed.
std::optional<fs::path> find_below(const fs::path& root, std::string_view target) {
  const auto path = decoded_path(target);
  if (!path) return std::nullopt;
  std::error_code error;
  const fs::path found = fs::canonical(root / fs::path("./" + *path).relative_path(), error);
  if (error) return std::nullopt;
  const auto [in_root, in_found] = std::mismatch(root.begin(), root.end(), found.begin(), found.end());
  if (in_root != root.end()) return std::nullopt;
  return found;
}

std::string_view content_type(const fs::path& file) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes{
      {{".html", "text/html; charset=utf-8"},
       {".txt", "text/plain; charset=utf-8"},
       {".md", "text/plain; charset=utf-8"},
       {".css", "text/css"},
       {".js", "text/javascript"},
       {".json", "application/json"},
       {".png", "image/png"},
       {".jpg", "image/jpeg"},
       {".svg", "image/svg+xml"},
       {".xml", "application/xml"}}};
  const auto* found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& t) { return file.extension() == t.first; });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

std::string list_folder(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string() + (entry->is_directory(error) ? "/\n" : "\n"));
  }
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ""));
}

constexpr std::string_view kText = "text/plain; charset=utf-8";

net::Task<bool> send_file(const fs::path& path, net::HttpResponder& responder) {
  std::error_code error;
  std::uintmax_t left = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (!file || error) {
    const std::string why = std::generic_category().message(errno) + "\n";
    co_return co_await responder.send("403 Forbidden", kText, why);
  }
  bool is_sent = co_await responder.begin("200 OK", content_type(path), left);
  if (responder.is_head()) left = 0;
  std::vector<char> block(static_cast<std::size_t>(std::min<std::uintmax_t>(left, kBlock)));
  while (is_sent && left > 0) {
    file.read(block.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, block.size())));
    const auto bytes = static_cast<std::size_t>(file.gcount());
    // The file was truncated meanwhile; closing the connection shows the client that bytes are missing.
    if (bytes == 0) co_return false;
    left -= bytes;
    is_sent = co_await responder.write({block.data(), bytes});
  }
  co_return is_sent;
}

net::Task<bool> answer(const fs::path& root, const net::HttpRequest& request, net::HttpResponder& responder) {
  if (request.method != "GET" && request.method != "HEAD") co_return co_await responder.send("200 OK", kText, "");
  auto found = find_below(root, request.target);
  std::error_code error;
  if (found && fs::is_directory(*found, error)) {
    if (!fs::is_regular_file(*found / "index.html", error)) {
      const std::string names = list_folder(*found);
      co_return co_await responder.send("200 OK", kText, names);
    }
    *found /= "index.html";
  }
  // A pipe or a device could block the server forever.
  if (!found || !fs::is_regular_file(*found, error)) {
    co_return co_await responder.send("404 Not Found", kText, "not found\n");
  }
  co_return co_await send_file(*found, responder);
}

}  // namespace

FileServer::FileServer(std::string_view address, const fs::path& root, Tell tell)
    : root_(fs::canonical(root)),
      tell_(std::move(tell)),
      server_("file-server", address, [this](const net::HttpRequest& request, net::HttpResponder& responder) {
        tell_(fmt::format("{} {} {}", request.method, request.target, request.body_bytes));
        return answer(root_, request, responder);
      }) {}

}  // namespace gor::tools
