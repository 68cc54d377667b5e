// SPDX-License-Identifier: Apache-2.0
// The construction of a pipeline from settings: the one place that knows every input and output.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "app/pipeline.hpp"
#include "cli/settings.hpp"
#include "endpoint/catalog.hpp"

namespace gor::app {

/// Checks all addresses and URLs, then opens everything. No message flows before run(). Throws UsageError or
/// StartError, with nothing left open. `on_outputs_gone` is called on an output's thread when no output can be written
/// to any more: stdout has no reader, or recordings have reached their size limit. `requests` must outlive the
/// pipeline.
std::unique_ptr<Pipeline> build(const cli::Settings& settings, endpoint::Catalog& catalog,
                                std::function<void()> on_outputs_gone, const SignalRequests& requests);

}  // namespace gor::app
