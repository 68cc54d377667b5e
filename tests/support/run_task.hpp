// SPDX-License-Identifier: Apache-2.0
// Running a coroutine to its end on the test's thread.
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "net/connection.hpp"

namespace gor::test {

/// Runs the io_context until the condition holds.
inline void run_until(boost::asio::io_context& io, const std::function<bool()>& condition) {
  for (; !condition(); io.restart()) io.run_one_for(std::chrono::seconds(10));
}

/// Runs the io_context until the task has ended, and returns its result.
template <class Result>
Result run_task(boost::asio::io_context& io, net::Task<Result> task) {
  std::optional<Result> result;
  boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr, Result value) { result = std::move(value); });
  run_until(io, [&] { return result.has_value(); });
  return *std::move(result);
}

}  // namespace gor::test
