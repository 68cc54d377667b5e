// SPDX-License-Identifier: Apache-2.0
#include "cli/slots.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/values.hpp"

namespace gor::cli {
namespace {

[[noreturn]] void refuse(const Given& given, std::string_view accepted) {
  throw UsageError(fmt::format("{}: '{}' is not {}", given.origin, given.value, accepted));
}

template <class Value>
Value checked(const Given& given, std::optional<Value> value, std::string_view accepted) {
  if (!value) refuse(given, accepted);
  return *std::move(value);
}

bool truth(const Given& given) {
  return checked(given, parse_switch(given.value), "true or false");
}

Duration duration_of(const Given& given) {
  return checked(given, parse_duration(given.value), "a duration: 300ms, 10s, 1.5h, 2h45m");
}

std::int64_t number_of(const Given& given, std::int64_t least, std::int64_t most) {
  const std::string accepted =
      most == kNoMost ? fmt::format("a number, {} or more", least) : fmt::format("{} to {}", least, most);
  const std::int64_t number = checked(given, parse_whole<std::int64_t>(given.value), accepted);
  if (number < least || number > most) refuse(given, accepted);
  return number;
}

Spec spec_of(const Given& given) {
  Spec spec = checked(given, parse_spec(given.value), "a value with a limit: VALUE|N or VALUE|N%");
  if (spec.value.empty()) throw UsageError(fmt::format("{}: '{}' lacks its value", given.origin, given.value));
  return spec;
}

std::vector<std::string_view> words_of(std::string_view value) {
  std::vector<std::string_view> words;
  for (std::size_t end = 0; end != std::string_view::npos; value.remove_prefix(std::min(end + 1, value.size()))) {
    end = value.find(kBetweenWords);
    words.push_back(value.substr(0, end));
  }
  return words;
}

FileSpec files_of(const Given& given) {
  FileSpec files;
  for (const std::string_view word : words_of(given.value)) {
    Spec spec = spec_of({given.origin, word});
    files.paths.push_back(std::move(spec.value));
    if (spec.limit.kind != Limit::Kind::none) files.limit = spec.limit;
  }
  return files;
}

std::string shown(Duration duration) {
  return duration.count() == 0 ? "" : format_duration(duration);
}

}  // namespace

Slot::Slot(bool* on) : store([on](const Given& given) { *on = truth(given); }) {}

Slot::Slot(std::string* text) : store([text](const Given& given) { *text = given.value; }) {}

Slot::Slot(Duration* duration)
    : store([duration](const Given& given) { *duration = duration_of(given); }), default_text(shown(*duration)) {}

Slot::Slot(std::optional<Duration>* duration)
    : store([duration](const Given& given) { *duration = duration_of(given); }) {}

Slot::Slot(std::vector<std::string>* list)
    : store([list](const Given& given) { list->emplace_back(given.value); }), repeats(true) {}

Slot::Slot(std::vector<Spec>* list)
    : store([list](const Given& given) { list->push_back(spec_of(given)); }), repeats(true) {}

Slot::Slot(std::vector<FileSpec>* list)
    : store([list](const Given& given) { list->push_back(files_of(given)); }), repeats(true) {}

Slot::Slot(std::vector<std::uint16_t>* list, std::uint16_t most)
    : store([=](const Given& given) { list->push_back(static_cast<std::uint16_t>(number_of(given, 0, most))); }),
      repeats(true) {}

Slot number(const std::function<void(std::int64_t)>& store, std::int64_t now, std::int64_t least, std::int64_t most) {
  return Slot([=](const Given& given) { store(number_of(given, least, most)); }, std::to_string(now));
}

Slot level(int* target, int most) {
  const auto store = [=](const Given& given) {
    const bool is_digit = given.value.find_first_of("01") != std::string_view::npos;
    const auto on = is_digit ? std::nullopt : parse_switch(given.value);
    *target = static_cast<int>(on ? *on : number_of(given, 0, most));
  };
  return Slot(store, std::to_string(*target));
}

Slot size(std::uint64_t* bytes, std::uint64_t least) {
  const auto store = [=](const Given& given) {
    const auto size = parse_size(given.value);
    if (!size || *size < least) refuse(given, "a size: 65536, 64kb, 5mb, 1gb");
    *bytes = *size;
  };
  return Slot(store, format_size(*bytes));
}

Slot positive(Duration* duration) {
  const auto store = [=](const Given& given) {
    *duration = duration_of(given);
    if (duration->count() == 0) refuse(given, "a duration over 0");
  };
  return Slot(store, shown(*duration));
}

Slot choice(std::string* target, const std::vector<std::string_view>& allowed) {
  const auto store = [=](const Given& given) {
    const bool is_allowed = std::find(allowed.begin(), allowed.end(), given.value) != allowed.end();
    if (!is_allowed) refuse(given, fmt::format("one of {}", fmt::join(allowed, ", ")));
    *target = given.value;
  };
  return Slot(store, *target);
}

Slot any_value(bool* on) {
  return Slot([on](const Given&) { *on = true; });
}

Slot no_effect() {
  return Slot([](const Given&) {});
}

Slot dead_switch() {
  return Slot([](const Given& given) { truth(given); });
}

}  // namespace gor::cli
