// SPDX-License-Identifier: Apache-2.0
#include "pipeline/fan_out.hpp"

#include <algorithm>
#include <utility>

namespace gor {
namespace {

class FanOut final : public Sink {
 public:
  FanOut(std::vector<Route> routes, StationMetrics& station)
      : routes_(std::move(routes)),
        replayed_copies_(static_cast<std::uint64_t>(std::count_if(
            routes_.begin(), routes_.end(), [](const Route& route) { return route.takes_replayed_responses; }))),
        station_(station) {}

  void write(const Message& message) override {
    const bool is_replayed = message.type == MessageType::replayed_response;
    count(message.type, is_replayed ? replayed_copies_ : routes_.size());
    for (const Route& route : routes_) {
      if (is_replayed && !route.takes_replayed_responses) continue;
      route.write(message);
    }
  }

 private:
  void count(MessageType type, std::uint64_t copies) {
    station_.in.add(type);
    if (copies == 0) return other_type_.add(type);
    if (copies > 1) station_.born.add(type, copies - 1);
    station_.out.add(type, copies);
  }

  const std::vector<Route> routes_;
  const std::uint64_t replayed_copies_;
  StationMetrics& station_;
  MessageCounter& other_type_ = station_.ignored("type");
};

}  // namespace

std::unique_ptr<Sink> make_fan_out(std::vector<Route> routes, StationMetrics& station) {
  return std::make_unique<FanOut>(std::move(routes), station);
}

}  // namespace gor
