// SPDX-License-Identifier: Apache-2.0
#include "output/http.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/fnv1a.hpp"
#include "output/http/lane.hpp"
#include "output/http/shared.hpp"
#include "output/most_connections.hpp"

namespace gor {
namespace {

constexpr std::size_t kMostWorkers = 256;

/// The part of a number that falls to one of several lanes.
std::size_t part_of(std::size_t number, std::size_t lane, std::size_t lanes) {
  return number / lanes + (lane < number % lanes ? 1 : 0);
}

class HttpOutput final : public Output {
 public:
  HttpOutput(const HttpOutputOptions& options, StationMetrics& station, net::OwnConnections* own,
             StationMetrics* responses)
      : shared_(options, station, own) {
    const std::size_t workers = most_connections(options.workers, kMostWorkers);
    const std::size_t sessions =
        most_connections(options.workers, within_memory(*options.memory, HttpLane::kMostSessions));
    const std::size_t lanes = std::clamp<std::size_t>(options.threads, 1, options.by_session ? sessions : workers);
    if (options.track_response) shared_.responses = make_responses(options.memory, *responses, lanes);
    for (std::size_t i = 0; i < lanes; ++i) {
      const HttpLane::Share share{.queue_len = options.by_session
                                                   ? options.queue_len
                                                   : std::max<std::size_t>(part_of(options.queue_len, i, lanes), 1),
                                  .least_workers = part_of(options.workers_min, i, lanes),
                                  .most_workers = part_of(workers, i, lanes),
                                  .most_sessions = part_of(sessions, i, lanes),
                                  .is_part = lanes > 1};
      lanes_.push_back(std::make_unique<HttpLane>(shared_, share));
      shared_.lanes.push_back(lanes_.back().get());
    }
  }

  /// Lanes refer to each other.
  ~HttpOutput() override {
    close(std::chrono::steady_clock::now());
    join();
  }
  HttpOutput(const HttpOutput&) = delete;
  HttpOutput& operator=(const HttpOutput&) = delete;

  void write(const Message& message) override {
    shared_.counts.in.add(message.type);
    if (MessageCounter* const end = reason_to_ignore(message)) return end->add(message.type);
    if (lanes_.size() == 1) return lanes_.front()->write(message);
    // Not in turn: requests of a session mostly keep their order so, and a turn would be a number that all emitters
    // change.
    const std::size_t first = fnv1a(message.id.session()) % lanes_.size();
    for (std::size_t i = 0; i < lanes_.size() && !shared_.options.by_session; ++i) {
      HttpLane& lane = *lanes_[(first + i) % lanes_.size()];
      if (!lane.is_refused() && lane.offer(message)) return;
    }
    lanes_[first]->write(message);
  }

  void close(std::chrono::steady_clock::time_point deadline) override {
    for (const auto& lane : lanes_) lane->close(deadline);
  }
  void join() override {
    for (const auto& lane : lanes_) lane->join();
  }
  Input* responses() override { return shared_.responses.get(); }
  bool is_idle() const override { return is_idle_replay(shared_.counts.station, shared_.responses.get()); }

 private:
  MessageCounter* reason_to_ignore(const Message& message) {
    if (message.type != MessageType::request) return &shared_.counts.other_type;
    if (message.cut_off) return &shared_.counts.cut_off;
    return message.payload.view().starts_with("CONNECT ") ? &shared_.counts.connect_method : nullptr;
  }

  HttpShared shared_;
  std::vector<std::unique_ptr<HttpLane>> lanes_;
};

}  // namespace

std::unique_ptr<Output> make_http_output(const HttpOutputOptions& options, StationMetrics& station,
                                         net::OwnConnections* own, StationMetrics* responses_station) {
  return std::make_unique<HttpOutput>(options, station, own, responses_station);
}

}  // namespace gor
