// SPDX-License-Identifier: Apache-2.0
// Runs one coroutine per connection.
#include "tools/file_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "base/percent.hpp"
#include "http/framer.hpp"
#include "http/head.hpp"
#include "net/listener.hpp"
#include "net/server_connection.hpp"

namespace gor::tools {
namespace {

namespace asio = boost::asio;
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

struct Request {
  std::string method;
  std::string target;
  bool is_http_1_0 = false;
  bool keeps_alive = false;
};

class Connection {
 public:
  Connection(net::ServerSocket socket, const fs::path& root, const FileServer::Tell& tell)
      : connection_(std::move(socket)), root_(root), tell_(tell) {}

  net::Task<void> serve() {
    bool keeps_alive = true;
    while (keeps_alive) {
      const auto request = co_await receive();
      if (!request) break;
      keeps_alive = co_await answer(*request);
    }
    connection_.end_direction();
  }

 private:
  /// Reads a request and discards its body; empty when the connection is over.
  net::Task<std::optional<Request>> receive() {
    using Step = http::Framer::Step;
    http::Framer framer(http::Side::request, http::Framer::kMaxHead);
    PayloadBuilder head;
    auto step = Step::need_more;
    while ((step = framer.feed(unread_, head)) != Step::complete) {
      if (step == Step::invalid) break;
      if (step == Step::head) {
        framer.limit_body(0);
        if (framer.expects_continue()) co_await write("HTTP/1.1 100 Continue\r\n\r\n");
        continue;
      }
      const bool has_more = co_await read_on();
      if (!has_more) co_return std::nullopt;
    }
    Request request;
    const auto line = http::parse_request_line(http::first_line(head.view()));
    if (step == Step::invalid || !line) {
      co_await send_text("400 Bad Request", "no HTTP/1.x request\n", request);
      co_return std::nullopt;
    }
    tell_(fmt::format("{} {} {}", line->method, line->target, framer.body_bytes()));
    request.method = line->method;
    request.target = line->target;
    request.is_http_1_0 = line->version == "HTTP/1.0";
    request.keeps_alive = framer.keeps_alive();
    co_return request;
  }

  net::Task<bool> read_on() {
    const net::Io io = co_await connection_.read_some(asio::buffer(buffer_));
    unread_ = {buffer_.data(), io.bytes};
    co_return !io.error;
  }

  /// Returns whether another request may follow.
  net::Task<bool> answer(const Request& request) {
    if (request.method != "GET" && request.method != "HEAD") co_return co_await send_text("200 OK", "", request);
    auto found = find_below(root_, request.target);
    std::error_code error;
    if (found && fs::is_directory(*found, error)) {
      if (!fs::is_regular_file(*found / "index.html", error)) {
        const std::string names = list_folder(*found);
        co_return co_await send_text("200 OK", names, request);
      }
      *found /= "index.html";
    }
    // A pipe or a device could block the server forever.
    if (!found || !fs::is_regular_file(*found, error)) {
      co_return co_await send_text("404 Not Found", "not found\n", request);
    }
    co_return co_await send_file(*found, request);
  }

  net::Task<bool> send_text(std::string_view status, std::string_view text, const Request& request) {
    std::string response = head_of(status, "text/plain; charset=utf-8", text.size(), request);
    if (request.method != "HEAD") response += text;
    const bool is_sent = co_await write(response);
    co_return (is_sent && request.keeps_alive);
  }

  net::Task<bool> send_file(const fs::path& path, const Request& request) {
    std::error_code error;
    std::uintmax_t left = fs::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (!file || error) {
      const std::string why = std::generic_category().message(errno) + "\n";
      co_return co_await send_text("403 Forbidden", why, request);
    }
    const std::string head = head_of("200 OK", content_type(path), left, request);
    bool is_sent = co_await write(head);
    if (request.method == "HEAD") left = 0;
    std::vector<char> block(static_cast<std::size_t>(std::min<std::uintmax_t>(left, kBlock)));
    while (is_sent && left > 0) {
      file.read(block.data(), static_cast<std::streamsize>(std::min<std::uintmax_t>(left, block.size())));
      const auto bytes = static_cast<std::size_t>(file.gcount());
      // The file was truncated meanwhile; closing the connection shows the client that bytes are missing.
      if (bytes == 0) co_return false;
      left -= bytes;
      is_sent = co_await write({block.data(), bytes});
    }
    co_return (is_sent && request.keeps_alive);
  }

  static std::string head_of(std::string_view status, std::string_view type, std::uintmax_t length,
                             const Request& request) {
    const std::string_view connection = !request.keeps_alive  ? "Connection: close\r\n"
                                        : request.is_http_1_0 ? "Connection: keep-alive\r\n"
                                                              : "";
    return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n", status, type, length,
                       connection);
  }

  net::Task<bool> write(std::string_view bytes) { return connection_.write(asio::buffer(bytes)); }

  net::ServerConnection connection_;
  std::vector<char> buffer_ = std::vector<char>(kBlock);
  std::string_view unread_;  // of the buffer
  const fs::path& root_;
  const FileServer::Tell& tell_;
};

net::Task<void> serve_connection(net::ServerSocket socket, const fs::path& root, const FileServer::Tell& tell) {
  Connection connection(std::move(socket), root, tell);
  co_await connection.serve();
}

}  // namespace

struct FileServer::State {
  State(std::string_view address, const fs::path& folder, Tell to)
      : listener(io, "file-server", address), root(fs::canonical(folder)), tell(std::move(to)) {
    listener.start([this](net::ServerSocket socket) {
      asio::co_spawn(io, serve_connection(std::move(socket), root, tell), asio::detached);
    });
    thread = std::thread([this] { io.run(); });
  }
  ~State() {
    io.stop();
    thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  asio::io_context io{1};
  net::Listener listener;
  const fs::path root;
  const Tell tell;
  std::thread thread;
};

FileServer::FileServer(std::string_view address, const fs::path& root, Tell tell)
    : state_(std::make_unique<State>(address, root, std::move(tell))) {}

FileServer::~FileServer() = default;

std::uint16_t FileServer::port() const noexcept {
  return state_->listener.port();
}

}  // namespace gor::tools
