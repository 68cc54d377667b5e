// SPDX-License-Identifier: Apache-2.0
#include "pipeline/splitter.hpp"

#include <atomic>
#include <functional>
#include <utility>

#include "pipeline/fan_out.hpp"
#include "pipeline/recent_verdicts.hpp"

namespace gor {
namespace {

class Splitter final : public Sink {
 public:
  Splitter(std::vector<Route> routes, SplitBy by, StationMetrics& station)
      : routes_(std::move(routes)), by_(by), station_(station), fan_out_(make_fan_out(routes_, station)) {}

  void write(const Message& message) override {
    // It comes from one of these outputs, and no other output needs it.
    if (message.type == MessageType::replayed_response) return fan_out_->write(message);
    const Route& route = routes_[choose(message)];
    station_.in.add(message.type);
    station_.out.add(message.type);
    route.write(message);
  }

 private:
  std::size_t choose(const Message& message) {
    if (by_ == SplitBy::session) return place(message.id.session());
    if (message.type == MessageType::response) return memory_.get(message.id).value_or(place(message.id.view()));
    const std::size_t turn = next_.fetch_add(1, std::memory_order_relaxed) % routes_.size();
    memory_.set(message.id, static_cast<std::uint32_t>(turn), std::chrono::steady_clock::now());
    return turn;
  }
  std::size_t place(std::string_view token) const { return std::hash<std::string_view>{}(token) % routes_.size(); }

  const std::vector<Route> routes_;
  const SplitBy by_;
  StationMetrics& station_;
  const std::unique_ptr<Sink> fan_out_;
  std::atomic<std::size_t> next_{0};
  RecentVerdicts<std::uint32_t> memory_;
};

}  // namespace

std::unique_ptr<Sink> make_splitter(std::vector<Route> routes, SplitBy by, StationMetrics& station) {
  return std::make_unique<Splitter>(std::move(routes), by, station);
}

}  // namespace gor
