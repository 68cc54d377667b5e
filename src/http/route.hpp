// SPDX-License-Identifier: Apache-2.0
// Names for groups of requests that the same code of a server answers: method and path, with {} for what varies.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gor::http {

/// Learns from the paths that it sees: a level of the path with more than 50 different segments becomes {}. One thread.
/// Bounded: beyond a number of routes, the others share one.
class Routes {
 public:
  /// The route of anything that is not a path, and of routes beyond the limit.
  static constexpr std::size_t kOther = 0;

  explicit Routes(std::size_t most_routes = 100);
  ~Routes();
  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  /// The number of the route, from 0. Segments that are numbers, UUIDs, hexadecimal, long, or look random are {}. A
  /// query is no part of the route.
  std::size_t of(std::string_view method, std::string_view target);
  /// "GET /users/{}/orders", or "other".
  const std::string& name(std::size_t route) const { return names_[route]; }

 private:
  struct Node;
  Node& descend(Node& node, std::string_view& name, std::size_t most) const;

  const std::size_t most_routes_;
  const std::unique_ptr<Node> root_;
  std::vector<std::string> names_;
  std::string last_method_name_;  // most requests have the method of the one before
  Node* last_method_ = nullptr;
};

}  // namespace gor::http
