// SPDX-License-Identifier: Apache-2.0
// The durations of an HTTP output's exchanges.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "gor/ledger.hpp"

#include "http/route.hpp"
#include "net/outcome.hpp"
#include "net/url.hpp"

namespace gor {

/// Keeps three families of histograms: the duration of each request by method, status and error, with the names of
/// OpenTelemetry; the same by route, with a counter of failures; and the time from the intended send to the response,
/// by class of status. Methods, statuses and paths come from outside: beyond 64 combinations, and 100 routes, the
/// others share one histogram. One thread.
class HttpLatencies {
 public:
  HttpLatencies(StationMetrics& station, const net::Url& target);

  struct Exchange {
    std::string_view method, target;
    net::Outcome outcome;
    int status = 0;  ///< of an answered request
    std::chrono::steady_clock::time_point intended, sent, ended;
  };
  void note(const Exchange& exchange);

 private:
  using Key = std::uint32_t;
  Histogram& find(const Exchange& exchange);
  Histogram& make(std::string_view method, net::Outcome outcome, int status) const;
  Histogram& class_of(const Exchange& exchange);

  struct Route {
    Histogram* durations = nullptr;
    Counter* failures = nullptr;
  };
  void note_route(const Exchange& exchange);

  StationMetrics& station_;
  const Labels target_;
  boost::unordered_flat_map<Key, Histogram*> durations_;
  http::Routes routes_;
  std::vector<Route> by_route_;                        // by number
  boost::unordered_flat_map<int, Histogram*> delays_;  // by the first digit of the status; 0: failed
};

}  // namespace gor
