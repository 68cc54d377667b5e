// SPDX-License-Identifier: Apache-2.0
#include "kafka/client.hpp"

#include <array>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace gor::kafka {
namespace {

using Text = std::array<char, 512>;

void write_log(const rd_kafka_t* /*client*/, int /*level*/, const char* /*facility*/, const char* text) {
  log::debug(1, "kafka: {}", log::printable(text));
}

std::string protocol_of(const ClientOptions& options) {
  const bool has_tls = !options.authorities.empty() || !options.certificate.empty();
  if (options.use_sasl) return has_tls ? "SASL_SSL" : "SASL_PLAINTEXT";
  return has_tls ? "SSL" : "PLAINTEXT";
}

}  // namespace

Config::Config() : config_(rd_kafka_conf_new()) {
  rd_kafka_conf_set_log_cb(config_.get(), write_log);
}

void Config::set(const std::string& name, const std::string& value, std::string_view flag) {
  Text why{};
  if (rd_kafka_conf_set(config_.get(), name.c_str(), value.c_str(), why.data(), why.size()) == RD_KAFKA_CONF_OK) return;
  throw UsageError(fmt::format("{}{}: {}", flag, name, why.data()));
}

void Config::set(const ClientOptions& options) {
  set("client.id", "gor");
  set("bootstrap.servers", options.brokers);
  set("security.protocol", protocol_of(options));
  // Where the distribution keeps its authorities: a static OpenSSL does not know.
  set("ssl.ca.location", options.authorities.empty() ? "probe" : options.authorities);
  if (!options.certificate.empty()) set("ssl.certificate.location", options.certificate);
  if (!options.certificate_key.empty()) set("ssl.key.location", options.certificate_key);
  if (options.use_sasl) {
    set("sasl.mechanism", options.mechanism);
    set("sasl.username", options.username);
    set("sasl.password", options.password);
  }
  set("reconnect.backoff.max.ms", "2000");
  for (const std::string& setting : options.settings) {
    std::string_view value = setting;
    const std::string name(take_part(value, '='));
    set(name, std::string(value), "--kafka-option ");
  }
}

Client Config::make(rd_kafka_type_t type, void* owner, std::string_view name) {
  rd_kafka_conf_set_opaque(config_.get(), owner);
  Text why{};
  Client client(rd_kafka_new(type, config_.get(), why.data(), why.size()));
  if (!client) throw StartError(fmt::format("{}: {}", name, why.data()));
  (void)config_.release();  // it is the client's now
  return client;
}

void warn_of_old_scram(const ClientOptions& options) {
  // https://github.com/confluentinc/librdkafka/pull/4895
  constexpr int kMended = 0x020601ff;
  if (!options.mechanism.starts_with("SCRAM") || rd_kafka_version() >= kMended) return;
  log::warning(
      "{}: brokers of Kafka 4 refuse it from librdkafka {}, with which gor is built; use PLAIN over TLS, or a gor "
      "built "
      "on Debian 13",
      options.mechanism, rd_kafka_version_str());
}

std::string reason_for(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
      return "timeout";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return "larger than the broker takes";
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      return "unknown topic";
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return "invalid topic";
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return "not authorized for the topic";
    default:
      return rd_kafka_err2name(error);
  }
}

}  // namespace gor::kafka
