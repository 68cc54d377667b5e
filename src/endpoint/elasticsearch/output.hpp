// SPDX-License-Identifier: Apache-2.0
// --output-http-elasticsearch: exchanges to an index.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "elasticsearch/output.hpp"
#include "endpoint/endpoint.hpp"

namespace gor::endpoint {

class ElasticsearchOutputs final : public OutputKind {
 public:
  ElasticsearchOutputs();

  std::vector<cli::FlagGroup> options() override;
  void check(const cli::Settings& settings) override;
  std::string shown(std::size_t index) const override;
  bool needs_http() const override { return true; }
  std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                               StationMetrics* responses) override;

 private:
  static constexpr const char* kOn = "on";

  ElasticsearchOptions parse(const std::string& value) const;
  /// The contents of the file. Throws StartError.
  std::string api_key() const;

  ElasticsearchOptions common_;
  std::string template_ = kOn;
  std::string api_key_file_;
  std::vector<ElasticsearchOptions> parsed_;
};

}  // namespace gor::endpoint
