// SPDX-License-Identifier: Apache-2.0
// Values that GoReplay understands and gor does not yet: better refused than taken for something else.
#pragma once

#include "cli/settings.hpp"

namespace gor::app {

/// Throws UsageError for the first such value: compressed recordings, templates and patterns in their names, objects in
/// S3, addresses in Kubernetes.
void refuse_what_is_not_built(const cli::Settings& settings);

}  // namespace gor::app
