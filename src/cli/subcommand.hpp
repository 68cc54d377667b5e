// SPDX-License-Identifier: Apache-2.0
// The contract of a subcommand: `gor file-server`, `gor file cut`.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.hpp"

namespace gor::cli {

class Subcommand {
 public:
  struct Kind {
    std::string_view name;
    std::string_view usage;  ///< what follows the name: "ADDR"
    std::string_view help;
    bool takes_words = false;      ///< words that belong to no flag
    bool takes_gor_flags = false;  ///< the flags of gor itself, and none of its own
  };

  explicit Subcommand(const Kind& kind) : kind_(kind) {}
  virtual ~Subcommand() = default;
  Subcommand(const Subcommand&) = delete;
  Subcommand& operator=(const Subcommand&) = delete;

  const Kind& kind() const noexcept { return kind_; }
  /// Its flags. They fill this object, which must not move.
  virtual std::vector<FlagGroup> flags() { return {}; }
  /// The subcommands below it; by default none.
  virtual std::vector<Subcommand*> below() const { return {}; }
  /// The text of --help; "" for that of the command above.
  virtual std::string help() { return {}; }

  /// Runs it to its end; the result is the exit code. `settings`: of the flags of gor itself. Throws UsageError and
  /// StartError.
  virtual int run(const Settings& settings, const std::vector<std::string>& words) = 0;

 private:
  const Kind kind_;
};

using Subcommands = std::vector<std::unique_ptr<Subcommand>>;

}  // namespace gor::cli
