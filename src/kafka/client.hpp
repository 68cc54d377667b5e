// SPDX-License-Identifier: Apache-2.0
// The common parts of Kafka producers and consumers: the settings of a client, and its handle.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <librdkafka/rdkafka.h>

namespace gor::kafka {

struct ClientOptions {
  std::string brokers = {};  ///< "host:9092,host"
  std::string topic = {};
  bool json = false;  ///< the JSON form of messages (message_form.hpp)
  bool use_sasl = false;
  std::string mechanism = "PLAIN";  ///< or SCRAM-SHA-256, SCRAM-SHA-512
  std::string username = {};
  std::string password = {};
  // PEM files; any of them enables TLS.
  std::string authorities = {};
  std::string certificate = {};
  std::string certificate_key = {};
  std::vector<std::string> settings = {};  ///< "name=value" of librdkafka; they override those that gor sets
};

struct Destroy {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
  void operator()(rd_kafka_conf_t* config) const { rd_kafka_conf_destroy(config); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_topic_partition_list_t* list) const { rd_kafka_topic_partition_list_destroy(list); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Client = std::unique_ptr<rd_kafka_t, Destroy>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Destroy>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy>;
using Received = std::unique_ptr<rd_kafka_message_t, Destroy>;

/// The settings of a client that is yet to be made.
class Config {
 public:
  Config();

  /// Throws UsageError that begins with `flag`.
  void set(const std::string& name, const std::string& value, std::string_view flag = "");
  /// Throws UsageError for settings of the user that librdkafka does not know or accept.
  void set(const ClientOptions& options);
  rd_kafka_conf_t* get() const { return config_.get(); }

  /// Its functions are called with `owner`. Connects in the background. Throws StartError that begins with `name`, for
  /// files that cannot be read. The config is used up.
  Client make(rd_kafka_type_t type, void* owner, std::string_view name);

 private:
  std::unique_ptr<rd_kafka_conf_t, Destroy> config_;
};

/// Logs that brokers of Kafka 4 do not accept what librdkafka sends before 2.6.1, if that is to be used.
void warn_of_old_scram(const ClientOptions& options);

/// Few words for an error, as a reason in the summary.
std::string reason_for(rd_kafka_resp_err_t error);

}  // namespace gor::kafka
