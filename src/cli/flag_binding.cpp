// SPDX-License-Identifier: Apache-2.0
#include "cli/flag_binding.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/values.hpp"

namespace gor::cli {
namespace {

[[noreturn]] void refuse(const FlagValue& given, std::string_view accepted) {
  throw UsageError(fmt::format("{}: '{}' is not {}", given.origin, given.value, accepted));
}

template <class Value>
Value checked(const FlagValue& given, std::optional<Value> value, std::string_view accepted) {
  if (!value) refuse(given, accepted);
  return *std::move(value);
}

bool truth(const FlagValue& given) {
  return checked(given, parse_switch(given.value), "true or false");
}

Duration duration_of(const FlagValue& given) {
  return checked(given, parse_duration(given.value), "a duration: 300ms, 10s, 1.5h, 2h45m");
}

std::int64_t number_of(const FlagValue& given, std::int64_t least, std::int64_t most) {
  const std::string accepted =
      most == kNoMost ? fmt::format("a number, {} or more", least) : fmt::format("{} to {}", least, most);
  const std::int64_t number = checked(given, parse_whole<std::int64_t>(given.value), accepted);
  if (number < least || number > most) refuse(given, accepted);
  return number;
}

Spec spec_of(const FlagValue& given) {
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

/// The limit may follow any of the words; the last one counts.
Spec spec_of_words(const FlagValue& given) {
  Spec all;
  for (const std::string_view word : words_of(given.value)) {
    Spec spec = spec_of({given.origin, word});
    if (spec.limit.kind != Limit::Kind::none) all.limit = spec.limit;
    if (all.value.empty()) {
      all.value = std::move(spec.value);
    } else {
      all.more.push_back(std::move(spec.value));
    }
  }
  return all;
}

std::string shown(Duration duration) {
  return duration.count() == 0 ? "" : format_duration(duration);
}

}  // namespace

FlagBinding::FlagBinding(bool* on) : store([on](const FlagValue& given) { *on = truth(given); }) {}

FlagBinding::FlagBinding(std::string* text) : store([text](const FlagValue& given) { *text = given.value; }) {}

FlagBinding::FlagBinding(Duration* duration)
    : store([duration](const FlagValue& given) { *duration = duration_of(given); }), default_text(shown(*duration)) {}

FlagBinding::FlagBinding(std::optional<Duration>* duration)
    : store([duration](const FlagValue& given) { *duration = duration_of(given); }) {}

FlagBinding::FlagBinding(std::vector<std::string>* list)
    : store([list](const FlagValue& given) { list->emplace_back(given.value); }), repeats(true) {}

FlagBinding::FlagBinding(std::vector<Spec>* list)
    : store([list](const FlagValue& given) { list->push_back(spec_of_words(given)); }), repeats(true) {}

FlagBinding::FlagBinding(std::vector<std::uint16_t>* list, std::uint16_t most)
    : store([=](const FlagValue& given) { list->push_back(static_cast<std::uint16_t>(number_of(given, 0, most))); }),
      repeats(true) {}

FlagBinding number(const std::function<void(std::int64_t)>& store, std::int64_t now, std::int64_t least,
                   std::int64_t most) {
  return FlagBinding([=](const FlagValue& given) { store(number_of(given, least, most)); }, std::to_string(now));
}

FlagBinding level(int* target, int most) {
  const auto store = [=](const FlagValue& given) {
    const bool is_digit = given.value.find_first_of("01") != std::string_view::npos;
    const auto on = is_digit ? std::nullopt : parse_switch(given.value);
    *target = static_cast<int>(on ? *on : number_of(given, 0, most));
  };
  return FlagBinding(store, std::to_string(*target));
}

FlagBinding size(std::uint64_t* bytes, std::uint64_t least) {
  const auto store = [=](const FlagValue& given) {
    const auto size = parse_size(given.value);
    if (!size || *size < least) refuse(given, "a size: 65536, 64kb, 5mb, 1gb");
    *bytes = *size;
  };
  return FlagBinding(store, format_size(*bytes));
}

FlagBinding positive(Duration* duration) {
  const auto store = [=](const FlagValue& given) {
    *duration = duration_of(given);
    if (duration->count() == 0) refuse(given, "a duration over 0");
  };
  return FlagBinding(store, shown(*duration));
}

FlagBinding choice(std::string* target, const std::vector<std::string_view>& allowed) {
  const auto store = [=](const FlagValue& given) {
    const bool is_allowed = std::find(allowed.begin(), allowed.end(), given.value) != allowed.end();
    if (!is_allowed) refuse(given, fmt::format("one of {}", fmt::join(allowed, ", ")));
    *target = given.value;
  };
  return FlagBinding(store, *target);
}

FlagBinding on_off(const std::function<void(bool)>& store) {
  return FlagBinding([store](const FlagValue& given) { store(truth(given)); });
}

FlagBinding no_effect() {
  return FlagBinding([](const FlagValue&) {});
}

FlagBinding dead_switch() {
  return FlagBinding([](const FlagValue& given) { truth(given); });
}

}  // namespace gor::cli
