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
#include "input/dummy.hpp"
#include "input/file.hpp"
#include "input/guests.hpp"
#include "input/http.hpp"
#include "input/raw.hpp"
#include "input/tcp.hpp"
#include "input/ws.hpp"
#include "net/url.hpp"
#include "output/file.hpp"
#include "output/http.hpp"
#include "output/null.hpp"
#include "output/stdout.hpp"
#include "output/tcp.hpp"
#include "output/ws.hpp"
#include "pipeline/fan_out.hpp"
#include "pipeline/limiter.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/message_log.hpp"
#include "pipeline/middleware.hpp"
#include "pipeline/modifier.hpp"
#include "pipeline/prettifier.hpp"
#include "pipeline/splitter.hpp"
#include "record/path_template.hpp"

namespace gor::app {
namespace {

using cli::Settings;
using cli::Spec;

/// Creates stations in pipeline order, which is the order of the summary, and objects in the order in which they can
/// fail: those that leave traces (a file, a thread) come last.
class Builder {
 public:
  Builder(const Settings& settings, std::function<void()> on_outputs_gone, const std::atomic<unsigned>& reopenings)
      : settings_(settings),
        on_outputs_gone_(std::move(on_outputs_gone)),
        reopenings_(reopenings),
        checked_(check(settings)) {}

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
    add_sinks();
    add_streams("output-tcp", settings_.output_tcp, settings_.output_tcp_options, make_tcp_output);
    add_streams("output-ws", settings_.output_ws, settings_.output_ws_options, make_ws_output);
    add_replays();
    if (split != nullptr) pipeline_->fan_out = make_distribution(*split);
    if (statuses != nullptr) add_status_filter(*statuses);
    if (has_middleware()) add_middleware();
    if (gate != nullptr) add_gate(*gate);
    add_emitters();
    for (const std::string& doubt : doubts_of(settings_, checked_)) log::warning("{}", doubt);
    return std::move(pipeline_);
  }

 private:
  struct Source {
    Input* input;
    std::vector<Stage*> stages;
  };

  void add_inputs() {
    for (std::size_t i = 0; i < checked_.captures.size(); ++i) add_raw_input(i);
    for (const cli::FileSpec& spec : settings_.input_file) add_file_input(spec);
    add_servers("input-tcp", settings_.input_tcp, settings_.input_tcp_options, make_tcp_input);
    add_servers("input-http", settings_.input_http, settings_.input_http_options, make_http_input);
    add_servers("input-ws", settings_.input_ws, settings_.input_ws_options, make_ws_input);
    for (const Spec& spec : settings_.input_dummy) {
      StationMetrics& station = pipeline_->ledger.station(station_name("input-dummy", spec.value));
      add_source(station, make_dummy_input(station), spec.limit);
    }
  }

  void add_raw_input(std::size_t number) {
    const Spec& spec = settings_.input_raw[number];
    StationMetrics& station = pipeline_->ledger.station(station_name("input-raw", spec.value));
    auto options = raw_options(checked_.captures[number]);
    add_source(station, make_raw_input(std::move(options), station, &pipeline_->own_connections), spec.limit);
  }

  RawInputOptions raw_options(const capture::CaptureAddress& address) const {
    RawInputOptions options = settings_.input_raw_options;
    options.file = address.file;
    options.live.interface = address.interface;
    options.live.ports = address.ports;
    options.live.vlan = options.live.vlan || !options.decode.vlan_ids.empty();
    options.flows.memory = memory_;
    options.flows.connection.ports = address.ports;
    options.flows.connection.track_responses = options.live.track_responses;
    options.flows.connection.message_limit = settings_.copy_buffer_bytes;
    return options;
  }

  void add_file_input(const cli::FileSpec& spec) {
    StationMetrics& station =
        pipeline_->ledger.station(station_name("input-file", fmt::format("{}", fmt::join(spec.paths, " "))));
    const bool is_speed = spec.limit.kind == Limit::Kind::percent;
    const FileInputOptions options = cli::replay_options(settings_, spec);
    add_source(station, make_file_input(options, station), is_speed ? Limit() : spec.limit);
    pipeline_->recordings.push_back({&station, options.progress});
  }

  /// Adds the listening inputs of one kind.
  template <class Options, class Make>
  void add_servers(std::string_view kind, const std::vector<Spec>& specs, Options options, Make make) {
    options.message_limit = settings_.copy_buffer_bytes;
    options.memory = memory_;
    for (const Spec& spec : specs) {
      StationMetrics& station = pipeline_->ledger.station(station_name(kind, spec.value));
      options.address = spec.value;
      options.most_connections = most_guests(cli::count_listeners(settings_));
      add_source(station, make(options, station), spec.limit);
    }
  }

  void add_source(const StationMetrics& station, std::unique_ptr<Input> input, const Limit& limit) {
    sources_.push_back({input.get(), add_limiter(station.name(), limit)});
    pipeline_->inputs.push_back(std::move(input));
  }

  /// The stages that messages pass before one output. `number`: its position within its kind, from 1.
  std::vector<Stage*> add_output_stages(std::string_view kind, std::size_t number, const std::string& name,
                                        const Limit& limit) {
    std::vector<Stage*> stages;
    for (const auto& [output, rules] : settings_.output_rules) {
      if (!are_for(output, kind, number)) continue;
      StationMetrics& station = pipeline_->ledger.station("filters of " + name);
      auto modifier = std::make_unique<Modifier>(compile(rules, output), station);
      stages.push_back(keep(std::move(modifier)));
    }
    const auto limiter = add_limiter(name, limit);
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
    add_common_stage(std::make_unique<Mask>(options, pipeline_->ledger.station("mask")));
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
    options.can_wait = settings_.input_raw.empty() && settings_.input_tcp.empty() && settings_.input_http.empty() &&
                       settings_.input_ws.empty() && settings_.input_dummy.empty();
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

  std::size_t count_sinks() const {
    return cli::count_outputs(settings_, "output-file") + cli::count_outputs(settings_, "output-stdout") +
           cli::count_outputs(settings_, "output-null");
  }
  std::size_t count_all_outputs() const {
    return settings_.output_http.size() + settings_.output_tcp.size() + settings_.output_ws.size() + count_sinks();
  }
  bool has_several_outputs() const { return count_all_outputs() > 1; }

  void add_sinks() {
    FileOutputOptions options = settings_.output_file_options;
    options.memory = memory_;
    options.instance = make_instance_id();
    options.reopenings = &reopenings_;
    auto still_open = std::make_shared<std::atomic<std::size_t>>(count_all_outputs());
    options.on_size_limit = [still_open, on_outputs_gone = on_outputs_gone_] {
      if (--*still_open == 0) on_outputs_gone();
    };
    std::size_t number = 0;
    for (const Spec& spec : settings_.output_file) {
      options.path = spec.value;
      const std::string name = station_name("output-file", spec.value);
      auto stages = add_output_stages("output-file", ++number, name, spec.limit);
      add_sink(make_file_output(options, pipeline_->ledger.station(name)), std::move(stages));
    }
    if (settings_.output_stdout) {
      auto stages = add_output_stages("output-stdout", 1, "output-stdout", {});
      add_sink(make_stdout_output(memory_, on_outputs_gone_, pipeline_->ledger.station("output-stdout")),
               std::move(stages));
    }
    if (settings_.output_null) {
      auto stages = add_output_stages("output-null", 1, "output-null", {});
      add_sink(make_null_output(pipeline_->ledger.station("output-null")), std::move(stages));
    }
  }

  /// Adds the outputs to other gors of one kind.
  template <class Options, class Make>
  void add_streams(std::string_view kind, const std::vector<Spec>& specs, Options options, Make make) {
    options.stream.stats = options.stream.stats && settings_.stats;
    std::size_t number = 0;
    for (const Spec& spec : specs) {
      options.address = spec.value;
      const std::string name = station_name(kind, net::without_password(spec.value));
      auto stages = add_output_stages(kind, ++number, name, spec.limit);
      StationMetrics& station = pipeline_->ledger.station(name);
      add_replay(make(options, station, &pipeline_->own_connections), std::move(stages));
    }
  }

  void add_replay(std::unique_ptr<Output> output, std::vector<Stage*> stages) {
    routes_.push_back({output.get(), std::move(stages), false});
    pipeline_->replays.push_back(std::move(output));
  }

  void add_sink(std::unique_ptr<Output> output, std::vector<Stage*> stages) {
    routes_.push_back({output.get(), std::move(stages)});
    pipeline_->sinks.push_back(std::move(output));
  }

  void add_replays() {
    HttpOutputOptions options = settings_.output_http_options;
    options.memory = memory_;
    options.track_response = shows_responses() || correlates();
    options.stats = options.stats && settings_.stats;
    options.by_session = settings_.recognize_tcp_sessions;
    std::size_t number = 0;
    for (const Spec& spec : settings_.output_http) {
      options.url = spec.value;
      ++number;
      if (settings_.output_http.size() > 1) options.number = static_cast<std::uint16_t>(number);
      options.original_host = keeps_host(settings_, number);
      const std::string name = station_name("output-http", net::without_password(spec.value));
      auto stages = add_output_stages("output-http", number, name, spec.limit);
      if (correlates()) stages.insert(stages.begin(), add_rewriter(options.number, name));
      StationMetrics& station = pipeline_->ledger.station(name);
      StationMetrics* responses = options.track_response ? &pipeline_->ledger.station("responses of " + name) : nullptr;
      add_replay(make_http_output(options, station, &pipeline_->own_connections, responses), std::move(stages));
    }
  }

  /// Whether anything uses replayed responses.
  bool shows_responses() const {
    return settings_.output_http_options.track_response && (count_sinks() > 0 || has_middleware());
  }

  Stage* add_rewriter(std::uint16_t output, const std::string& name) {
    StationMetrics& station = pipeline_->ledger.station("correlation of " + name);
    return keep(std::make_unique<CorrelationRewriter>(*pipeline_->correlation, output, station));
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
  const std::function<void()> on_outputs_gone_;
  const std::atomic<unsigned>& reopenings_;
  Checked checked_;
  const std::shared_ptr<MemoryBudget> memory_ = MemoryBudget::of(settings_.memory_limit_bytes);
  std::unique_ptr<Pipeline> pipeline_ = std::make_unique<Pipeline>();
  std::vector<Source> sources_;
  std::vector<Stage*> stages_before_middleware_;
  std::vector<Stage*> first_stages_;  // after the limits, before the gate
  StationMetrics* to_middleware_ = nullptr;
  StationMetrics* from_middleware_ = nullptr;
  std::vector<Stage*> common_stages_;  // passed by every message between the inputs and the outputs
  std::vector<Route> routes_;
};

}  // namespace

std::unique_ptr<Pipeline> build(const Settings& settings, std::function<void()> on_outputs_gone,
                                const std::atomic<unsigned>& reopenings) {
  return Builder(settings, std::move(on_outputs_gone), reopenings).build();
}

}  // namespace gor::app
