// SPDX-License-Identifier: Apache-2.0
// An output that writes exchanges to an index of Elasticsearch or OpenSearch.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "net/own_connections.hpp"
#include "net/tls_files.hpp"
#include "net/url.hpp"

namespace gor {

struct ElasticsearchOptions {
  net::Url url = {};
  std::string path = {};           ///< of the API: "" or "/prefix"
  std::string index = {};          ///< strftime's placeholders are those of the document's time, in UTC
  std::string authorization = {};  ///< of each request: "Basic ...", or ""
  net::TlsFiles files = {};        ///< for https
  bool installs_template = true;
  std::uint64_t body_limit = 0;  ///< how much of each body a document has
  bool awaits_replay = false;    ///< the response to a request is the replayed one, else the recorded one
  std::shared_ptr<MemoryBudget> memory = {};
};

/// A document is an exchange: a request with its response, or without one if none has come for a while. Documents are
/// written in batches of at most 1,000 documents, 5 MB or 1 s. What the server rejects for now, or what it does not
/// answer, is sent again. Nothing waits for this output: messages that do not fit into the memory are dropped, also
/// those of a source that can wait. Throws StartError for files that cannot be used.
std::unique_ptr<Output> make_elasticsearch_output(const ElasticsearchOptions& options, StationMetrics& station,
                                                  net::OwnConnections* own);

}  // namespace gor
