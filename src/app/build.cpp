// SPDX-License-Identifier: Apache-2.0
#include "app/build.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "app/check.hpp"
#include "app/doubts.hpp"
#include "app/user.hpp"
#include "base/log.hpp"
#include "causal/gate.hpp"
#include "pipeline/fan_out.hpp"
#include "pipeline/limiter.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/message_log.hpp"
#include "pipeline/middleware.hpp"
#include "pipeline/middleware/command.hpp"
#include "pipeline/modifier.hpp"
#include "pipeline/order.hpp"
#include "pipeline/prettifier.hpp"
#include "pipeline/splitter.hpp"
#include "pipeline/status_filter.hpp"

namespace gor::app {
namespace {

using cli::Settings;
using endpoint::Catalog;
using endpoint::OutputKind;

/// The name of a station that belongs to another one: "filters of output-http http://host".
StationName part_of(std::string_view what, StationName station) {
  station.kind = fmt::format("{} {}", what, station.kind);
  return station;
}

/// Creates stations in pipeline order, which is the order of the summary, and objects in the order in which they can
/// fail: those that leave traces (a file, a thread) come last.
class Builder {
 public:
  Builder(const Settings& settings, Catalog& catalog, std::function<void()> on_outputs_gone,
          const SignalRequests& requests)
      : settings_(settings),
        catalog_(catalog),
        on_outputs_gone_(std::move(on_outputs_gone)),
        requests_(requests),
        checked_(check(settings, catalog)) {}

  std::unique_ptr<Pipeline> build() {
    add_inputs();
    give_up_root();
    for (const Step step : order(has_middleware())) add(step);
    add_outputs(true);
    add_outputs(false);
    add_emitters(connect());
    pipeline_->phases = phases_of(parts_);
    pipeline_->memory = memory_;
    for (const std::string& doubt : doubts_of(settings_, catalog_)) log::warning("{}", doubt);
    return std::move(pipeline_);
  }

 private:
  struct Source {
    Input* input;
    std::vector<Stage*> stages;
  };
  /// Stages, and what their messages are written to: the station of a step that is not a stage.
  struct Leg {
    std::vector<Stage*> stages = {};
    Step end = Step::distribution;
    StationMetrics* station = nullptr;
  };

  void add_inputs() {
    for (const auto& kind : catalog_.inputs()) {
      for (std::size_t i = 0; i < kind->specs().size(); ++i) {
        StationMetrics& station = pipeline_->ledger.station({kind->name(), kind->shown(i), i + 1});
        const Limit& limit = kind->specs()[i].limit;
        const bool is_speed = kind->percent_is_speed() && limit.kind == Limit::Kind::percent;
        add_sources(station, kind->make(i, context_, station), is_speed ? Limit() : limit);
      }
    }
  }

  /// Threads that are started from now on have what captures need. Files are opened, and a middleware is started, as
  /// that user.
  void give_up_root() const {
    if (!checked_.user) return;
    std::vector<int> capabilities;
    for (const auto& kind : catalog_.inputs()) {
      const std::vector<int> needed = kind->capabilities();
      capabilities.insert(capabilities.end(), needed.begin(), needed.end());
    }
    become(*checked_.user, capabilities);
    log::info("continuing as {}", checked_.user->name);
  }

  void add_sources(const StationMetrics& station, endpoint::InputKind::Inputs inputs, const Limit& limit) {
    const std::vector<Stage*> limiter = add_limiter(station.name(), limit);
    for (auto& input : inputs) {
      sources_.push_back({input.get(), limiter});
      pipeline_->inputs.push_back(std::move(input));
    }
  }

  /// The stages that messages pass before one output.
  std::vector<Stage*> add_output_stages(const OutputKind& kind, std::size_t index, const StationName& name) {
    std::vector<Stage*> stages;
    if (correlates() && kind.can_respond())
      stages.push_back(add_rewriter(kind.specs().size() > 1 ? index + 1 : 0, name));
    for (const auto& [output, rules] : checked_.output_rules) {
      if (!cli::are_for(output, kind.name(), index + 1)) continue;
      stages.push_back(keep(std::make_unique<Modifier>(rules, pipeline_->ledger.station(part_of("filters of", name)))));
    }
    const auto limiter = add_limiter(name, kind.specs()[index].limit);
    stages.insert(stages.end(), limiter.begin(), limiter.end());
    return stages;
  }

  /// The stage that "|N" requires, if any.
  std::vector<Stage*> add_limiter(const StationName& name, const Limit& limit) {
    if (limit.kind == Limit::Kind::none) return {};
    StationName limiter = part_of("limit", name);
    (limiter.address.empty() ? limiter.kind : limiter.address) += text_of(limit);
    StationMetrics& station = pipeline_->ledger.station(limiter);
    return {keep(std::make_unique<Limiter>(limit, station))};
  }

  void add(Step step) {
    switch (step) {
      case Step::correlation:
        return add_correlation();
      case Step::gate:
        return is_causal(settings_) ? end_leg(step, "causal order") : void();
      case Step::mask:
        return add_mask();
      case Step::message_log:
        return log::verbosity() >= 2 ? add_stage(std::make_unique<MessageLog>()) : void();
      case Step::middleware:
        return end_leg(step, {"middleware", split_words(settings_.middleware).front()});  // arguments may be secrets
      case Step::rules:
        return add_rules();
      case Step::plain_body:
        return add_prettifier();
      case Step::status_filter:
        return goes_by_status() ? end_leg(step, "status filter") : void();
      case Step::distribution:
        return catalog_.count_outputs() > 1 || goes_by_status() ? end_leg(step, "split") : void();
    }
  }

  void add_stage(std::unique_ptr<Stage> stage) { legs_.back().stages.push_back(keep(std::move(stage))); }
  Stage* keep(std::unique_ptr<Stage> stage) { return pipeline_->stages.emplace_back(std::move(stage)).get(); }

  void end_leg(Step end, const StationName& station) {
    legs_.back().end = end;
    legs_.back().station = &pipeline_->ledger.station(station);
    if (end == Step::middleware) from_middleware_ = &pipeline_->ledger.station(part_of("from", station));
    if (end != Step::distribution) legs_.emplace_back();
  }

  void add_mask() {
    MaskOptions options = settings_.mask;
    options.message_limit = settings_.copy_buffer_bytes;
    if (!options.masks_any()) return;
    add_stage(std::make_unique<Mask>(options, std::move(checked_.mask_paths), pipeline_->ledger.station("mask")));
  }

  void add_rules() {
    if (checked_.rules.empty()) return;
    add_stage(std::make_unique<Modifier>(std::move(checked_.rules), pipeline_->ledger.station("filters")));
  }

  void add_prettifier() {
    if (!settings_.prettify_http) return;
    add_stage(std::make_unique<Prettifier>(settings_.copy_buffer_bytes, pipeline_->ledger.station("prettify")));
  }

  void add_correlation() {
    if (!correlates()) return;
    pipeline_->correlation = std::make_unique<Correlation>(
        std::move(checked_.correlation), settings_.copy_buffer_bytes,
        [](std::string_view rule) { log::info("--correlate auto: equivalent to --correlate '{}'", rule); });
    StationMetrics& station = pipeline_->ledger.station("correlation");
    add_stage(std::make_unique<CorrelationLearner>(*pipeline_->correlation, shows_responses(), station));
  }

  bool has_middleware() const { return !settings_.middleware.empty(); }
  bool correlates() const { return !settings_.correlate.empty(); }
  bool goes_by_status() const { return !checked_.statuses.allow.empty() || !checked_.statuses.disallow.empty(); }

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
    const StationName name(kind.name(), kind.shown(index), index + 1);
    auto stages = add_output_stages(kind, index, name);
    StationMetrics& station = pipeline_->ledger.station(name);
    StationMetrics* const responses = kind.can_respond() && context_.wants_responses
                                          ? &pipeline_->ledger.station(part_of("responses of", name))
                                          : nullptr;
    auto output = kind.make(index, context_, station, responses);
    routes_.push_back({output.get(), std::move(stages), kind.is_sink()});
    (kind.is_sink() ? parts_.sinks : parts_.replays).push_back(output.get());
    pipeline_->outputs.push_back(std::move(output));
  }

  Stage* add_rewriter(std::size_t output, const StationName& name) {
    StationMetrics& station = pipeline_->ledger.station(part_of("correlation of", name));
    return keep(
        std::make_unique<CorrelationRewriter>(*pipeline_->correlation, static_cast<std::uint16_t>(output), station));
  }

  /// Connects the legs, from the outputs back to the inputs. Returns the route from the inputs.
  Route connect() {
    Route next = routes_.front();
    for (auto leg = legs_.rbegin(); leg != legs_.rend(); ++leg) {
      if (leg->station != nullptr) next = {&make_end(*leg, next)};
      next.stages.insert(next.stages.begin(), leg->stages.begin(), leg->stages.end());
    }
    return next;
  }

  Sink& make_end(const Leg& leg, const Route& next) {
    switch (leg.end) {
      case Step::gate:
        return *(parts_.gate = hold(make_gate(gate_options(), next, *leg.station)));
      case Step::middleware:
        parts_.middleware = hold(make_middleware(middleware_options(), *leg.station, *from_middleware_));
        add_emitter(*parts_.returned, *parts_.middleware->responses(), {}, next);
        return *parts_.middleware;
      case Step::status_filter:
        checked_.statuses.memory = memory_;
        status_filter_ = hold(make_status_filter(checked_.statuses, *next.output, *leg.station));
        return *(parts_.status_filter = status_filter_);
      default:
        pipeline_->distribution = make_distribution(*leg.station);
        return *pipeline_->distribution;
    }
  }

  template <class Holder>
  Holder* hold(std::unique_ptr<Holder> holder) {
    Holder* const held = holder.get();
    pipeline_->holders.push_back(std::move(holder));
    return held;
  }

  GateOptions gate_options() const {
    GateOptions options;
    options.keys = checked_.session_keys;
    options.patience = settings_.causal_timeout;
    options.memory = memory_;
    if (StatusFilter* const filter = status_filter_) {
      options.unanswered = [filter](const MessageId& request) { filter->give_up(request); };
    }
    return options;
  }

  MiddlewareOptions middleware_options() const {
    MiddlewareOptions options;
    options.command = settings_.middleware;
    options.can_wait = !catalog_.is_any_live();
    options.message_limit = settings_.copy_buffer_bytes;
    options.memory = memory_;
    options.on_given_up = on_outputs_gone_;
    return options;
  }

  std::unique_ptr<Sink> make_distribution(StationMetrics& station) const {
    if (!settings_.split_output) return make_fan_out(routes_, station);
    return make_splitter(routes_, settings_.recognize_tcp_sessions ? SplitBy::session : SplitBy::request, station);
  }

  void add_emitters(const Route& first) {
    for (Source& source : sources_) add_emitter(pipeline_->sources, *source.input, std::move(source.stages), first);
    const Route next = has_middleware() ? first : route_past_holders();
    for (Output* const replay : parts_.replays) {
      if (Input* const responses = replay->responses()) add_emitter(*parts_.responses, *responses, {}, next);
    }
  }

  /// Of replayed responses without a middleware: nothing holds them.
  Route route_past_holders() const {
    Route route = pipeline_->distribution ? Route{pipeline_->distribution.get()} : routes_.front();
    for (auto leg = legs_.rbegin(); leg != legs_.rend(); ++leg) {
      route.stages.insert(route.stages.begin(), leg->stages.begin(), leg->stages.end());
    }
    return route;
  }

  static void add_emitter(EmitterGroup& group, Input& input, std::vector<Stage*> stages, const Route& next) {
    stages.insert(stages.end(), next.stages.begin(), next.stages.end());
    group.add(input, std::move(stages), *next.output);
  }

  const Settings& settings_;
  Catalog& catalog_;
  const std::function<void()> on_outputs_gone_;
  const SignalRequests& requests_;
  Checked checked_;
  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(settings_.memory_limit_bytes);
  std::unique_ptr<Pipeline> pipeline_ = std::make_unique<Pipeline>();
  const endpoint::Context context_{.settings = settings_,
                                   .memory = memory_,
                                   .own_connections = pipeline_->own_connections,
                                   .requests = requests_,
                                   .listeners = catalog_.count_listeners(),
                                   .wants_responses = shows_responses() || correlates(),
                                   .shows_responses = shows_responses(),
                                   .on_output_full = count_down_outputs(),
                                   .on_reader_gone = on_outputs_gone_};
  std::vector<Source> sources_;
  std::vector<Leg> legs_{1};
  std::vector<Route> routes_;  // to the outputs
  StationMetrics* from_middleware_ = nullptr;
  StatusFilter* status_filter_ = nullptr;
  Parts parts_{.responses = &pipeline_->returns.emplace_back(), .returned = &pipeline_->returns.emplace_back()};
};

}  // namespace

std::unique_ptr<Pipeline> build(const Settings& settings, Catalog& catalog, std::function<void()> on_outputs_gone,
                                const SignalRequests& requests) {
  return Builder(settings, catalog, std::move(on_outputs_gone), requests).build();
}

}  // namespace gor::app
