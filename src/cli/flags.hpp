// SPDX-License-Identifier: Apache-2.0
// The one table of flags: from it come the parser, the help, the config file and "did you mean".
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/settings.hpp"

namespace gor::cli {

/// What a flag asks for that is no setting of the pipeline.
struct Request {
  bool help = false;
  bool version = false;
  std::string config_file = {};
};

/// Where a flag's value goes, which says how it is written. A flag whose slot is a list may be repeated; of any other
/// the last one counts. A plain bool is a switch: --flag, --flag=true, --flag false.
struct Level {  ///< bare: 1
  int* level;
  int most;
};
struct Number {
  std::variant<int*, unsigned*, std::int64_t*, std::size_t*, std::chrono::milliseconds*> number;
  std::int64_t least;
  std::int64_t most = kMostOfMost;

  static constexpr std::int64_t kMostOfMost = 1'000'000'000;
};
struct Size {
  std::uint64_t* bytes;
  std::uint64_t least = 0;
};
struct Positive {
  Duration* duration;
};
struct Numbers {
  std::vector<std::uint16_t>* numbers;
  std::uint16_t most;
};
struct Choice {
  std::string* choice;
  std::vector<std::string_view> allowed;
};
/// Any value, none of which matters; sets a switch if there is one.
struct AnyValue {
  bool* given = nullptr;
};
/// A switch without effect.
struct DeadSwitch {};
using Slot = std::variant<bool*, Level, Number, Size, Positive, Numbers, Choice, AnyValue, DeadSwitch, Duration*,
                          std::optional<Duration>*, std::string*, std::vector<std::string>*, std::vector<Spec>*,
                          std::vector<FileSpec>*>;

/// In the order of the help. At least one flag of `inputs` and one of `outputs` must be given. A flag of `rules` may
/// also be for one output: --http-allow-url@output-http:2.
enum class Group { general, inputs, capture, outputs, http, server, chain, recording, rules, exchanges, old };

struct Flag {
  std::string_view name;
  Group group;
  std::string_view value_name;  ///< for the help; empty for a switch
  Slot slot;
  std::string_view help;
  std::string_view instead = {};  ///< what to use in place of an old one without effect, if there is anything
};

class FlagTable {
 public:
  /// The flags fill these two, which must outlive the table and hold the defaults now.
  FlagTable(Settings& settings, Request& request);
  /// Of a command of its own.
  explicit FlagTable(std::vector<Flag> flags) : flags_(std::move(flags)) {}

  const std::vector<Flag>& flags() const noexcept { return flags_; }
  /// By name without dashes, where what is behind an '@' does not count; null if there is none.
  const Flag* find(std::string_view name) const;
  /// "; did you mean --output-http?", or what else helps.
  std::string suggestion(std::string_view unknown) const;
  /// "--input-raw, --input-file, --input-dummy"
  std::string names(Group group) const;

 private:
  std::vector<Flag> flags_;
};

/// --http-allow-url and its like, which fill `options`.
std::vector<Flag> rule_flags(RuleOptions& options);
/// --http-mask-header and its like, and --prettify-http.
std::vector<Flag> mask_flags(Settings& settings);

/// What to tell once when it is used: of an old one; else empty.
std::string warning(const Flag& flag);
/// May stand without a value.
bool is_switch(const Flag& flag);
/// May be given more than once.
bool is_repeatable(const Flag& flag);
/// A switch that is on, a list that is not empty.
bool is_given(const Flag& flag);
/// The value before any was assigned, as the help shows it; empty for none.
std::string default_text(const Flag& flag);

/// Converts the value and stores it (appends it to a list). Throws UsageError that begins with `origin` and says what
/// is accepted.
void assign(const Flag& flag, std::string_view origin, std::string_view value);

}  // namespace gor::cli
