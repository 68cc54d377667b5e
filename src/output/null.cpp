// SPDX-License-Identifier: Apache-2.0
#include "output/null.hpp"

namespace gor {
namespace {

class NullOutput final : public Output {
 public:
  explicit NullOutput(StationMetrics& station) : station_(station) {}

  void write(const Message& message) override {
    station_.in.add(message.type);
    station_.out.add(message.type);
  }
  void close(std::chrono::steady_clock::time_point) override {}
  void join() override {}
  bool is_idle() const override { return true; }

 private:
  StationMetrics& station_;
};

}  // namespace

std::unique_ptr<Output> make_null_output(StationMetrics& station) {
  return std::make_unique<NullOutput>(station);
}

}  // namespace gor
