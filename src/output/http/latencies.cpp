// SPDX-License-Identifier: Apache-2.0
#include "output/http/latencies.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/metric_families.hpp"

namespace gor {
namespace {

using net::Outcome;

constexpr std::size_t kMostSeries = 64;
constexpr int kOtherStatus = 0;
// RFC 9110, section 9, and RFC 5789.
constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",  "POST",  "PUT",   "DELETE",
                                                   "OPTIONS", "TRACE", "PATCH", "_OTHER"};

std::size_t index_of(std::string_view method) {
  const auto found = std::find(kMethods.begin(), std::prev(kMethods.end()), method);
  return static_cast<std::size_t>(found - kMethods.begin());
}

}  // namespace

HttpLatencies::HttpLatencies(StationMetrics& station, const net::Url& target)
    : station_(station), target_{{"server_address", target.host}, {"server_port", std::to_string(target.port)}} {}

void HttpLatencies::note(const Exchange& exchange) {
  find(exchange).add(exchange.ended - exchange.sent);
  class_of(exchange).add(exchange.ended - exchange.intended);
  note_route(exchange);
}

void HttpLatencies::note_route(const Exchange& exchange) {
  const std::size_t number = routes_.of(kMethods[index_of(exchange.method)], exchange.target);
  if (by_route_.size() <= number) by_route_.resize(number + 1);
  Route& route = by_route_[number];
  if (route.durations == nullptr) {
    const Labels labels{{"route", routes_.name(number)}};
    route = {&station_.histogram(metrics::kRouteDuration, labels), &station_.counter(metrics::kRouteFailures, labels)};
  }
  route.durations->add(exchange.ended - exchange.sent);
  if (exchange.outcome != Outcome::answered || exchange.status >= 500) route.failures->add();
}

Histogram& HttpLatencies::find(const Exchange& exchange) {
  const auto method = index_of(exchange.method);
  const auto key = static_cast<Key>(
      (static_cast<std::size_t>(exchange.status) * net::kOutcomes + static_cast<std::size_t>(exchange.outcome)) *
          kMethods.size() +
      method);
  const auto known = durations_.find(key);
  if (known != durations_.end()) return *known->second;
  Histogram& made = durations_.size() < kMostSeries ? make(kMethods[method], exchange.outcome, exchange.status)
                                                    : make("_OTHER", Outcome::answered, kOtherStatus);
  durations_.emplace(key, &made);
  return made;
}

Histogram& HttpLatencies::make(std::string_view method, Outcome outcome, int status) const {
  Labels labels = target_;
  labels.emplace_back("http_request_method", method);
  std::string error;
  if (outcome != Outcome::answered) {
    error = net::reason_of(outcome);
  } else {
    labels.emplace_back("http_response_status_code", status == kOtherStatus ? "_OTHER" : std::to_string(status));
    if (status >= 400) error = std::to_string(status);
  }
  if (!error.empty()) labels.emplace_back("error_type", error);
  return station_.histogram(metrics::kRequestDuration, labels);
}

Histogram& HttpLatencies::class_of(const Exchange& exchange) {
  const bool is_usual = exchange.outcome == Outcome::answered && exchange.status >= 100 && exchange.status < 600;
  const int first = is_usual ? exchange.status / 100 : 0;
  const auto known = delays_.find(first);
  if (known != delays_.end()) return *known->second;
  const std::string name = first == 0 ? "error" : fmt::format("{}xx", first);
  return *delays_.emplace(first, &station_.histogram(metrics::kReplayDelay, {{"status_class", name}})).first->second;
}

}  // namespace gor
