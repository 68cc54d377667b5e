// SPDX-License-Identifier: Apache-2.0
// What each kind of slot accepts, keeps and shows.
#include <type_traits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "cli/flags.hpp"
#include "cli/values.hpp"

namespace gor::cli {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Stores one value. What it accepts is also what its errors say.
class Assignment {
 public:
  Assignment(std::string_view origin, std::string_view value) : origin_(origin), value_(value) {}

  void operator()(bool* slot) const { *slot = checked(parse_switch(value_), "true or false"); }
  void operator()(DeadSwitch) const { checked(parse_switch(value_), "true or false"); }
  void operator()(AnyValue slot) const {
    if (slot.given != nullptr) *slot.given = true;
  }
  void operator()(const Level& slot) const {
    const std::string accepted = fmt::format("0 to {}", slot.most);
    if (const auto on = parse_switch(value_); on && value_.find_first_of("01") == std::string_view::npos) {
      *slot.level = *on ? 1 : 0;
    } else {
      *slot.level = static_cast<int>(number_within(0, slot.most, accepted));
    }
  }
  void operator()(const Number& slot) const {
    const bool is_open = slot.most == Number::kMostOfMost;
    const std::string accepted =
        is_open ? fmt::format("a number, {} or more", slot.least) : fmt::format("{} to {}", slot.least, slot.most);
    const std::int64_t number = number_within(slot.least, slot.most, accepted);
    std::visit([&]<class Target>(Target* target) { *target = static_cast<Target>(number); }, slot.number);
  }
  void operator()(const Numbers& slot) const {
    const auto number = number_within(0, slot.most, fmt::format("0 to {}", slot.most));
    slot.numbers->push_back(static_cast<std::uint16_t>(number));
  }
  void operator()(const Size& slot) const {
    constexpr std::string_view kAccepted = "a size: 65536, 64kb, 5mb, 1gb";
    const std::uint64_t bytes = checked(parse_size(value_), kAccepted);
    if (bytes < slot.least) refuse(kAccepted);
    *slot.bytes = bytes;
  }
  void operator()(const Positive& slot) const {
    *slot.duration = duration();
    if (slot.duration->count() == 0) refuse("a duration over 0");
  }
  void operator()(const Choice& slot) const {
    for (const std::string_view allowed : slot.allowed) {
      if (value_ == allowed) {
        *slot.choice = value_;
        return;
      }
    }
    refuse(fmt::format("one of {}", fmt::join(slot.allowed, ", ")));
  }
  void operator()(Duration* slot) const { *slot = duration(); }
  void operator()(std::optional<Duration>* slot) const { *slot = duration(); }
  void operator()(std::string* slot) const { *slot = value_; }
  void operator()(std::vector<std::string>* slot) const { slot->emplace_back(value_); }
  void operator()(std::vector<Spec>* slot) const { slot->push_back(spec()); }
  void operator()(std::vector<FileSpec>* slot) const {
    Spec file = spec();
    slot->push_back({{std::move(file.value)}, file.limit});
  }

 private:
  [[noreturn]] void refuse(std::string_view accepted) const {
    throw UsageError(fmt::format("{}: '{}' is not {}", origin_, value_, accepted));
  }

  template <class Value>
  Value checked(std::optional<Value> value, std::string_view accepted) const {
    if (!value) refuse(accepted);
    return *std::move(value);
  }

  std::int64_t number_within(std::int64_t least, std::int64_t most, std::string_view accepted) const {
    const std::int64_t number = checked(parse_number(value_), accepted);
    if (number < least || number > most) refuse(accepted);
    return number;
  }

  Duration duration() const { return checked(parse_duration(value_), "a duration: 300ms, 10s, 1.5h, 2h45m"); }

  Spec spec() const {
    Spec result = checked(parse_spec(value_), "a value with a limit: VALUE|N or VALUE|N%");
    if (result.value.empty()) throw UsageError(fmt::format("{}: '{}' lacks its value", origin_, value_));
    return result;
  }

  std::string_view origin_;
  std::string_view value_;
};

struct NumberText {
  std::string operator()(const std::chrono::milliseconds* number) const { return std::to_string(number->count()); }
  std::string operator()(const auto* number) const { return std::to_string(*number); }
};

}  // namespace

void assign(const Flag& flag, std::string_view origin, std::string_view value) {
  std::visit(Assignment(origin, value), flag.slot);
}

bool is_switch(const Flag& flag) {
  return std::holds_alternative<bool*>(flag.slot) || std::holds_alternative<Level>(flag.slot) ||
         std::holds_alternative<DeadSwitch>(flag.slot);
}

bool is_repeatable(const Flag& flag) {
  return std::visit(Overloaded{[]<class Item>(std::vector<Item>*) { return true; },  //
                               [](const Numbers&) { return true; },                  //
                               [](const auto&) { return false; }},
                    flag.slot);
}

bool is_given(const Flag& flag) {
  return std::visit(
      Overloaded{[]<class Item>(std::vector<Item>* list) { return !list->empty(); },
                 [](const Numbers& slot) { return !slot.numbers->empty(); }, [](bool* slot) { return *slot; },  //
                 [](const auto&) { return false; }},
      flag.slot);
}

std::string default_text(const Flag& flag) {
  return std::visit(Overloaded{[](const Level& slot) { return std::to_string(*slot.level); },
                               [](const Number& slot) { return std::visit(NumberText(), slot.number); },
                               [](const Size& slot) { return format_size(*slot.bytes); },
                               [](const Choice& slot) { return *slot.choice; },
                               [](Duration* slot) { return slot->count() == 0 ? "" : format_duration(*slot); },
                               [](const Positive& slot) { return format_duration(*slot.duration); },
                               [](const auto&) { return std::string(); }},
                    flag.slot);
}

}  // namespace gor::cli
