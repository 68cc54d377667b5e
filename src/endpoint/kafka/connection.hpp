// SPDX-License-Identifier: Apache-2.0
// The flags of connections to Kafka.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/flags.hpp"
#include "cli/settings.hpp"
#include "endpoint/endpoint.hpp"
#include "kafka/client.hpp"

namespace gor::endpoint {

inline constexpr std::string_view kKafka = "Kafka (--output-kafka-host, --input-kafka-host)";

/// What the input and the output share: flags, and whether either of them is used.
struct KafkaShared {
  std::string authorities, certificate, certificate_key;
  std::vector<std::string> settings;
  bool is_used = false;        // after the checks
  std::string read_from = {};  // the brokers and the topic of the input

  std::vector<cli::Flag> flags();
  /// Throws UsageError if a flag is given without its partner.
  void check() const;
};

/// The flags that each of the two has for itself.
class KafkaConnection {
 public:
  /// The names of the flags are literals, and the flags fill this object.
  struct Names {
    std::string_view host, topic, json, use_sasl, mechanism, username, password;
  };
  KafkaConnection(const Names& names, std::shared_ptr<KafkaShared> shared)
      : names_(names), shared_(std::move(shared)) {}

  std::vector<cli::Flag> flags();
  /// Throws UsageError for what contradicts or lacks its partner.
  void check(const std::vector<cli::Spec>& specs);
  /// Throws UsageError if the flag is given, and the host is not.
  void require_host(std::string_view flag, bool is_given) const;
  /// The brokers and the topic.
  std::string place() const { return options_.brokers + ' ' + options_.topic; }
  /// After check().
  const kafka::ClientOptions& options() const noexcept { return options_; }

 private:
  void check_unused() const;
  void check_brokers() const;
  void check_sasl() const;

  const Names names_;
  const std::shared_ptr<KafkaShared> shared_;
  kafka::ClientOptions options_;
  bool is_used_ = false;
};

}  // namespace gor::endpoint
