// SPDX-License-Identifier: Apache-2.0
// The counters of an HTTP output, by reason.
#pragma once

#include <array>
#include <cstddef>

#include "gor/ledger.hpp"

#include "base/metric_families.hpp"
#include "net/outcome.hpp"

namespace gor {

/// One counter per way in which a message can end.
struct HttpCounts {
  explicit HttpCounts(StationMetrics& of_all) : station(of_all) {
    ends_[0] = &out;
    for (std::size_t i = 1; i < ends_.size(); ++i)
      ends_[i] = &station.failed(net::reason_of(static_cast<net::Outcome>(i)));
  }

  MessageCounter& of(net::Outcome outcome) { return *ends_[static_cast<std::size_t>(outcome)]; }

  StationMetrics& station;
  MessageCounter& in = station.in;
  MessageCounter& out = station.out;
  MessageCounter& other_type = station.ignored("type");
  MessageCounter& connect_method = station.ignored("CONNECT");
  MessageCounter& cut_off = station.ignored("cut off");
  MessageCounter& bad_request = station.ignored("no request");
  Counter& resends = station.counter(metrics::kResends);
  Counter& redirects = station.counter(metrics::kRedirects);
  Counter& connections = station.counter(metrics::kConnections);
  Counter& surplus = station.counter(metrics::kSurplus);
  Counter& unclear_length = station.counter(metrics::kUnclearLength);

 private:
  std::array<MessageCounter*, net::kOutcomes> ends_;  // by outcome, the first of which is "answered"
};

}  // namespace gor
