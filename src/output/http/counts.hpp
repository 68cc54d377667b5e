// SPDX-License-Identifier: Apache-2.0
// What an HTTP output counts, by reason.
#pragma once

#include "gor/ledger.hpp"

#include "output/http/outcome.hpp"

namespace gor {

/// Where a message can end.
struct HttpCounts {
  explicit HttpCounts(Station& station)
      : in(station.in),
        out(station.out),
        queue_full(station.dropped("queue full")),
        shutdown(station.dropped("shutdown")),
        other_type(station.ignored("type")),
        connect_method(station.ignored("CONNECT")),
        cut_off(station.ignored("cut off")),
        resolve(station.failed(reason_of(HttpOutcome::resolve))),
        connect(station.failed(reason_of(HttpOutcome::connect))),
        timeout(station.failed(reason_of(HttpOutcome::timeout))),
        reset(station.failed(reason_of(HttpOutcome::reset))),
        bad_response(station.failed(reason_of(HttpOutcome::bad_response))),
        no_ports(station.failed(reason_of(HttpOutcome::no_ports))),
        descriptors(station.failed(reason_of(HttpOutcome::descriptors))),
        tls(station.failed(reason_of(HttpOutcome::tls))),
        bad_request(station.ignored("no request")),
        resends(station.figure("resends")),
        redirects(station.figure("redirects")),
        connections(station.figure("connections")) {}

  Count& of(HttpOutcome outcome) {
    switch (outcome) {
      case HttpOutcome::answered:
        return out;
      case HttpOutcome::resolve:
        return resolve;
      case HttpOutcome::connect:
        return connect;
      case HttpOutcome::timeout:
        return timeout;
      case HttpOutcome::bad_response:
        return bad_response;
      case HttpOutcome::no_ports:
        return no_ports;
      case HttpOutcome::descriptors:
        return descriptors;
      case HttpOutcome::tls:
        return tls;
      case HttpOutcome::closed_early:
      case HttpOutcome::reset:
        break;
    }
    return reset;
  }

  Count& in;
  Count& out;
  Count& queue_full;
  Count& shutdown;
  Count& other_type;
  Count& connect_method;
  Count& cut_off;
  Count& resolve;
  Count& connect;
  Count& timeout;
  Count& reset;
  Count& bad_response;
  Count& no_ports;
  Count& descriptors;
  Count& tls;
  Count& bad_request;
  Counter& resends;
  Counter& redirects;
  Counter& connections;
};

}  // namespace gor
