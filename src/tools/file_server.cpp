// SPDX-License-Identifier: Apache-2.0
// A connection is a coroutine; the only file that uses Beast as a server.
#include "tools/file_server.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "base/percent.hpp"
#include "net/listener.hpp"

namespace gor::tools {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace http = boost::beast::http;
using boost::system::error_code;

asio::redirect_error_t<asio::use_awaitable_t<net::Executor>> failing_with(error_code& error) {
  return asio::redirect_error(asio::use_awaitable_t<net::Executor>(), error);
}

/// Percent-decoded path of a target, without query and without the scheme and host of an absolute form.
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

/// The file or folder a target means; nothing if it is not there, or not below `root` once links are followed.
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

/// Bytes came, and they were wrong.
bool is_no_http(const error_code& error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

using Request = http::request_parser<http::buffer_body>;

class Connection {
 public:
  Connection(net::ServerSocket socket, const fs::path& root, const FileServer::Tell& tell)
      : socket_(std::move(socket)), root_(root), tell_(tell) {}

  net::Task<void> serve() {
    bool keep_alive = true;
    while (keep_alive) {
      Request parser;
      parser.body_limit(boost::none);
      parser.header_limit(1 << 20);
      error_code error;
      co_await http::async_read_header(socket_, buffer_, parser, failing_with(error));
      if (is_no_http(error)) co_await refuse(error);
      if (error) co_return;
      if (!co_await read_body(parser)) co_return;
      keep_alive = co_await answer(parser) && parser.keep_alive();
    }
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  }

 private:
  /// Reads the body and throws it away.
  net::Task<bool> read_body(Request& parser) {
    error_code error;
    if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      co_await http::async_write(socket_, go_on, failing_with(error));
      if (error) co_return false;
    }
    std::array<char, 64 << 10> space;
    std::uint64_t bytes = 0;
    while (!parser.is_done()) {
      auto& body = parser.get().body();
      body.data = space.data();
      body.size = space.size();
      co_await http::async_read(socket_, buffer_, parser, failing_with(error));
      if (error == http::error::need_buffer) error = {};
      if (error) co_return false;
      bytes += space.size() - body.size;
    }
    tell_(fmt::format("{} {} {}", std::string_view(parser.get().method_string()),
                      std::string_view(parser.get().target()), bytes));
    co_return true;
  }

  net::Task<void> refuse(error_code why) {
    http::response<http::string_body> response(http::status::bad_request, 11, why.message() + "\n");
    response.keep_alive(false);
    response.prepare_payload();
    co_await http::async_write(socket_, response, failing_with(why));
  }

  net::Task<bool> answer(const Request& request) {
    const auto method = request.get().method();
    if (method != http::verb::get && method != http::verb::head) {
      co_return co_await send_text(http::status::ok, "", request);
    }
    auto found = find_below(root_, std::string_view(request.get().target()));
    std::error_code error;
    if (found && fs::is_directory(*found, error)) {
      if (!fs::is_regular_file(*found / "index.html", error)) {
        co_return co_await send_text(http::status::ok, list_folder(*found), request);
      }
      *found /= "index.html";
    }
    // A pipe or a device could block the server for ever.
    if (!found || !fs::is_regular_file(*found, error)) {
      co_return co_await send_text(http::status::not_found, "not found\n", request);
    }
    co_return co_await send_file(*found, request);
  }

  net::Task<bool> send_text(http::status status, std::string text, const Request& request) {
    http::response<http::string_body> response(status, 11, std::move(text));
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    co_return co_await send(response, request);
  }

  net::Task<bool> send_file(const fs::path& path, const Request& request) {
    http::response<http::file_body> response(http::status::ok, 11);
    error_code error;
    response.body().open(path.c_str(), boost::beast::file_mode::scan, error);
    if (error) co_return co_await send_text(http::status::forbidden, error.message() + "\n", request);
    response.set(http::field::content_type, content_type(path));
    co_return co_await send(response, request);
  }

  /// False when the connection is over.
  template <class Body>
  net::Task<bool> send(http::response<Body>& response, const Request& request) {
    response.keep_alive(request.keep_alive());
    response.prepare_payload();
    error_code error;
    if (request.get().method() == http::verb::head) {
      http::response_serializer<Body> serializer(response);
      co_await http::async_write_header(socket_, serializer, failing_with(error));
    } else {
      co_await http::async_write(socket_, response, failing_with(error));
    }
    co_return !error;
  }

  net::ServerSocket socket_;
  boost::beast::flat_buffer buffer_;
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
