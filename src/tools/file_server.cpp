// SPDX-License-Identifier: Apache-2.0
// A connection is a coroutine; the only file that uses Beast as a server.
#include "tools/file_server.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include "base/error.hpp"
#include "base/percent.hpp"
#include "net/address.hpp"

namespace gor::tools {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

asio::redirect_error_t<asio::use_awaitable_t<>> failing_with(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
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
  Connection(tcp::socket socket, const fs::path& root, const FileServer::Tell& tell)
      : socket_(std::move(socket)), root_(root), tell_(tell) {}

  asio::awaitable<void> serve() {
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
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }

 private:
  /// Reads the body and throws it away.
  asio::awaitable<bool> read_body(Request& parser) {
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

  asio::awaitable<void> refuse(error_code why) {
    http::response<http::string_body> response(http::status::bad_request, 11, why.message() + "\n");
    response.keep_alive(false);
    response.prepare_payload();
    co_await http::async_write(socket_, response, failing_with(why));
  }

  asio::awaitable<bool> answer(const Request& request) {
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

  asio::awaitable<bool> send_text(http::status status, std::string text, const Request& request) {
    http::response<http::string_body> response(status, 11, std::move(text));
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    co_return co_await send(response, request);
  }

  asio::awaitable<bool> send_file(const fs::path& path, const Request& request) {
    http::response<http::file_body> response(http::status::ok, 11);
    error_code error;
    response.body().open(path.c_str(), boost::beast::file_mode::scan, error);
    if (error) co_return co_await send_text(http::status::forbidden, error.message() + "\n", request);
    response.set(http::field::content_type, content_type(path));
    co_return co_await send(response, request);
  }

  /// False when the connection is over.
  template <class Body>
  asio::awaitable<bool> send(http::response<Body>& response, const Request& request) {
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

  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  const fs::path& root_;
  const FileServer::Tell& tell_;
};

asio::awaitable<void> serve_connection(tcp::socket socket, const fs::path& root, const FileServer::Tell& tell) {
  Connection connection(std::move(socket), root, tell);
  co_await connection.serve();
}

asio::awaitable<void> accept_connections(tcp::acceptor& acceptor, const fs::path& root, const FileServer::Tell& tell) {
  for (;;) {
    error_code error;
    tcp::socket socket = co_await acceptor.async_accept(failing_with(error));
    if (!error) {
      socket.set_option(tcp::no_delay(true), error);
      asio::co_spawn(acceptor.get_executor(), serve_connection(std::move(socket), root, tell), asio::detached);
    } else if (error != asio::error::connection_aborted) {
      // Out of descriptors, most likely: some will come back.
      asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds(100));
      co_await pause.async_wait(failing_with(error));
    }
  }
}

}  // namespace

struct FileServer::State {
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  fs::path root;
  Tell tell;
  std::thread thread;

  void listen(std::string_view text) {
    const net::Address address = net::parse_address("file-server", text);
    try {
      const std::string host = address.host.empty() ? "0.0.0.0" : address.host;
      tcp::resolver resolver(io);
      const tcp::endpoint endpoint = *resolver.resolve(host, std::to_string(address.port)).begin();
      acceptor.open(endpoint.protocol());
      acceptor.set_option(tcp::acceptor::reuse_address(true));
      acceptor.bind(endpoint);
      acceptor.listen();
    } catch (const boost::system::system_error& error) {
      throw StartError(fmt::format("file-server: '{}': {}", text, error.code().message()));
    }
  }
};

FileServer::FileServer(std::string_view address, const fs::path& root, Tell tell) : state_(std::make_unique<State>()) {
  state_->listen(address);
  state_->root = fs::canonical(root);
  state_->tell = std::move(tell);
  asio::co_spawn(state_->io, accept_connections(state_->acceptor, state_->root, state_->tell), asio::detached);
  state_->thread = std::thread([state = state_.get()] { state->io.run(); });
}

FileServer::~FileServer() {
  state_->io.stop();
  state_->thread.join();
}

std::uint16_t FileServer::port() const noexcept {
  error_code error;
  return state_->acceptor.local_endpoint(error).port();
}

}  // namespace gor::tools
