// SPDX-License-Identifier: Apache-2.0
#include "http/route.hpp"

#include <array>
#include <functional>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

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

struct Character {
  bool is_plain = false;  // needs no escape (RFC 3986 section 2.3)
  bool is_digit = false;
  bool is_hex = false;
};

constexpr std::array<Character, 256> make_character_table() {
  std::array<Character, 256> table{};
  for (std::size_t i = 0; i < 128; ++i) {
    const auto c = static_cast<char>(i);
    const bool is_plain = is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~';
    table[i] = {is_plain, gor::is_digit(c), hex_digit(c) >= 0 || c == '-'};
  }
  return table;
}
constexpr auto kCharacters = make_character_table();

/// A value rather than a name that a developer chose, and perhaps a secret.
bool is_value(std::string_view segment) {
  if (segment.empty()) return false;
  if (segment.size() > kLongest) return true;
  std::size_t digits = 0;
  std::size_t hex = 0;
  for (const char c : segment) {
    const Character character = kCharacters[static_cast<unsigned char>(c)];
    if (!character.is_plain || (character.is_digit && segment.size() >= kLeastRandom)) return true;
    digits += character.is_digit ? 1 : 0;
    hex += character.is_hex ? 1 : 0;
  }
  if (digits == 0) return false;
  return digits == segment.size() || (hex == segment.size() && hex >= kLeastHex);
}

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

}  // namespace

struct Routes::Node {
  boost::unordered_flat_map<std::string, std::unique_ptr<Node>, Hash, std::equal_to<>> children;
  Node* varying = nullptr;    // the child {}, which is asked for most
  bool is_collapsed = false;  // all segments here are {}
  std::size_t route = kOther;
};

Routes::Routes(std::size_t most_routes) : most_routes_(most_routes), root_(std::make_unique<Node>()), names_{"other"} {}
Routes::~Routes() = default;

/// Changes the name to {} if its level has collapsed.
Routes::Node& Routes::descend(Node& node, std::string_view& name, std::size_t most) const {
  if (node.is_collapsed) name = kVarying;
  if (name.data() == kVarying.data() && node.varying != nullptr) return *node.varying;
  const auto child = node.children.find(name);
  if (child != node.children.end()) return *child->second;
  if (node.children.size() >= most) {
    node.children.clear();
    node.is_collapsed = true;
    name = kVarying;
  }
  Node& made = *node.children.emplace(std::string(name), std::make_unique<Node>()).first->second;
  if (name.data() == kVarying.data()) node.varying = &made;
  return made;
}

std::size_t Routes::of(std::string_view method, std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/')) return kOther;
  if (last_method_ == nullptr || method != last_method_name_) {
    if (method.size() > kMostMethodSize || !is_token(method)) return kOther;
    last_method_name_ = method;
    last_method_ = &descend(*root_, method, kMostMethods);
  }
  if (root_->is_collapsed) return kOther;
  Node* node = last_method_;
  std::array<std::string_view, kMostSegments> segments;
  std::size_t count = 0;
  for (; count < kMostSegments && !path.empty(); ++count) {
    path.remove_prefix(1);
    std::string_view& name = segments[count] = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    if (is_value(name)) name = kVarying;
    node = &descend(*node, name, kMostSiblings);
  }
  if (node->route != kOther || names_.size() > most_routes_) return node->route;
  const std::string_view end = path.empty() ? "" : "/...";
  names_.push_back(fmt::format("{} /{}{}", method, fmt::join(segments.begin(), segments.begin() + count, "/"), end));
  return node->route = names_.size() - 1;
}

}  // namespace gor::http
