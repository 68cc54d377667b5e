// SPDX-License-Identifier: Apache-2.0
// The counters of an HTTP output, by reason.
#pragma once

#include <array>
#include <cstddef>

#include "gor/ledger.hpp"

#include "output/http/outcome.hpp"

namespace gor {

/// One counter per way in which a message can end.
struct HttpCounts {
  explicit HttpCounts(Station& of_all) : station(of_all) {
    ends_[0] = &out;
    for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] = &station.failed(reason_of(static_cast<HttpOutcome>(i)));
  }

  Count& of(HttpOutcome outcome) { return *ends_[static_cast<std::size_t>(outcome)]; }

  Station& station;
  Count& in = station.in;
  Count& out = station.out;
  Count& queue_full = station.dropped("queue full");
  Count& shutdown = station.dropped("shutdown");
  Count& other_type = station.ignored("type");
  Count& connect_method = station.ignored("CONNECT");
  Count& cut_off = station.ignored("cut off");
  Count& bad_request = station.ignored("no request");
  Counter& resends = station.figure("resends");
  Counter& redirects = station.figure("redirects");
  Counter& connections = station.figure("connections");
  Counter& surplus = station.figure("surplus cut off");
  Counter& unclear_length = station.figure("unclear length");

 private:
  std::array<Count*, kHttpOutcomes> ends_;  // by outcome, the first of which is "answered"
};

}  // namespace gor
