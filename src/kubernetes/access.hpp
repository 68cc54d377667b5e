// SPDX-License-Identifier: Apache-2.0
// The access to the API server that the environment of this process grants.
#pragma once

#include <string>

#include "kubernetes/kubeconfig.hpp"

namespace gor::kubernetes {

/// From the file that KUBECONFIG names, or else from the service account of the pod that gor runs in. Throws UsageError
/// if there is neither, or one cannot be used.
Access find_access();

/// The value of the field Authorization; "" if no token is given. Throws std::runtime_error if the token cannot be
/// read.
std::string authorization_of(const Access& access);

}  // namespace gor::kubernetes
