// SPDX-License-Identifier: Apache-2.0
// The requests about pods that the Kubernetes API is asked.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "kubernetes/kubeconfig.hpp"
#include "kubernetes/pods.hpp"
#include "kubernetes/selection.hpp"
#include "net/http/blocking_client.hpp"
#include "net/own_connections.hpp"

namespace gor::kubernetes {

/// what() is for a person: "403: pods is forbidden", or why there was no answer.
class ApiError : public std::runtime_error {
 public:
  ApiError(int status, const std::string& text) : std::runtime_error(text), status_(status) {}

  int status() const noexcept { return status_; }  ///< 0: no answer
  /// The version or the page that was asked for is no longer known: list again.
  bool is_too_old() const noexcept { return status_ == 410; }
  /// The API has understood the request and refuses it.
  bool is_refusal() const noexcept { return status_ >= 400 && status_ < 500 && status_ != 429 && !is_too_old(); }

 private:
  int status_;
};

/// All functions wait for the answer. One thread.
class Api {
 public:
  /// `is_interrupted` is asked often: once it is true, requests fail soon. `node` is empty for the pods of all nodes.
  /// Throws UsageError or StartError if there is no access, or it cannot be used.
  Api(const Selection& selection, const std::string& node, net::OwnConnections& own,
      std::function<bool()> is_interrupted);

  const net::Url& server() const noexcept { return access_.server; }

  struct Listed {
    std::vector<Pod> pods;
    std::string version;
  };
  /// All pods. Throws ApiError.
  Listed list();
  /// Passes on what changes after that version, until the server or an interruption ends it. Throws ApiError.
  void watch(const std::string& version, const std::function<void(PodEvent)>& on_event);

 private:
  std::string head_of(const std::string& parameters) const;

  const Access access_;
  const std::function<bool()> is_interrupted_;
  std::string path_;  ///< with the selectors
  net::BlockingHttpClient http_;
  bool is_broken_ = false;  // a watch has said something that cannot be read
};

}  // namespace gor::kubernetes
