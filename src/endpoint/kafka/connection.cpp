// SPDX-License-Identifier: Apache-2.0
#include "endpoint/kafka/connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/error.hpp"

namespace gor::endpoint {
namespace {

[[noreturn]] void refuse_alone(std::string_view flag, std::string_view partner) {
  throw UsageError(fmt::format("--{}: needs --{}", flag, partner));
}

}  // namespace

std::vector<cli::Flag> KafkaSecurity::flags() {
  return {
      {"kafka-tls-ca-cert", "FILE", &authorities, "authorities to trust (PEM); enables TLS"},
      {"kafka-tls-client-cert", "FILE", &certificate, "client certificate (PEM); enables TLS"},
      {"kafka-tls-client-key", "FILE", &certificate_key, "its key (PEM)"},
      {"kafka-option", "NAME=VALUE", &settings, "a setting of librdkafka: linger.ms=50"},
  };
}

bool KafkaSecurity::is_any_set() const {
  return !authorities.empty() || !certificate.empty() || !certificate_key.empty() || !settings.empty();
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
  if (specs.empty()) {
    if (!options_.topic.empty()) refuse_alone(names_.topic, names_.host);
    if (options_.use_sasl) refuse_alone(names_.use_sasl, names_.host);
    return;
  }
  if (specs.size() > 1) throw UsageError(fmt::format("--{}: give it once, with commas between brokers", names_.host));
  if (specs.front().value.empty()) throw UsageError(fmt::format("--{}: no broker is given", names_.host));
  if (options_.topic.empty()) refuse_alone(names_.host, names_.topic);
  check_sasl();
  check_security();
  options_.brokers = specs.front().value;
  options_.authorities = security_->authorities;
  options_.certificate = security_->certificate;
  options_.certificate_key = security_->certificate_key;
  options_.settings = security_->settings;
  kafka::Config().set(options_);
  if (options_.use_sasl) kafka::warn_of_old_scram(options_);
}

void KafkaConnection::check_sasl() const {
  if (options_.use_sasl && options_.username.empty()) refuse_alone(names_.use_sasl, names_.username);
  if (options_.use_sasl) return;
  if (!options_.username.empty()) refuse_alone(names_.username, names_.use_sasl);
  if (!options_.password.empty()) refuse_alone(names_.password, names_.use_sasl);
}

void KafkaConnection::check_security() const {
  const bool has_certificate = !security_->certificate.empty();
  if (has_certificate && security_->certificate_key.empty())
    refuse_alone("kafka-tls-client-cert", "kafka-tls-client-key");
  if (!has_certificate && !security_->certificate_key.empty()) {
    refuse_alone("kafka-tls-client-key", "kafka-tls-client-cert");
  }
}

}  // namespace gor::endpoint
