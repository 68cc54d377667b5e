// SPDX-License-Identifier: Apache-2.0
// A request with pending changes of its target and headers; finish() makes a payload of it.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "gor/payload.hpp"

#include "http/head.hpp"

namespace gor::http {

/// Reads the header once, on first use, and allocates nothing for a head of usual size. Its arguments (`request`,
/// names, values) must live until finish(), or be allocated from memory().
class RequestEdit {
 public:
  explicit RequestEdit(std::string_view request);
  RequestEdit(const RequestEdit&) = delete;
  RequestEdit& operator=(const RequestEdit&) = delete;

  /// If false (no valid request line), call nothing else.
  bool is_request() const noexcept { return line_.has_value(); }
  std::string_view method() const noexcept { return line_->method; }
  std::string_view target() const noexcept { return target_; }
  /// The value of the first header of that name, unfolded.
  std::optional<std::string_view> header(std::string_view name);

  void set_target(std::string_view target);
  /// Keeps position and spelling of the first header of that name; a new one goes directly after the request line.
  void set_header(std::string_view name, std::string_view value);

  /// For values computed on the way; freed with this object.
  std::pmr::memory_resource* memory() noexcept { return &memory_; }

  bool is_changed() const noexcept { return changed_; }
  /// The request with all changes; every other byte stays as it is. One allocation.
  Payload finish() const;

 private:
  struct Header {
    std::string_view name;
    std::string_view line;                     // its first line; empty if it is new
    std::optional<std::string_view> old = {};  // the value in the request, once it was asked for
    std::string_view value = {};               // with `old`, or if it is new: the current value
    bool is_set = false;
  };
  void read_headers();
  Header* find(std::string_view name);

  const std::string_view request_;
  std::optional<RequestLine> line_;
  std::string_view target_;
  bool has_headers_ = false;
  bool changed_ = false;
  boost::container::small_vector<Header, 24> headers_;
  std::byte buffer_[2048];
  std::pmr::monotonic_buffer_resource memory_{buffer_, sizeof buffer_};
};

/// The request with one header set as by set_header(); anything that is not a request stays as it is.
Payload with_header(const Payload& request, std::string_view name, std::string_view value);
/// Sets Content-Length to the length of the body. Returns the request unchanged if the header is right, if chunks or an
/// unclear framing decide where it ends, and if it is not a request.
Payload with_true_length(const Payload& request);
/// Removes every header of that name.
Payload without_header(std::string_view request, std::string_view name);

}  // namespace gor::http
