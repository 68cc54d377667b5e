// SPDX-License-Identifier: Apache-2.0
// A client for one bucket of S3, or of a server that speaks its protocol.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "net/http/blocking_client.hpp"
#include "net/own_connections.hpp"
#include "s3/answers.hpp"
#include "s3/credentials.hpp"
#include "s3/settings.hpp"
#include "s3/signature.hpp"

namespace gor::s3 {

/// what() is for a person: "404 NoSuchKey: The specified key does not exist", or why there was no answer. Without
/// credentials the code is "NoCredentials".
class Error : public std::runtime_error {
 public:
  Error(int status, std::string code, const std::string& text)
      : std::runtime_error(text), status_(status), code_(std::move(code)) {}

  int status() const noexcept { return status_; }  ///< 0: no answer
  const std::string& code() const noexcept { return code_; }
  /// A condition of the request was not met: the object exists.
  bool is_conflict() const noexcept { return status_ == 412 || status_ == 409; }

 private:
  int status_;
  std::string code_;
};

/// What clients share: where S3 is, and with which credentials.
struct Access {
  Settings settings = {};
  std::shared_ptr<CredentialSource> credentials = std::make_shared<CredentialSource>();
};
/// Throws UsageError as read_settings() does.
inline Access read_access() {
  return {read_settings()};
}

/// All functions wait for the answer. They repeat a request that got none, or a server's error, some times within
/// seconds, and throw Error then. Used by one thread, except interrupt().
class Client {
 public:
  /// Throws StartError if TLS cannot be used. `own` may be null, and must outlive the client.
  Client(const Access& access, std::string bucket, net::OwnConnections* own);

  /// How often a request is sent until it succeeds; 6 by default, within about 12 seconds.
  void set_attempts(int attempts) noexcept { attempts_ = attempts; }

  /// Asks for an object whose key begins with the prefix: whether that is allowed shows.
  void probe(const std::string& prefix);
  /// The objects whose keys begin with the prefix, in the order of their keys.
  std::vector<ObjectEntry> list(const std::string& prefix);
  std::uint64_t size_of(const std::string& key);
  struct Range {
    std::string bytes;
    std::uint64_t object_size = 0;
  };
  /// Up to `size` bytes from that offset: fewer where the object ends, nothing after its end.
  Range read(const std::string& key, std::uint64_t offset, std::uint64_t size);

  /// Like complete_upload(), it does not replace an object: if one has that key, the error is_conflict(). Servers
  /// without conditional writes replace it.
  void put(const std::string& key, std::string_view body);

  /// An upload in parts. The complete object appears when the upload is completed.
  std::string begin_upload(const std::string& key);
  /// Returns the part's tag. Parts are numbered from 1; all but the last have 5 MB or more.
  std::string put_part(const std::string& key, const std::string& upload, int number, std::string_view body);
  void complete_upload(const std::string& key, const std::string& upload, const std::vector<std::string>& tags);
  void abort_upload(const std::string& key, const std::string& upload);
  /// The ids of uploads of that key that were neither completed nor aborted.
  std::vector<std::string> uploads_of(const std::string& key);

  /// Makes the request in flight, and later ones, fail soon. Any thread.
  void interrupt() noexcept { http_.interrupt(); }
  /// The same once `is_due` is true. The client's thread.
  void interrupt_when(std::function<bool()> is_due) { http_.interrupt_when(std::move(is_due)); }

 private:
  using Answer = net::BlockingHttpClient::Answer;

  Request request(std::string method, const std::string& key) const;
  Answer send(const Request& request, std::size_t keep_body = std::size_t{1} << 20);
  Answer send_once(Request request, std::size_t keep_body);
  bool wait(std::chrono::milliseconds time) const;

  const Access access_;
  const std::string bucket_;
  const bool is_path_style_;
  int attempts_ = 6;
  net::BlockingHttpClient http_;
};

}  // namespace gor::s3
