// SPDX-License-Identifier: Apache-2.0
#include "capture/context.hpp"

namespace gor::capture {

CaptureCounts::CaptureCounts(Station& station)
    : born(station.born),
      lost_packet(station.dropped("lost packet")),
      connection_end(station.dropped("connection ended inside")),
      memory(station.dropped("memory limit")),
      malformed(station.dropped("malformed")),
      holes(station.figure("holes")),
      orphans(station.figure("responses without request")),
      not_http(station.figure("segments that begin no message")),
      opaque(station.figure("connections of other protocols")),
      cut(station.figure("messages over copy-buffer-size")),
      own(station.figure("own connections")),
      out_of_place(station.figure("segments out of place")),
      conflicts(station.figure("conflicting copies")) {}

}  // namespace gor::capture
