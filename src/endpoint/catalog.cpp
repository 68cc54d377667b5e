// SPDX-License-Identifier: Apache-2.0
#include "endpoint/catalog.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#ifdef GOR_ELASTICSEARCH
#include "endpoint/elasticsearch/output.hpp"
#endif
#include "endpoint/input_dummy.hpp"
#include "endpoint/input_file.hpp"
#include "endpoint/input_http.hpp"
#include "endpoint/input_raw.hpp"
#include "endpoint/input_tcp.hpp"
#include "endpoint/input_ws.hpp"
#include "endpoint/kafka/kinds.hpp"
#include "endpoint/output_binary.hpp"
#include "endpoint/output_file.hpp"
#include "endpoint/output_http.hpp"
#include "endpoint/output_null.hpp"
#include "endpoint/output_stdout.hpp"
#include "endpoint/output_tcp.hpp"
#include "endpoint/output_ws.hpp"

namespace gor::endpoint {
namespace {

template <class Base, class... Kinds>
std::vector<std::unique_ptr<Base>> list() {
  std::vector<std::unique_ptr<Base>> kinds;
  (kinds.push_back(std::make_unique<Kinds>()), ...);
  return kinds;
}

template <class Kinds>
std::string names_of(const Kinds& kinds) {
  std::string names;
  for (const auto& kind : kinds) names += fmt::format("{}--{}", names.empty() ? "" : ", ", kind->name());
  return names;
}

template <class Kinds, class Has>
std::size_t count(const Kinds& kinds, Has has) {
  std::size_t sum = 0;
  for (const auto& kind : kinds) sum += has(*kind) ? kind->specs().size() : 0;
  return sum;
}

/// Appends a group, or adds its flags to an earlier group with its title.
void merge(std::vector<cli::FlagGroup>& groups, cli::FlagGroup group) {
  const auto same = std::find_if(groups.begin(), groups.end(),
                                 [&](const cli::FlagGroup& earlier) { return earlier.title == group.title; });
  if (same == groups.end()) return groups.push_back(std::move(group));
  std::move(group.flags.begin(), group.flags.end(), std::back_inserter(same->flags));
}

void check_limits(const Endpoint& kind) {
  for (std::size_t i = 0; i < kind.specs().size(); ++i) {
    const Limit& limit = kind.specs()[i].limit;
    if (limit.kind != Limit::Kind::percent) continue;
    const std::string text = fmt::format("--{}: '{}{}'", kind.name(), kind.shown(i), text_of(limit));
    if (kind.percent_is_speed() && limit.value == 0) throw UsageError(text + ": the speed must be more than 0%");
    if (!kind.percent_is_speed() && limit.value > 100) throw UsageError(text + ": a share cannot exceed 100%");
  }
}

}  // namespace

// The order is that of the help and the summary.
Catalog::Catalog()
    : inputs_(list<InputKind, RawInputs, FileInputs, TcpInputs, HttpInputs, WsInputs, DummyInputs>()),
      outputs_(list<OutputKind, HttpOutputs, BinaryOutputs, TcpOutputs, WsOutputs, FileOutputs, StdoutOutput,
                    NullOutput>()) {
#ifdef GOR_ELASTICSEARCH
  outputs_.push_back(std::make_unique<ElasticsearchOutputs>());
#endif
#ifdef GOR_KAFKA
  add_kafka_kinds(inputs_, outputs_);
#endif
}

std::vector<cli::FlagGroup> Catalog::flags() {
  std::vector<cli::FlagGroup> groups;
  for (const auto& kind : inputs_) merge(groups, {cli::kInputs, {kind->flag()}});
  for (const auto& kind : outputs_) merge(groups, {cli::kOutputs, {kind->flag()}});
  for (const auto& kind : inputs_) {
    for (cli::FlagGroup& group : kind->options()) merge(groups, std::move(group));
  }
  for (const auto& kind : outputs_) {
    for (cli::FlagGroup& group : kind->options()) merge(groups, std::move(group));
  }
  return groups;
}

std::vector<std::string_view> Catalog::names() const {
  std::vector<std::string_view> names;
  for (const auto& kind : inputs_) names.push_back(kind->name());
  for (const auto& kind : outputs_) names.push_back(kind->name());
  return names;
}

void Catalog::check(const cli::Settings& settings) {
  require_input_and_output();
  for (const auto& kind : inputs_) kind->check(settings);
  for (const auto& kind : outputs_) kind->check(settings);
  for (const auto& kind : inputs_) check_limits(*kind);
  for (const auto& kind : outputs_) check_limits(*kind);
}

void Catalog::require_input_and_output() const {
  const bool has_input = count(inputs_, [](const InputKind&) { return true; }) > 0;
  const bool has_output = count_outputs() > 0;
  if (has_input && has_output) return;
  throw UsageError(fmt::format("there is no {}: give at least one input ({}) and one output ({})",
                               has_input    ? "output"
                               : has_output ? "input"
                                            : "input and no output",
                               names_of(inputs_), names_of(outputs_)));
}

std::size_t Catalog::count_outputs(std::string_view name) const {
  return count(outputs_, [&](const OutputKind& kind) { return kind.name() == name; });
}

std::size_t Catalog::count_outputs() const {
  return count(outputs_, [](const OutputKind&) { return true; });
}

std::size_t Catalog::count_sinks() const {
  return count(outputs_, [](const OutputKind& kind) { return kind.is_sink(); });
}

std::size_t Catalog::count_listeners() const {
  return count(inputs_, [](const InputKind& kind) { return kind.is_listening(); });
}

bool Catalog::is_any_live() const {
  return count(inputs_, [](const InputKind& kind) { return kind.is_live(); }) > 0;
}

bool Catalog::can_respond() const {
  return count(outputs_, [](const OutputKind& kind) { return kind.can_respond(); }) > 0;
}

std::string_view Catalog::flag_for_responses() const {
  for (const auto& kind : inputs_) {
    if (kind->is_used() && !kind->flag_for_responses().empty()) return kind->flag_for_responses();
  }
  return {};
}

bool Catalog::tracks_responses() const {
  return std::any_of(outputs_.begin(), outputs_.end(), [](const auto& kind) { return kind->tracks_responses(); });
}

std::string_view Catalog::flag_without_http() const {
  for (const auto& kind : inputs_) {
    if (kind->is_used() && !kind->flag_without_http().empty()) return kind->flag_without_http();
  }
  return {};
}

std::string_view Catalog::output_that_needs_http() const {
  for (const auto& kind : outputs_) {
    if (kind->is_used() && kind->needs_http()) return kind->name();
  }
  return {};
}

Catalog::StatsLines Catalog::stats_lines() const {
  StatsLines lines;
  for (const auto& kind : outputs_) {
    if (kind->is_used() && kind->stats_interval().count() > 0) lines.emplace_back(kind->name(), kind->stats_interval());
  }
  return lines;
}

std::chrono::nanoseconds Catalog::timeout() const {
  std::chrono::nanoseconds longest{0};
  for (const auto& kind : outputs_) longest = std::max(longest, kind->timeout());
  return longest;
}

}  // namespace gor::endpoint
