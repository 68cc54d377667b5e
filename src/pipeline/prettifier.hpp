// SPDX-License-Identifier: Apache-2.0
// The stage of --prettify-http: bodies without chunked and gzip.
#pragma once

#include <cstddef>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

namespace gor {

/// Every message passes. A body that cannot be decoded, or would be larger than `limit_bytes`, stays as it is. Any
/// thread.
class Prettifier final : public Stage {
 public:
  Prettifier(std::size_t limit_bytes, StationMetrics& station) : limit_bytes_(limit_bytes), station_(station) {}

  bool pass(Message& message) override;

 private:
  const std::size_t limit_bytes_;
  StationMetrics& station_;
};

}  // namespace gor
