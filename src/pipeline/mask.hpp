// SPDX-License-Identifier: Apache-2.0
// --http-mask-*: values that must not leave production, replaced by what tells nothing but whether two were the same.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

#include "http/json.hpp"
#include "pipeline/shared_fate.hpp"

namespace gor {

struct MaskOptions {
  std::vector<std::string> headers = {};
  std::vector<std::string> params = {};
  std::vector<std::string> json_paths = {};
  std::string key_file = {};  ///< empty: a random key
  std::size_t message_limit = 5 << 20;

  bool masks_any() const { return !headers.empty() || !params.empty() || !json_paths.empty(); }
};

/// Throws UsageError for what is no path.
std::vector<http::JsonPath> parse_json_paths(const std::vector<std::string>& texts);

/// In requests and responses: every header of a name, every parameter of a name in the target and in a form, and every
/// string and number at a JSON path of the body. A value becomes the first 16 hex digits of its HMAC-SHA-256, a number
/// 15 digits. A chunked or gzip body in which something is masked is neither any more. A body that may have something
/// to mask and cannot be read (damaged, cut off, another coding) stops its message, and that of a request its response
/// too. Any thread.
class Mask final : public Stage {
 public:
  /// Throws as parse_json_paths(), and StartError for a key file that cannot be read or is too short.
  Mask(const MaskOptions& options, Station& station);

  bool pass(Message& message) override;

 private:
  enum class Body { untouched, masked, unreadable };

  std::string masked(std::string_view value) const;
  std::string masked_number(std::string_view value) const;
  std::string masked_params(std::string_view params) const;
  std::string masked_target(std::string_view target) const;
  Body mask_body(std::string_view head, std::string_view body, std::string& result) const;
  Body mask_json(std::string_view body, std::string& result) const;
  Payload masked_head(const Payload& payload) const;
  /// Nothing if its body cannot be read.
  std::optional<Payload> masked_message(const Message& message) const;

  const MaskOptions options_;
  const std::vector<http::JsonPath> paths_;
  const std::string key_;
  Count& unreadable_;
  SharedFate fate_;
};

}  // namespace gor
