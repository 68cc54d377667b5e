// SPDX-License-Identifier: Apache-2.0
// What a message costs on its way from an input through three stages that pass everything and a fan-out to null.
#include <benchmark/benchmark.h>

#include "gor/stage.hpp"

#include "output/null.hpp"
#include "pipeline/emitter.hpp"
#include "pipeline/fan_out.hpp"

namespace gor {
namespace {

/// The same message again and again; its payload is shared.
class EndlessInput final : public Input {
 public:
  explicit EndlessInput(benchmark::State& state) : state_(state) {
    message_.id = MessageId("0123456789abcdef01234567");
    message_.payload = Payload("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
  }
  std::optional<Message> read() override {
    if (!state_.KeepRunning()) return std::nullopt;
    return message_;
  }
  void stop() override {}

 private:
  benchmark::State& state_;
  Message message_;
};

class CountingStage final : public Stage {
 public:
  bool pass(Message& message) override {
    station_.in.add(message.type);
    station_.out.add(message.type);
    return true;
  }

 private:
  StationMetrics station_{"stage"};
};

void path(benchmark::State& state) {
  EndlessInput input(state);
  CountingStage first;
  CountingStage second;
  CountingStage third;
  StationMetrics sink("output-null");
  StationMetrics split("split");
  const auto null = make_null_output(sink);
  const auto all = make_fan_out({{null.get()}}, split);
  Emitter(input, {&first, &second, &third}, *all).run();
}
BENCHMARK(path);

}  // namespace
}  // namespace gor
