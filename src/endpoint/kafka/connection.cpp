// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace gor::endpoint {
namespace {

[[noreturn]] void refuse_alone(std::string_view flag, std::string_view partner) {
  throw UsageError(fmt::format("--{}: needs --{}", flag, partner));
}

}  // namespace

std::vector<cli::Flag> KafkaShared::flags() {
  return {
      {"kafka-tls-ca-cert", "FILE", &authorities, "authorities to trust (PEM); enables TLS"},
      {"kafka-tls-client-cert", "FILE", &certificate, "client certificate (PEM); enables TLS"},
      {"kafka-tls-client-key", "FILE", &certificate_key, "its key (PEM)"},
      {"kafka-option", "NAME=VALUE", &settings, "a setting of librdkafka: linger.ms=50"},
  };
}

void KafkaShared::check() const {
  if (certificate_key.empty() && !certificate.empty()) refuse_alone("kafka-tls-client-cert", "kafka-tls-client-key");
  if (certificate.empty() && !certificate_key.empty()) refuse_alone("kafka-tls-client-key", "kafka-tls-client-cert");
  if (is_used) return;
  constexpr std::string_view kHosts = "output-kafka-host or --input-kafka-host";
  if (!authorities.empty()) refuse_alone("kafka-tls-ca-cert", kHosts);
  if (!certificate.empty()) refuse_alone("kafka-tls-client-cert", kHosts);
  if (!settings.empty()) refuse_alone("kafka-option", kHosts);
}

std::vector<cli::Flag> KafkaConnection::flags() {
  return {
      {names_.topic, "TOPIC", &options_.topic, "the topic"},
      {names_.json, "", &options_.json, "messages are JSON objects; requests only"},
      {names_.use_sasl, "", &options_.use_sasl, "log in with a name and a password"},
      {names_.mechanism, "NAME", cli::choice(&options_.mechanism, {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"}),
       "how to log in: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"},
      {names_.username, "NAME", &options_.username, "the name to log in with"},
      {names_.password, "PASSWORD", &options_.password, "the password; better in the config file"},
  };
}

void KafkaConnection::check(const std::vector<cli::Spec>& specs) {
  is_used_ = !specs.empty();
  if (!is_used_) return check_unused();
  if (specs.size() > 1) throw UsageError(fmt::format("--{}: give it once, with commas between brokers", names_.host));
  if (options_.topic.empty()) refuse_alone(names_.host, names_.topic);
  options_.brokers = specs.front().value;
  check_brokers();
  check_sasl();
  shared_->is_used = true;
  options_.authorities = shared_->authorities;
  options_.certificate = shared_->certificate;
  options_.certificate_key = shared_->certificate_key;
  options_.settings = shared_->settings;
  kafka::Config().set(options_);
  if (options_.use_sasl) kafka::warn_of_old_scram(options_);
}

void KafkaConnection::require_host(std::string_view flag, bool is_given) const {
  if (is_given && !is_used_) refuse_alone(flag, names_.host);
}

void KafkaConnection::check_unused() const {
  require_host(names_.topic, !options_.topic.empty());
  require_host(names_.json, options_.json);
  require_host(names_.use_sasl, options_.use_sasl);
  require_host(names_.username, !options_.username.empty());
  require_host(names_.password, !options_.password.empty());
}

void KafkaConnection::check_brokers() const {
  std::string_view rest = options_.brokers;
  while (!rest.empty()) {
    const std::string_view broker = take_part(rest, ',');
    // The value is not shown: it may be a password.
    if (broker.find('@') != broker.npos) {
      throw UsageError(fmt::format("--{}: a broker has no user info; use --{}", names_.host, names_.username));
    }
    if (broker.empty() || broker.find_first_of(" \t") != broker.npos) {
      throw UsageError(fmt::format("--{}: '{}': expected host:9092,host:9092", names_.host, options_.brokers));
    }
  }
}

void KafkaConnection::check_sasl() const {
  if (options_.use_sasl && options_.username.empty()) refuse_alone(names_.use_sasl, names_.username);
  if (options_.use_sasl) return;
  if (!options_.username.empty()) refuse_alone(names_.username, names_.use_sasl);
  if (!options_.password.empty()) refuse_alone(names_.password, names_.use_sasl);
}

}  // namespace gor::endpoint
