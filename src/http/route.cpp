// SPDX-License-Identifier: Apache-2.0
#include "http/route.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "http/head.hpp"

namespace gor::http {
namespace {

constexpr std::string_view kVarying = "{}";
constexpr std::size_t kMostSiblings = 50;
constexpr std::size_t kMostSegments = 12;
constexpr std::size_t kLeastHex = 8;
constexpr std::size_t kLongest = 24;      // longer segments are tokens
constexpr std::size_t kLeastRandom = 12;  // of letters and digits mixed
constexpr std::size_t kMostMethods = 20;
constexpr std::size_t kMostMethodSize = 16;

/// A value rather than a name that a developer chose, and perhaps a secret.
bool is_value(std::string_view segment) {
  const auto count = [&](auto is) {
    return static_cast<std::size_t>(std::count_if(segment.begin(), segment.end(), is));
  };
  const std::size_t digits = count(is_digit);
  const std::size_t hex = count([](char c) { return hex_digit(c) >= 0 || c == '-'; });
  const bool is_plain = std::all_of(segment.begin(), segment.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~';
  });
  if (!is_plain || segment.size() > kLongest || digits == segment.size()) return true;
  if (digits > 0 && hex == segment.size() && segment.size() >= kLeastHex) return true;
  return digits > 0 && segment.size() >= kLeastRandom;
}

}  // namespace

struct Routes::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> children;
  bool is_collapsed = false;  // all segments here are {}
  bool is_route = false;
};

Routes::Routes(std::size_t most_routes) : most_routes_(most_routes), root_(std::make_unique<Node>()) {}
Routes::~Routes() = default;

std::string_view Routes::name_of(std::string_view segment) const {
  return is_value(segment) ? kVarying : segment;
}

std::string_view Routes::of(std::string_view method, std::string_view target) {
  route_.assign(method);
  route_ += ' ';
  std::string_view path = target.substr(0, target.find_first_of("?#"));
  if (!path.starts_with('/') || !is_token(method) || method.size() > kMostMethodSize) return kOther;
  Node* node = root_.get();
  const auto descend = [&](std::string_view name, std::size_t most) {
    if (node->is_collapsed) name = kVarying;
    auto child = node->children.find(name);
    if (child == node->children.end()) {
      if (node->children.size() >= most) {
        node->children.clear();
        node->is_collapsed = true;
        name = kVarying;
      }
      child = node->children.emplace(std::string(name), std::make_unique<Node>()).first;
    }
    node = child->second.get();
    return name;
  };
  descend(method, kMostMethods);
  if (root_->is_collapsed) return kOther;
  for (std::size_t i = 0; i < kMostSegments && !path.empty(); ++i) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    route_ += '/';
    if (!segment.empty()) route_ += descend(name_of(segment), kMostSiblings);
    path.remove_prefix(segment.size());
  }
  if (!path.empty()) route_ += "/...";
  if (!node->is_route && routes_ >= most_routes_) return kOther;
  if (!std::exchange(node->is_route, true)) ++routes_;
  return route_;
}

}  // namespace gor::http
