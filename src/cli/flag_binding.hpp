// SPDX-License-Identifier: Apache-2.0
// The binding of a flag to the variable that it fills.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/settings.hpp"

namespace gor::cli {

/// Separates the words of one value: no word of a command line can contain it.
inline constexpr char kBetweenWords = '\0';

/// A value and its origin: "--exit-after", "gor.toml:3: exit-after".
struct FlagValue {
  std::string_view origin;
  std::string_view value;
};

/// Binds a flag to a variable, implicitly from a pointer. The variable's value at construction is the default; the last
/// occurrence wins unless the flag repeats.
struct FlagBinding {
  /// Throws UsageError that begins with the origin and says what is accepted.
  using Store = std::function<void(const FlagValue&)>;

  explicit FlagBinding(Store how, std::string shown = "") : store(std::move(how)), default_text(std::move(shown)) {}
  FlagBinding(bool* on);
  FlagBinding(std::string* text);
  FlagBinding(Duration* duration);
  FlagBinding(std::optional<Duration>* duration);
  FlagBinding(std::vector<std::string>* list);
  FlagBinding(std::vector<Spec>* list);
  FlagBinding(std::vector<std::uint16_t>* list, std::uint16_t most);

  Store store;
  std::string default_text = {};  ///< shown by the help; "" for none
  bool repeats = false;
};

inline constexpr std::int64_t kNoMost = 1'000'000'000;

FlagBinding number(const std::function<void(std::int64_t)>& store, std::int64_t now, std::int64_t least,
                   std::int64_t most);
template <class Number>
FlagBinding number(Number* target, std::int64_t least, std::int64_t most = kNoMost) {
  const auto store = [target](std::int64_t number) { *target = static_cast<Number>(number); };
  return number(store, static_cast<std::int64_t>(*target), least, most);
}
inline FlagBinding number(std::chrono::milliseconds* target, std::int64_t least) {
  const auto store = [target](std::int64_t number) { *target = std::chrono::milliseconds(number); };
  return number(store, target->count(), least, kNoMost);
}
/// A switch that also accepts a number: on is 1.
FlagBinding level(int* target, int most);
FlagBinding size(std::uint64_t* bytes, std::uint64_t least = 0);
FlagBinding positive(Duration* duration);
FlagBinding choice(std::string* target, const std::vector<std::string_view>& allowed);
FlagBinding on_off(const std::function<void(bool)>& store);
FlagBinding dead_switch();
FlagBinding no_effect();

}  // namespace gor::cli
