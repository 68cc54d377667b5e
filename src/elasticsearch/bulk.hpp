// SPDX-License-Identifier: Apache-2.0
// Requests to the bulk API, and what their responses say of each document.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gor/message.hpp"

namespace gor::elasticsearch {

/// A document that waits to be indexed.
struct Waiting {
  std::string lines;                       ///< as the bulk API takes it: an action and the document
  std::vector<MessageType> messages = {};  ///< what it was made of
};

/// "gor-%Y.%m.%d" at that time, in UTC.
std::string index_at(const std::string& name, Timestamp time);

/// The two lines for a document. It is created under the id, so that it cannot be there twice when it is sent again.
std::string bulk_lines(const std::string& index, std::string_view id, const std::string& document);

/// The end of one document.
struct ItemEnd {
  enum class Kind { indexed, rejected_for_now, failed };
  Kind kind = Kind::indexed;
  std::string reason = {};  ///< of `failed`: "mapper_parsing_exception"
};

/// The ends of `count` documents, in their order, from the body of a response with status 200. Empty if it is not one.
std::optional<std::vector<ItemEnd>> parse_bulk_response(std::string_view body, std::size_t count);

}  // namespace gor::elasticsearch
