// SPDX-License-Identifier: Apache-2.0
// Correlation: requests get the values that the replay received in place of the recorded ones (docs/causal.md).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/message.hpp"
#include "gor/stage.hpp"

#include "base/lru_map.hpp"
#include "base/metric_families.hpp"
#include "causal/correlation_rules.hpp"

namespace gor {

/// Learns recorded value -> replayed value from the responses of one id, in either order, per output. Keeps at most 64
/// MB of values, each for an hour after its last use, and as much of responses whose counterpart is missing. Any
/// thread.
class Correlation {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `tell` is called once for each useful rule that "auto" has found. `limit_bytes`: the largest decoded body.
  Correlation(std::vector<CorrelationRule> rules, std::size_t limit_bytes, std::function<void(std::string_view)> tell);

  struct Learnt {
    std::size_t values = 0;   ///< new recorded values, or new replayed values for known ones
    std::size_t missing = 0;  ///< found in the recorded response and not in the replayed one
  };
  /// Learns from a response, recorded or replayed.
  Learnt learn(const Message& response, Time now);

  /// The request with the values that this output received; empty if nothing was replaced.
  std::optional<Payload> rewritten(const Payload& request, std::uint16_t output, Time now);

  /// Whether there were replayed responses but no recorded one.
  bool lacks_recorded() const;

 private:
  friend class CorrelationEdit;
  using Found = std::vector<FoundValue>;
  /// The responses of one output to one id.
  struct Replayed {
    std::uint16_t output;
    std::uint64_t count = 0;     // of these responses
    std::optional<Found> found;  // values that wait for the recorded response
  };
  /// The responses to one id so far. A recording that loops repeats ids: the n-th replayed response then belongs to the
  /// n-th recorded one.
  struct Exchange {
    std::uint64_t count = 0;  // of recorded responses
    Found recorded;           // values of the last one
    std::vector<Replayed> replayed;
  };
  /// The place of a value in a request, as a rule writes it; "" for the path.
  struct Use {
    std::string_view kind = {};
    std::string_view name = {};
  };
  struct Value {
    std::uint64_t rules = 0;  // one bit per rule that found it
    std::string source;       // for "auto"
    std::vector<std::pair<std::uint16_t, std::string>> replayed;
  };

  Learnt learn_recorded(Exchange& exchange, Found found, Time now);
  Learnt learn_replayed(Exchange& exchange, Found found, std::uint16_t output, Time now);
  Learnt pair(const Found& recorded, const Found& replayed, std::uint16_t output, Time now);
  bool set(const FoundValue& recorded, const std::string& replayed, std::uint16_t output, Time now);
  const std::string* find(std::string_view text, std::uint64_t rules, std::uint16_t output, const Use& use, Time now);
  void propose(const Value& value, const Use& use);

  const std::vector<CorrelationRule> rules_;
  const std::size_t limit_bytes_;
  const std::function<void(std::string_view)> tell_;
  std::uint64_t anywhere_ = 0;  // the bits of rules without uses, and of "auto"
  std::uint64_t in_body_ = 0;   // the bits of rules that search the complete body
  bool looks_at_bodies_ = false;

  RandomPlaces places_;
  mutable std::mutex mutex_;
  LruMap<Value> values_;
  LruMap<Exchange> exchanges_;
  std::set<std::string> proposed_;
  bool has_recorded_ = false;
  bool has_replayed_ = false;
};

/// The stage that responses pass. Counts them, and metrics "values" and "missing". Drops replayed responses that
/// nothing else asked for.
class CorrelationLearner final : public Stage {
 public:
  CorrelationLearner(Correlation& correlation, bool keeps_replayed, StationMetrics& station);
  ~CorrelationLearner() override;
  bool pass(Message& message) override;

 private:
  Correlation& correlation_;
  const bool keeps_replayed_;
  StationMetrics& station_;
  MessageCounter& only_learnt_ = station_.ignored("only learnt from");
  Counter& learnt_ = station_.counter(metrics::kLearnt);
  Counter& missing_ = station_.counter(metrics::kMissing);
};

/// The stage that the requests to one output pass. Metric "rewritten".
class CorrelationRewriter final : public Stage {
 public:
  CorrelationRewriter(Correlation& correlation, std::uint16_t output, StationMetrics& station)
      : correlation_(correlation), output_(output), station_(station) {}
  bool pass(Message& message) override;

 private:
  Correlation& correlation_;
  const std::uint16_t output_;
  StationMetrics& station_;
  Counter& rewritten_ = station_.counter(metrics::kRewritten);
};

}  // namespace gor
