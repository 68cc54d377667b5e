// SPDX-License-Identifier: Apache-2.0
// The stage of masks (--http-mask-*): secrets become pseudonyms before any rule, log or output sees them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/ledger.hpp"
#include "gor/stage.hpp"

#include "base/patch.hpp"
#include "http/json.hpp"
#include "pipeline/mask/pseudonyms.hpp"
#include "pipeline/mask/secret_params.hpp"
#include "pipeline/verdict_tracker.hpp"

namespace gor {

struct MaskOptions {
  std::vector<std::string> headers = {};
  std::vector<std::string> params = {};
  std::vector<std::string> json_paths = {};
  std::string key_file = {};  ///< empty: a random key
  std::size_t message_limit = 5 << 20;

  bool masks_any() const { return !headers.empty() || !params.empty() || !json_paths.empty(); }
};

/// Throws UsageError for anything that is not a path.
std::vector<http::JsonPath> parse_json_paths(const std::vector<std::string>& texts);

/// Masks, in requests and responses:
/// - every header of a name, also in trailers and in parts of a multipart body;
/// - every parameter of a name, in the target, in URLs of headers, in forms and multipart forms;
/// - every string and number at a JSON path of a body, or of a part of it.
/// A body that is changed loses chunked and gzip.
/// Drops every message that recipients may understand differently: a head with lines that are not fields, an unclear
/// length, bytes after the end, an unknown coding, damage. With a request its response is dropped too. A cut-off
/// message passes if the existing part is understood. Any thread.
class Mask final : public Stage {
 public:
  /// Throws as parse_json_paths() and Pseudonyms do, and UsageError for headers that are needed to read a body.
  Mask(const MaskOptions& options, StationMetrics& station)
      : Mask(options, parse_json_paths(options.json_paths), station) {}
  /// With the parsed `options.json_paths`.
  Mask(const MaskOptions& options, std::vector<http::JsonPath> paths, StationMetrics& station);

  bool pass(Message& message) override;

 private:
  /// Masks the message. If that is impossible, returns the counter of the reason; else null.
  MessageCounter* mask(Message& message) const;
  bool looks_into_body(std::string_view head, MessageType type) const;

  // Each returns false if the text is not understood.
  bool mask_head(std::string_view message, std::size_t head_end, Patch& patch) const;
  bool mask_fields(std::string_view fields, Patch& patch) const;
  bool mask_trailers(std::string_view body, Patch& patch) const;
  bool mask_body(std::string_view head, std::string_view body, int level, Patch& patch) const;
  bool mask_parts(std::string_view content_type, std::string_view body, int level, Patch& patch) const;
  bool mask_json(std::string_view body, Patch& patch) const;

  void mask_params(std::string_view text, SecretParams::Text kind, Patch& patch) const;
  bool names_secret_member(std::string_view text) const;

  const MaskOptions options_;
  const std::vector<http::JsonPath> paths_;
  const SecretParams params_;
  const Pseudonyms pseudonyms_;
  MessageCounter& bad_head_;
  MessageCounter& bad_body_;
  VerdictTracker verdicts_;
};

}  // namespace gor
