// SPDX-License-Identifier: Apache-2.0
// Names for groups of requests that the same code of a server answers: method and path, with {} for what varies.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace gor::http {

/// Learns from the paths that it sees: a level of the path with more than 50 different segments becomes {}. One thread.
/// Bounded: beyond a number of routes, the others share one.
class Routes {
 public:
  explicit Routes(std::size_t most_routes = 100);
  ~Routes();
  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  static constexpr std::string_view kOther = "other";

  /// "GET /users/{}/orders". Segments that are numbers, UUIDs, hexadecimal, long, or look random are {}. A query is no
  /// part of the route. Valid until the next call.
  std::string_view of(std::string_view method, std::string_view target);

 private:
  struct Node;
  std::string_view name_of(std::string_view segment) const;

  const std::size_t most_routes_;
  const std::unique_ptr<Node> root_;
  std::size_t routes_ = 0;
  std::string route_;
};

}  // namespace gor::http
