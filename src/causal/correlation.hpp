// SPDX-License-Identifier: Apache-2.0
// Requests get the values that the replay was given in place of those that were recorded (docs/middleware.md).
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

#include "causal/correlation_rules.hpp"
#include "causal/recent_map.hpp"

namespace gor {

/// Learns recorded value -> replayed value from the responses of the same id, whichever comes first, each output for
/// itself. 64 MB of values at most, for an hour after their last use, and as much of responses whose counterpart has
/// not come. Any thread.
class Correlation {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// `tell`: given each rule that "auto" has found of use, once. `limit_bytes`: of a body without its codings.
  Correlation(std::vector<CorrelationRule> rules, std::size_t limit_bytes, std::function<void(std::string_view)> tell);

  struct Learnt {
    std::size_t values = 0;   ///< new, or with a new replayed value
    std::size_t missing = 0;  ///< a rule has found them in the recorded response and not in the replayed one
  };
  /// A response, recorded or replayed.
  Learnt learn(const Message& response, Time now);

  /// The request with the values that this output has given; nothing if there are none in it.
  std::optional<Payload> rewritten(const Payload& request, std::uint16_t output, Time now);

  /// Whether there were replayed responses and no recorded one.
  bool lacks_recorded() const;

 private:
  friend class CorrelationEdit;
  using Found = std::vector<FoundValue>;
  /// What an output's responses to one id have brought.
  struct Replayed {
    std::uint16_t output;
    std::uint64_t count = 0;     // of these responses
    std::optional<Found> found;  // that waits for the recorded one
  };
  /// What one id has brought so far. Where a recording loops the id comes again: then the n-th replayed response
  /// belongs to the n-th recorded one.
  struct Exchange {
    std::uint64_t count = 0;  // of recorded responses
    Found recorded;           // of the last one
    std::vector<Replayed> replayed;
  };
  /// Where a request has a value, in the words of a rule; nothing for the path.
  struct Use {
    std::string_view kind = {};
    std::string_view name = {};
  };
  struct Value {
    std::uint64_t rules = 0;  // a bit for each that has found it
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
  std::uint64_t in_body_ = 0;   // of those that look into all of a body
  bool looks_at_bodies_ = false;

  RandomPlaces places_;
  mutable std::mutex mutex_;
  RecentMap<Value> values_;
  RecentMap<Exchange> exchanges_;
  std::set<std::string> proposed_;
  bool has_recorded_ = false;
  bool has_replayed_ = false;
};

/// What responses pass. Counts them, and the figures "values" and "missing". Where replayed responses were asked for
/// by this alone, they go no further.
class CorrelationLearner final : public Stage {
 public:
  CorrelationLearner(Correlation& correlation, bool keeps_replayed, Station& station);
  ~CorrelationLearner() override;
  bool pass(Message& message) override;

 private:
  Correlation& correlation_;
  const bool keeps_replayed_;
  Station& station_;
  Count& only_learnt_ = station_.ignored("only learnt from");
  Counter& learnt_ = station_.figure("values");
  Counter& missing_ = station_.figure("missing");
};

/// What the requests to one output pass. Figure "rewritten".
class CorrelationRewriter final : public Stage {
 public:
  CorrelationRewriter(Correlation& correlation, std::uint16_t output, Station& station)
      : correlation_(correlation), output_(output), station_(station) {}
  bool pass(Message& message) override;

 private:
  Correlation& correlation_;
  const std::uint16_t output_;
  Station& station_;
  Counter& rewritten_ = station_.figure("rewritten");
};

}  // namespace gor
