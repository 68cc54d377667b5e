// SPDX-License-Identifier: Apache-2.0
// A Kafka cluster in this process, from librdkafka.
#pragma once

#include <memory>
#include <string>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "kafka/client.hpp"

namespace gor::test {

/// One broker on loopback. It creates topics as they are asked for, with four partitions.
class MockKafka {
 public:
  static constexpr int kPartitions = 4;

  MockKafka() {
    kafka::Config config;
    owner_ = config.make(RD_KAFKA_PRODUCER, nullptr, "mock");
    cluster_.reset(rd_kafka_mock_cluster_new(owner_.get(), 1));
  }

  kafka::ClientOptions client(std::string topic) const {
    return {.brokers = rd_kafka_mock_cluster_bootstraps(cluster_.get()), .topic = std::move(topic)};
  }
  void create(const std::string& topic, int partitions = kPartitions) {
    rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), partitions, 1);
  }
  void set_up(bool is_up) { (is_up ? rd_kafka_mock_broker_set_up : rd_kafka_mock_broker_set_down)(cluster_.get(), 1); }
  /// Answers the next request to produce with an error.
  void refuse_next_produce(rd_kafka_resp_err_t error) {
    constexpr std::int16_t kProduce = 0;
    rd_kafka_mock_push_request_errors(cluster_.get(), kProduce, 1, error);
  }

 private:
  struct DestroyCluster {
    void operator()(rd_kafka_mock_cluster_t* cluster) const { rd_kafka_mock_cluster_destroy(cluster); }
  };
  kafka::Client owner_;
  std::unique_ptr<rd_kafka_mock_cluster_t, DestroyCluster> cluster_;
};

}  // namespace gor::test
