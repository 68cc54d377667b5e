// SPDX-License-Identifier: Apache-2.0
// The parts of an HTTP output that all of its lanes use.
#pragma once

#include <memory>
#include <vector>

#include "gor/ledger.hpp"

#include "base/outage.hpp"
#include "input/queue.hpp"
#include "net/own_connections.hpp"
#include "output/http.hpp"
#include "output/http/counts.hpp"
#include "output/trouble.hpp"

namespace gor {

class HttpLane;

/// Any thread.
struct HttpShared {
  HttpShared(const HttpOutputOptions& of, StationMetrics& station, net::OwnConnections* own_connections)
      : options(of), own(own_connections), counts(station) {}

  const HttpOutputOptions options;
  net::OwnConnections* const own;  ///< may be null
  HttpCounts counts;
  Outage outage{counts.station};
  Trouble trouble{counts.station};
  std::shared_ptr<QueueInput> responses;  ///< null: they are not passed on
  std::vector<HttpLane*> lanes;           ///< complete before the first message
};

}  // namespace gor
