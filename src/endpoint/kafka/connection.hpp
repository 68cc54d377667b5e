// SPDX-License-Identifier: Apache-2.0
// The flags of connections to Kafka.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "cli/settings.hpp"
#include "endpoint/endpoint.hpp"
#include "kafka/client.hpp"

namespace gor::endpoint {

inline constexpr std::string_view kKafka = "Kafka (--output-kafka-host, --input-kafka-host)";

/// The flags that the input and the output share.
struct KafkaSecurity {
  std::string authorities, certificate, certificate_key;
  std::vector<std::string> settings;

  std::vector<cli::Flag> flags();
  bool is_any_set() const;
};

/// The flags that each of the two has for itself.
class KafkaConnection {
 public:
  /// The names of the flags are literals, and the flags fill this object.
  struct Names {
    std::string_view host, topic, json, use_sasl, mechanism, username, password;
  };
  KafkaConnection(const Names& names, std::shared_ptr<KafkaSecurity> security)
      : names_(names), security_(std::move(security)) {}

  std::vector<cli::Flag> flags();
  /// Throws UsageError for what contradicts or lacks its partner.
  void check(const std::vector<cli::Spec>& specs);
  /// After check().
  const kafka::ClientOptions& options() const noexcept { return options_; }

 private:
  void check_sasl() const;
  void check_security() const;

  const Names names_;
  const std::shared_ptr<KafkaSecurity> security_;
  kafka::ClientOptions options_;
};

}  // namespace gor::endpoint
