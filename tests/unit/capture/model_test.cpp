// SPDX-License-Identifier: Apache-2.0
// The capture against a reference model of TCP: what an application got comes out, or is counted; nothing is invented,
// doubled or taken for the answer to something else. GOR_MODEL_CONNECTIONS says how many connections; GOR_MODEL_SEED
// repeats one and prints what the tap saw.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "capture/flow_table.hpp"
#include "http/head.hpp"
#include "support/numbers.hpp"
#include "support/tcp_model.hpp"

namespace gor::capture {
namespace {

using test::Ending;
using test::Faults;
using test::ModelMessage;
using test::TcpModel;

std::size_t connections() {
  const char* wanted = std::getenv("GOR_MODEL_CONNECTIONS");
  return wanted == nullptr ? 10'000 : std::strtoull(wanted, nullptr, 10);
}

/// One capture that sees a few connections after each other on the same ports.
class Run {
 public:
  Run(std::uint64_t seed, const Faults& faults, bool is_patient)
      : random_(seed), faults_(faults), is_patient_(is_patient) {
    if (is_patient) options_.expire = std::chrono::hours(1);
    tracks_ = random_() % 2 == 0;
    options_.connection.track_responses = tracks_;
    if (random_() % 2 == 0) options_.connection.ports = {80};
  }

  void go() {
    StationMetrics station("model");
    FlowTable flows(options_, station, nullptr);
    Timestamp now(std::chrono::seconds(1'700'000'000) + std::chrono::nanoseconds(random_() % 1'000'000'000'000));
    for (std::size_t i = 0; i <= random_() % 2; ++i) {
      bool is_oriented = !options_.connection.ports.empty();
      TcpModel model(random_, faults_, now, 40000, [&](const Segment& segment) {
        if (!tracks_ && segment.source.port == 80) return false;  // the kernel's filter
        if (traces_) print(segment);
        flows.expire(segment.time);
        flows.take(segment);
        is_oriented = is_oriented || segment.syn || http::starts_with_request_line(segment.payload) ||
                      http::starts_with_status_line(segment.payload);
        return is_oriented;
      });
      const std::size_t depth = 1 + random_() % 3;
      auto ending = static_cast<Ending>(random_() % 3);
      if (faults_.late_at_tap > 0 && ending == Ending::reset)
        ending = Ending::fin;  // what comes behind a reset is lost
      now = model.run(1 + random_() % 5, depth, ending);
      // Where a client pipelines and a hole was given up, later pairs cannot be told.
      may_mistake_pairs_ = may_mistake_pairs_ || (depth > 1 && !is_patient_);
      now += std::chrono::milliseconds(500 + random_() % 2000);
      remember(model);
    }
    flows.end();
    check(flows.finished());
    std::uint64_t evidence = 0;
    for (const char* reason : {"lost packet", "connection ended inside", "malformed"}) {
      evidence += station.dropped(reason).total();
    }
    for (const char* metric :
         {"holes", "segments that begin no message", "segments out of place", "responses without request"}) {
      evidence += test::number_of(station, metric);
    }
    if (missing_ > 0) {
      EXPECT_GT(evidence, 0U) << missing_ << " are missing";
    }
  }

  std::size_t missing() const { return missing_; }

 private:
  static void print(const Segment& segment) {
    std::fprintf(stderr, "%9.4f %c %10u +%-5zu ack %10u %s%s%s%s %.40s\n",
                 static_cast<double>(segment.time.time_since_epoch().count() % 1'000'000'000'000) / 1e9,
                 segment.source.port == 80 ? '<' : '>', segment.sequence, segment.payload.size(),
                 segment.acknowledgement, segment.syn ? "S" : "", segment.ack ? "A" : "", segment.fin ? "F" : "",
                 segment.rst ? "R" : "", std::string(segment.payload.substr(0, segment.payload.find('\r'))).c_str());
  }

  struct Known {
    std::size_t pair;
    bool must_come;
    std::size_t times = 0;
    std::string id = {};
  };

  void remember(const TcpModel& model) {
    for (const std::size_t side : {0U, 1U}) {
      for (std::size_t i = 0; i < model.messages(side).size(); ++i) {
        const ModelMessage& message = model.messages(side)[i];
        const bool must_come = (side == 0 || tracks_) && model.has_been_seen() && message.seen && !message.is_early &&
                               model.has_arrived(side, message);
        known_.emplace(message.bytes, Known{pairs_ + i, must_come});
      }
    }
    pairs_ += model.messages(0).size();
  }

  void check(const std::vector<Message>& messages) {
    std::map<std::string, std::size_t> pair_of_id;
    for (const Message& message : messages) {
      const auto known = known_.find(std::string(message.payload.view()));
      ASSERT_NE(known, known_.end()) << "nobody sent: " << message.payload.view().substr(0, 200);
      EXPECT_EQ(++known->second.times, 1U) << "twice: " << message.payload.view().substr(0, 60);
      const auto [other, is_first] = pair_of_id.emplace(message.id.view(), known->second.pair);
      if (!is_first && !may_mistake_pairs_) {
        EXPECT_EQ(other->second, known->second.pair) << message.payload.view().substr(0, 60);
      }
    }
    for (const auto& [bytes, known] : known_) {
      if (!known.must_come || known.times > 0) continue;
      ++missing_;
      if (traces_) std::fprintf(stderr, "missing: %.60s\n", bytes.c_str());
    }
  }

  std::mt19937_64 random_;
  const Faults faults_;
  const bool is_patient_;  // no hole is given up before its time
  FlowTableOptions options_;
  const bool traces_ = std::getenv("GOR_MODEL_SEED") != nullptr;
  bool tracks_ = false;
  std::map<std::string, Known> known_;
  std::size_t pairs_ = 0;
  bool may_mistake_pairs_ = false;
  std::size_t missing_ = 0;
};

/// How many messages were missing.
std::size_t run_all(const Faults& most, std::size_t count, std::uint64_t first_seed, bool must_be_complete) {
  std::size_t missing = 0;
  if (const char* seed = std::getenv("GOR_MODEL_SEED")) {
    first_seed = std::strtoull(seed, nullptr, 10);
    count = 1;
  }
  for (std::uint64_t seed = first_seed; seed < first_seed + count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed ^ 0x5eed);
    const auto up_to = [&](double share) {
      return random() % 2 == 0 ? 0 : share * static_cast<double>(random() % 1000) / 1000;
    };
    Faults faults;
    faults.lost_before_tap = up_to(most.lost_before_tap);
    faults.lost_behind_tap = up_to(most.lost_behind_tap);
    faults.missed = up_to(most.missed);
    faults.doubled = up_to(most.doubled);
    faults.delayed = up_to(most.delayed);
    faults.joins_late = most.joins_late && random() % 2 == 0;
    faults.is_patient = most.is_patient && random() % 2 == 0;
    faults.late_at_tap = up_to(most.late_at_tap);
    Run run(seed, faults, must_be_complete);
    run.go();
    missing += run.missing();
    if (testing::Test::HasFailure()) break;
    if (must_be_complete && run.missing() > 0) {
      ADD_FAILURE() << run.missing() << " are missing";
      break;
    }
  }
  return missing;
}

TEST(Model, WhatTheTapHasSeenComesOutHoweverTheNetworkWorks) {
  const Faults faults{.lost_before_tap = 0.2, .lost_behind_tap = 0.2, .doubled = 0.3, .delayed = 0.3};
  EXPECT_EQ(run_all(faults, connections() / 2, 1, true), 0U);
}

TEST(Model, WhatTheTapSeesLateComesOutAllTheSame) {
  const Faults faults{
      .lost_before_tap = 0.1, .lost_behind_tap = 0.1, .late_at_tap = 0.5, .doubled = 0.1, .delayed = 0.1};
  EXPECT_EQ(run_all(faults, connections() / 2, 2'000'000'000, true), 0U);
}

TEST(Model, WhatTheTapHasMissedIsCounted) {
  const Faults faults{.lost_before_tap = 0.2,
                      .lost_behind_tap = 0.2,
                      .missed = 0.2,
                      .doubled = 0.3,
                      .delayed = 0.3,
                      .joins_late = true,
                      .is_patient = true};
  run_all(faults, connections() / 2, 1'000'000'000, false);
}

}  // namespace
}  // namespace gor::capture
