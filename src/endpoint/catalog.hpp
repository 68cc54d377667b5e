// SPDX-License-Identifier: Apache-2.0
// The catalogue of inputs and outputs: the one place that names every kind.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "endpoint/endpoint.hpp"

namespace gor::endpoint {

/// All kinds, with their instances on one command line.
class Catalog {
 public:
  Catalog();

  const std::vector<std::unique_ptr<InputKind>>& inputs() const noexcept { return inputs_; }
  const std::vector<std::unique_ptr<OutputKind>>& outputs() const noexcept { return outputs_; }
  /// The kind of that class.
  template <class Kind>
  Kind& get() const {
    for (const auto& input : inputs_) {
      if (auto* const kind = dynamic_cast<Kind*>(input.get())) return *kind;
    }
    for (const auto& output : outputs_) {
      if (auto* const kind = dynamic_cast<Kind*>(output.get())) return *kind;
    }
    throw std::logic_error("not in the catalogue");
  }

  /// All their flags, by title in the help. They fill this object, which must outlive them.
  std::vector<cli::FlagGroup> flags();

  /// The names of the flags that add an input or output.
  std::vector<std::string_view> names() const;

  /// Checks all values. Throws UsageError that names the flag and the value, or if there is no input or output.
  void check(const cli::Settings& settings);

  /// The number of outputs of a kind, by the name of its flag: "output-http". 0 for an unknown name.
  std::size_t count_outputs(std::string_view kind) const;
  std::size_t count_outputs() const;
  std::size_t count_sinks() const;
  std::size_t count_listeners() const;
  bool is_any_live() const;
  /// A used output makes replayed responses.
  bool can_respond() const;
  /// The flag that a used input needs to take responses; "" if none does.
  std::string_view flag_for_responses() const;
  bool tracks_responses() const;
  /// The flag by which messages of a used input may be of any protocol; "" if all are HTTP.
  std::string_view flag_without_http() const;
  /// The name of a used output that takes only HTTP; "" if all take any protocol.
  std::string_view output_that_needs_http() const;
  using StatsLines = std::vector<std::pair<std::string, std::chrono::nanoseconds>>;
  /// The kinds of used outputs whose queues --stats shows, with the intervals.
  StatsLines stats_lines() const;
  /// The longest time limit of a message in flight.
  std::chrono::nanoseconds timeout() const;

 private:
  void require_input_and_output() const;

  std::vector<std::unique_ptr<InputKind>> inputs_;
  std::vector<std::unique_ptr<OutputKind>> outputs_;
};

}  // namespace gor::endpoint
