// SPDX-License-Identifier: Apache-2.0
// A request whose target and header change: what it will be, until finish() makes a payload of it.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "gor/payload.hpp"

#include "http/head.hpp"

namespace gor::http {

/// Reads the header once, when it is first asked for, and allocates nothing for a head of usual size. What it is given
/// (`request`, names, values) must live until finish(), or be made in memory().
class RequestEdit {
 public:
  explicit RequestEdit(std::string_view request);
  RequestEdit(const RequestEdit&) = delete;
  RequestEdit& operator=(const RequestEdit&) = delete;

  /// Without a valid request line nothing may be asked or changed.
  bool is_request() const noexcept { return line_.has_value(); }
  std::string_view method() const noexcept { return line_->method; }
  std::string_view target() const noexcept { return target_; }
  /// The value of the first header of that name, without folds.
  std::optional<std::string_view> header(std::string_view name);

  void set_target(std::string_view target);
  /// Keeps place and spelling of the first header of that name; a new one goes right behind the request line.
  void set_header(std::string_view name, std::string_view value);

  /// For values made on the way: freed with this object.
  std::pmr::memory_resource* memory() noexcept { return &memory_; }

  bool is_changed() const noexcept { return changed_; }
  /// The request as it is now, byte for byte but for what was set: one allocation.
  Payload finish() const;

 private:
  struct Header {
    Field field;             // line is empty if it is new
    std::string_view value;  // as it will be
  };
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

/// The request with one header set as by set_header(); what is no request stays as it is.
Payload with_header(const Payload& request, std::string_view name, std::string_view value);
/// With the length of its body as Content-Length. Itself where it has that, where chunks or an unclear framing say
/// where it ends, and where it is no request.
Payload with_true_length(const Payload& request);
/// Without any header of that name.
Payload without_header(std::string_view request, std::string_view name);

}  // namespace gor::http
