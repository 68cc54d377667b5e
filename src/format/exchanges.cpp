// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "format/formats.hpp"

namespace gor::format {
namespace {

constexpr std::size_t kMostWaiting = 100'000;
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

}  // namespace

void Exchanges::add(const Message& message) {
  std::string id(message.id.view());
  if (message.type == MessageType::request) {
    held_ += message.payload.size();
    if (!waiting_.try_emplace(id, message).second) {  // the same request again, as in a loop
      held_ -= message.payload.size();
      return take_({message, std::nullopt});
    }
    order_.push_back(std::move(id));
    while (order_.size() > kMostWaiting || held_ > kMostBytes) give_out_oldest();
    return;
  }
  const auto request = waiting_.find(id);
  if (request == waiting_.end()) return;  // another response to it, or a response without a request
  held_ -= request->second.payload.size();
  Exchange exchange{std::move(request->second), message};
  waiting_.erase(request);
  take_(exchange);
}

void Exchanges::finish() {
  while (!order_.empty()) give_out_oldest();
}

void Exchanges::give_out_oldest() {
  const auto request = waiting_.find(order_.front());
  order_.pop_front();
  if (request == waiting_.end()) return;  // it has its response
  held_ -= request->second.payload.size();
  const Exchange exchange{std::move(request->second), std::nullopt};
  waiting_.erase(request);
  take_(exchange);
}

}  // namespace gor::format
