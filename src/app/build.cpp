// SPDX-License-Identifier: Apache-2.0
#include "app/build.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/check.hpp"
#include "app/doubts.hpp"
#include "app/station_name.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "causal/gate.hpp"
#include "pipeline/fan_out.hpp"
#include "pipeline/limiter.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/message_log.hpp"
#include "pipeline/middleware.hpp"
#include "pipeline/modifier.hpp"
#include "pipeline/prettifier.hpp"
#include "pipeline/splitter.hpp"

namespace gor::app {
namespace {

using cli::Settings;
using endpoint::Catalog;
using endpoint::InputKind;
using endpoint::OutputKind;

/// Creates stations in pipeline order, which is the order of the summary, and objects in the order in which they can
/// fail: those that leave traces (a file, a thread) come last.
class Builder {
 public:
  Builder(const Settings& settings, Catalog& catalog, std::function<void()> on_outputs_gone,
          const std::atomic<unsigned>& reopenings)
      : settings_(settings),
        catalog_(catalog),
        on_outputs_gone_(std::move(on_outputs_gone)),
        reopenings_(reopenings),
        checked_(check(settings, catalog)) {}

  std::unique_ptr<Pipeline> build() {
    add_inputs();
    add_mask();
    add_message_log();
    if (correlates()) add_correlation();
    StationMetrics* const gate = is_causal(settings_) ? &pipeline_->ledger.station("causal order") : nullptr;
    if (has_middleware()) lead_through_middleware();
    add_modifier();
    if (!has_middleware()) add_prettifier();
    StationMetrics* const statuses = goes_by_status() ? &pipeline_->ledger.station("status filter") : nullptr;
    StationMetrics* const split =
        has_several_outputs() || goes_by_status() ? &pipeline_->ledger.station("split") : nullptr;
    add_outputs(true);
    add_outputs(false);
    if (split != nullptr) pipeline_->fan_out = make_distribution(*split);
    if (statuses != nullptr) add_status_filter(*statuses);
    if (has_middleware()) add_middleware();
    if (gate != nullptr) add_gate(*gate);
    add_emitters();
    for (const std::string& doubt : doubts_of(settings_, catalog_)) log::warning("{}", doubt);
    return std::move(pipeline_);
  }

 private:
  struct Source {
    Input* input;
    std::vector<Stage*> stages;
  };

  void add_inputs() {
    for (const auto& kind : catalog_.inputs()) {
      for (std::size_t i = 0; i < kind->specs().size(); ++i) {
        StationMetrics& station = pipeline_->ledger.station(station_name(kind->name(), kind->shown(i)));
        const Limit& limit = kind->specs()[i].limit;
        const bool is_speed = kind->percent_is_speed() && limit.kind == Limit::Kind::percent;
        add_source(station, kind->make(i, context_, station), is_speed ? Limit() : limit);
        if (auto progress = kind->progress(i)) pipeline_->recordings.push_back({&station, std::move(progress)});
      }
    }
  }

  void add_source(const StationMetrics& station, std::unique_ptr<Input> input, const Limit& limit) {
    sources_.push_back({input.get(), add_limiter(station.name(), limit)});
    pipeline_->inputs.push_back(std::move(input));
  }

  /// The stages that messages pass before one output.
  std::vector<Stage*> add_output_stages(const OutputKind& kind, std::size_t index, const std::string& name) {
    std::vector<Stage*> stages;
    if (correlates() && kind.can_respond())
      stages.push_back(add_rewriter(kind.specs().size() > 1 ? index + 1 : 0, name));
    for (const auto& [output, rules] : checked_.output_rules) {
      if (!cli::are_for(output, kind.name(), index + 1)) continue;
      stages.push_back(keep(std::make_unique<Modifier>(rules, pipeline_->ledger.station("filters of " + name))));
    }
    const auto limiter = add_limiter(name, kind.specs()[index].limit);
    stages.insert(stages.end(), limiter.begin(), limiter.end());
    return stages;
  }

  /// The stage that "|N" requires, if any.
  std::vector<Stage*> add_limiter(const std::string& name, const Limit& limit) {
    if (limit.kind == Limit::Kind::none) return {};
    StationMetrics& station = pipeline_->ledger.station(fmt::format("limit {}{}", name, text_of(limit)));
    return {keep(std::make_unique<Limiter>(limit, station))};
  }

  void add_mask() {
    MaskOptions options = settings_.mask;
    options.message_limit = settings_.copy_buffer_bytes;
    if (!options.masks_any() && options.key_file.empty()) return;
    if (!options.masks_any()) throw UsageError("--mask-key-file: needs a flag --http-mask-...");
    add_common_stage(
        std::make_unique<Mask>(options, std::move(checked_.mask_paths), pipeline_->ledger.station("mask")));
  }

  void add_message_log() {
    if (log::verbosity() >= 2) add_common_stage(std::make_unique<MessageLog>());
  }

  void add_modifier() {
    if (checked_.rules.empty()) return;
    add_common_stage(std::make_unique<Modifier>(std::move(checked_.rules), pipeline_->ledger.station("filters")));
  }

  void add_prettifier() {
    if (!settings_.prettify_http) return;
    add_common_stage(std::make_unique<Prettifier>(settings_.copy_buffer_bytes, pipeline_->ledger.station("prettify")));
  }

  bool has_middleware() const { return !settings_.middleware.empty(); }

  /// Stages added so far run before the middleware; messages it returns start with an empty stage list.
  void lead_through_middleware() {
    add_prettifier();
    stages_before_middleware_ = std::exchange(common_stages_, {});
    add_message_log();
    const std::string name = station_name("middleware", settings_.middleware);
    to_middleware_ = &pipeline_->ledger.station(name);
    from_middleware_ = &pipeline_->ledger.station("from " + name);
  }

  void add_middleware() {
    MiddlewareOptions options;
    options.command = settings_.middleware;
    options.can_wait = !catalog_.is_any_live();
    options.message_limit = settings_.copy_buffer_bytes;
    options.memory = memory_;
    options.on_given_up = on_outputs_gone_;
    pipeline_->middleware = make_middleware(options, *to_middleware_, *from_middleware_);
  }

  bool correlates() const { return !settings_.correlate.empty(); }

  void add_correlation() {
    pipeline_->correlation = std::make_unique<Correlation>(
        std::move(checked_.correlation), settings_.copy_buffer_bytes,
        [](std::string_view rule) { log::info("--correlate auto: equivalent to --correlate '{}'", rule); });
    StationMetrics& station = pipeline_->ledger.station("correlation");
    first_stages_.push_back(
        keep(std::make_unique<CorrelationLearner>(*pipeline_->correlation, shows_responses(), station)));
  }

  void add_gate(StationMetrics& station) {
    GateOptions options;
    options.keys = checked_.session_keys;
    options.patience = settings_.causal_timeout;
    options.memory = memory_;
    if (StatusFilter* const filter = pipeline_->status_filter.get()) {
      options.unanswered = [filter](const MessageId& request) { filter->give_up(request); };
    }
    pipeline_->gate = make_gate(options, behind_inputs(), station);
  }

  bool goes_by_status() const { return !checked_.statuses.allow.empty() || !checked_.statuses.disallow.empty(); }

  void add_status_filter(StationMetrics& station) {
    checked_.statuses.memory = memory_;
    pipeline_->status_filter = make_status_filter(checked_.statuses, *pipeline_->fan_out, station);
  }

  void add_common_stage(std::unique_ptr<Stage> stage) { common_stages_.push_back(keep(std::move(stage))); }
  Stage* keep(std::unique_ptr<Stage> stage) { return pipeline_->stages.emplace_back(std::move(stage)).get(); }

  bool has_several_outputs() const { return catalog_.count_outputs() > 1; }

  /// Replayed responses are read by something.
  bool shows_responses() const {
    return catalog_.tracks_responses() && (catalog_.count_sinks() > 0 || has_middleware());
  }

  /// gor ends when all outputs are full.
  std::function<void()> count_down_outputs() const {
    auto still_open = std::make_shared<std::atomic<std::size_t>>(catalog_.count_outputs());
    return [still_open, on_outputs_gone = on_outputs_gone_] {
      if (--*still_open == 0) on_outputs_gone();
    };
  }

  void add_outputs(bool are_sinks) {
    for (const auto& kind : catalog_.outputs()) {
      if (kind->is_sink() != are_sinks) continue;
      for (std::size_t i = 0; i < kind->specs().size(); ++i) add_output(*kind, i);
    }
  }

  void add_output(OutputKind& kind, std::size_t index) {
    const std::string name = station_name(kind.name(), kind.shown(index));
    auto stages = add_output_stages(kind, index, name);
    StationMetrics& station = pipeline_->ledger.station(name);
    StationMetrics* const responses =
        kind.can_respond() && context_.wants_responses ? &pipeline_->ledger.station("responses of " + name) : nullptr;
    auto output = kind.make(index, context_, station, responses);
    routes_.push_back({output.get(), std::move(stages), kind.is_sink()});
    (kind.is_sink() ? pipeline_->sinks : pipeline_->replays).push_back(std::move(output));
  }

  Stage* add_rewriter(std::size_t output, const std::string& name) {
    StationMetrics& station = pipeline_->ledger.station("correlation of " + name);
    return keep(
        std::make_unique<CorrelationRewriter>(*pipeline_->correlation, static_cast<std::uint16_t>(output), station));
  }

  std::unique_ptr<Output> make_distribution(StationMetrics& station) const {
    if (!settings_.split_output) return make_fan_out(routes_, station);
    return make_splitter(routes_, settings_.recognize_tcp_sessions ? SplitBy::session : SplitBy::request, station);
  }

  void add_emitters() {
    for (Source& source : sources_) {
      source.stages.insert(source.stages.end(), first_stages_.begin(), first_stages_.end());
      const Route next = pipeline_->gate ? Route{pipeline_->gate.get()} : behind_inputs();
      add_emitter(pipeline_->sources, *source.input, std::move(source.stages), next);
    }
    for (const auto& replay : pipeline_->replays) {
      Input* const responses = replay->responses();
      if (responses != nullptr) add_emitter(pipeline_->responses, *responses, first_stages_, behind_replays());
    }
    if (has_middleware()) add_emitter(pipeline_->returned, *pipeline_->middleware->responses(), {}, before_outputs());
  }

  static void add_emitter(EmitterGroup& group, Input& input, std::vector<Stage*> stages, const Route& next) {
    stages.insert(stages.end(), next.stages.begin(), next.stages.end());
    group.add(input, std::move(stages), *next.output);
  }

  Route behind_inputs() const {
    return has_middleware() ? Route{pipeline_->middleware.get(), stages_before_middleware_} : before_outputs();
  }

  Route behind_replays() const {
    // The gate orders them: the program must get the recorded response first.
    if (has_middleware()) return pipeline_->gate ? Route{pipeline_->gate.get()} : behind_inputs();
    return pipeline_->fan_out ? Route{pipeline_->fan_out.get(), common_stages_} : before_outputs();
  }

  Route before_outputs() const {
    if (pipeline_->status_filter) return {pipeline_->status_filter.get(), common_stages_};
    if (pipeline_->fan_out) return {pipeline_->fan_out.get(), common_stages_};
    Route only = routes_.front();
    only.stages.insert(only.stages.begin(), common_stages_.begin(), common_stages_.end());
    return only;
  }

  const Settings& settings_;
  Catalog& catalog_;
  const std::function<void()> on_outputs_gone_;
  const std::atomic<unsigned>& reopenings_;
  Checked checked_;
  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(settings_.memory_limit_bytes);
  std::unique_ptr<Pipeline> pipeline_ = std::make_unique<Pipeline>();
  const endpoint::Context context_{.settings = settings_,
                                   .memory = memory_,
                                   .own_connections = pipeline_->own_connections,
                                   .reopenings = reopenings_,
                                   .listeners = catalog_.count_listeners(),
                                   .wants_responses = shows_responses() || correlates(),
                                   .on_output_full = count_down_outputs(),
                                   .on_reader_gone = on_outputs_gone_};
  std::vector<Source> sources_;
  std::vector<Stage*> stages_before_middleware_;
  std::vector<Stage*> first_stages_;  // after the limits, before the gate
  StationMetrics* to_middleware_ = nullptr;
  StationMetrics* from_middleware_ = nullptr;
  std::vector<Stage*> common_stages_;  // passed by every message between the inputs and the outputs
  std::vector<Route> routes_;
};

}  // namespace

std::unique_ptr<Pipeline> build(const Settings& settings, Catalog& catalog, std::function<void()> on_outputs_gone,
                                const std::atomic<unsigned>& reopenings) {
  return Builder(settings, catalog, std::move(on_outputs_gone), reopenings).build();
}

}  // namespace gor::app
