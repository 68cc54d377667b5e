// SPDX-License-Identifier: Apache-2.0
#include "record/path_template.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <random>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/text.hpp"

namespace gor {
namespace {

bool may_stand_in_a_name(char c) {
  return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
}

std::string formatted(const std::string& format, std::time_t time) {
  std::tm local{};
  localtime_r(&time, &local);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format.c_str(), &local)};
}

}  // namespace

std::string make_instance_id() {
  return fmt::format("{:08x}", std::random_device()());
}

std::string harmless_name(std::string_view word) {
  std::string name;
  std::copy_if(word.begin(), word.end(), std::back_inserter(name), may_stand_in_a_name);
  if (name.find_first_not_of('.') == std::string::npos) return std::string(std::max<std::size_t>(name.size(), 1), '_');
  return name;
}

PathTemplate::PathTemplate(std::string_view text, std::string_view instance) {
  while (!text.empty()) {
    const std::string_view two = text.substr(0, 2);
    std::size_t used = 2;
    if (text.starts_with("%NS")) {
      add(Kind::nanoseconds, "");
      used = 3;
    } else if (two == "%r") {
      add(Kind::id, "");
    } else if (two == "%t") {
      add(Kind::type, "");
    } else if (two == "%i") {
      add(Kind::literal, instance);
    } else if (two.size() == 2 && two[0] == '%' && std::string_view("YmdHMS").find(two[1]) != std::string_view::npos) {
      add(Kind::time, two);
    } else {
      add(Kind::literal, text.substr(0, 1));
      used = 1;
    }
    text.remove_prefix(used);
  }
}

std::string PathTemplate::fill(std::chrono::system_clock::time_point now, const Message& message) const {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  std::string path;
  for (const Part& part : parts_) {
    switch (part.kind) {
      case Kind::literal:
        path += part.text;
        break;
      case Kind::time:
        path += formatted(part.text, std::chrono::system_clock::to_time_t(second));
        break;
      case Kind::nanoseconds:
        path += fmt::format("{:09}", std::chrono::nanoseconds(now - second).count());
        break;
      case Kind::id:
        path += harmless_name(message.id.view());
        break;
      case Kind::type:
        path += static_cast<char>(message.type);
        break;
    }
  }
  return path;
}

std::vector<PathTemplate::Component> PathTemplate::components() const {
  std::vector<Component> components(1);
  for (const Part& part : parts_) {
    if (part.kind != Kind::literal) {
      components.back().pattern += part.kind == Kind::time          ? (part.text == "%Y" ? "[0-9]{4,}" : "[0-9]{2}")
                                   : part.kind == Kind::nanoseconds ? "[0-9]{9}"
                                   : part.kind == Kind::id          ? "[-0-9A-Za-z._]+"
                                                                    : "[123]";
      components.back().is_variable = true;
      continue;
    }
    for (const char c : part.text) {
      if (c == '/') {
        if (components.size() == 1 && components.back().pattern.empty()) components.back().text = "/";
        components.emplace_back();
      } else {
        components.back().text += c;
        components.back().pattern += RE2::QuoteMeta(std::string(1, c));
      }
    }
  }
  std::erase_if(components, [](const Component& one) { return one.text.empty() && !one.is_variable; });
  return components;
}

void PathTemplate::add(Kind kind, std::string_view text) {
  kinds_ |= bit_of(kind);
  if (kind == Kind::literal && !parts_.empty() && parts_.back().kind == Kind::literal) {
    parts_.back().text += text;
  } else {
    parts_.push_back({kind, std::string(text)});
  }
}

}  // namespace gor
