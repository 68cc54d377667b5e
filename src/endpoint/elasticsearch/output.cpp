// SPDX-License-Identifier: Apache-2.0
#include "endpoint/elasticsearch/output.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/base64.hpp"
#include "http/head.hpp"

namespace gor::endpoint {
namespace {

constexpr std::string_view kFlag = "--output-http-elasticsearch";

/// What Elasticsearch accepts, and placeholders for the date.
bool is_index(std::string_view name) {
  constexpr std::string_view kRefused = "\\/*?\"<>| ,#:";
  const bool has_start = !name.empty() && name.find_first_of("-_+.") != 0 && name.front() != '%';
  std::string without_dates(name);
  for (std::size_t at = 0; (at = without_dates.find('%', at)) != std::string::npos;) {
    if (at + 1 == without_dates.size() || !is_alphanumeric(without_dates[at + 1])) return false;
    without_dates.erase(at, 2);
  }
  return has_start && without_dates.find_first_of(kRefused) == std::string::npos &&
         std::none_of(without_dates.begin(), without_dates.end(), is_capital_letter);
}

}  // namespace

ElasticsearchOutputs::ElasticsearchOutputs()
    : OutputKind({"output-http-elasticsearch", "URL", "write exchanges to an index: http://host:9200/gor-%Y.%m.%d"}) {}

std::vector<cli::FlagGroup> ElasticsearchOutputs::options() {
  return {
      {"Elasticsearch, OpenSearch (--output-http-elasticsearch)",
       {
           {"elasticsearch-template", "on|off", cli::choice(&template_, {kOn, "off"}),
            "install an index template, unless there is one of that name"},
           {"elasticsearch-body", "SIZE", cli::size(&common_.body_limit), "how much of each body to write; 0: none"},
           {"elasticsearch-api-key-file", "FILE", &api_key_file_, "log in with the API key in this file"},
           {"elasticsearch-ca", "FILE", &common_.files.authorities, "authorities to trust (default: the system's)"},
       }}};
}

void ElasticsearchOutputs::check(const cli::Settings&) {
  const auto require = [this](std::string_view flag, bool is_given) {
    if (is_given && !is_used()) throw UsageError(fmt::format("--{}: needs {}", flag, kFlag));
  };
  require("elasticsearch-template", template_ != kOn);
  require("elasticsearch-body", common_.body_limit > 0);
  require("elasticsearch-api-key-file", !api_key_file_.empty());
  require("elasticsearch-ca", !common_.files.authorities.empty());
  for (const cli::Spec& spec : specs()) parsed_.push_back(parse(spec.value));
}

ElasticsearchOptions ElasticsearchOutputs::parse(const std::string& value) const {
  ElasticsearchOptions options = common_;
  try {
    options.url = net::parse_url(value);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", kFlag, error.what()));
  }
  const std::string target = options.url.target;
  const std::size_t slash = std::min(target.rfind('/'), target.size());
  options.path = target.substr(0, slash);
  options.index = target.substr(std::min(slash + 1, target.size()));
  if (!is_index(options.index)) {
    throw UsageError(
        fmt::format("{} {}: expected an index in lower case behind the host: http://host:9200/gor-%Y.%m.%d", kFlag,
                    net::without_password(value)));
  }
  if (!options.url.user_info.empty()) options.authorization = "Basic " + http::to_base64(options.url.user_info);
  if (!options.url.user_info.empty() && !api_key_file_.empty()) {
    throw UsageError("--elasticsearch-api-key-file: the URL has a user already");
  }
  if (!options.url.tls && !common_.files.authorities.empty())
    throw UsageError("--elasticsearch-ca: the URL is not https");
  options.installs_template = template_ == kOn;
  return options;
}

std::string ElasticsearchOutputs::shown(std::size_t index) const {
  return net::public_url(specs()[index].value);
}

std::string ElasticsearchOutputs::api_key() const {
  std::ifstream file(api_key_file_);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string_view key = http::trim(http::first_line(text));
  if (!file || key.empty())
    throw StartError(fmt::format("--elasticsearch-api-key-file: cannot read '{}'", api_key_file_));
  return std::string(key);
}

std::unique_ptr<Output> ElasticsearchOutputs::make(std::size_t index, const Context& context, StationMetrics& station,
                                                   StationMetrics*) {
  ElasticsearchOptions options = parsed_[index];
  if (!api_key_file_.empty()) options.authorization = "ApiKey " + api_key();
  options.awaits_replay = context.shows_responses;
  options.memory = context.memory;
  return make_elasticsearch_output(options, station, &context.own_connections);
}

}  // namespace gor::endpoint
