// SPDX-License-Identifier: Apache-2.0
// The common part of input kinds that listen for connections.
#pragma once

#include <fmt/format.h>

#include "base/error.hpp"
#include "endpoint/endpoint.hpp"
#include "input/guests.hpp"

namespace gor::endpoint {

/// `Options` are those of the input.
template <class Options>
class ListeningInputs : public InputKind {
 public:
  using InputKind::InputKind;
  bool is_listening() const override { return true; }

  const Options& common() const noexcept { return common_; }

 protected:
  Options options_of(std::size_t index, const Context& context) const {
    Options options = common_;
    options.address = specs()[index].value;
    options.message_limit = context.settings.copy_buffer_bytes;
    options.memory = context.memory;
    options.most_connections = most_guests(context.listeners);
    return options;
  }

  /// Refuses TLS files that would have no effect, and TLS without a certificate.
  void check_tls(bool is_secure = false) const {
    if (!common_.files.certificate.empty() || (!common_.files.are_any() && !is_secure)) return;
    throw UsageError(fmt::format("--{0}: TLS needs --{0}-certificate", name()));
  }

  Options common_;
};

}  // namespace gor::endpoint
