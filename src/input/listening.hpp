// SPDX-License-Identifier: Apache-2.0
// The base of inputs that listen: a listener, TLS, an io thread, and the queue that read() takes from.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "gor/input.hpp"
#include "gor/ledger.hpp"

#include "base/limited_log.hpp"
#include "base/memory_budget.hpp"
#include "base/metric_families.hpp"
#include "input/queue.hpp"
#include "net/listener.hpp"
#include "net/server_connection.hpp"
#include "net/tls_files.hpp"

namespace gor {

/// A derived class calls start() at the end of its constructor and finish() in its destructor. The virtual functions
/// are called on the io thread.
class ListeningInput : public Input {
 public:
  std::optional<Message> read() override { return queue_.read(); }
  void stop() override;
  void abandon() override;

 protected:
  using Clock = std::chrono::steady_clock;

  /// The time limit for a connection to become ready.
  static constexpr Clock::duration kHandshake = std::chrono::seconds(10);

  /// Listens at once; with TLS if `files` is not null. `flag`: its name, for errors.
  ListeningInput(std::string_view flag, const std::string& address, const net::TlsFiles* files,
                 std::shared_ptr<MemoryBudget> memory, StationMetrics& station);

  /// Starts the io thread, which calls on_tick() once per `tick`.
  void start(Clock::duration tick);
  void finish();

  virtual void take(net::ServerSocket socket) = 0;
  /// Out of descriptors for a connection that waits.
  virtual void make_room() = 0;
  /// Called once; from now on no connection is accepted.
  virtual void begin_to_stop() = 0;
  virtual void on_tick(Clock::time_point now) = 0;
  /// Closes all connections; returns their number.
  virtual std::size_t close_all() = 0;
  /// Whether nothing more will come; asked with each tick. The queue then holds the rest.
  virtual bool is_over() const = 0;

  bool is_stopping() const noexcept { return is_stopping_; }
  /// Waits a moment, for loops that poll.
  net::Task<void> pause();
  /// Makes the next tick come now.
  void tick_now() { tick_.cancel(); }
  /// Null for plain TCP.
  boost::asio::ssl::context* tls() { return tls_ ? &*tls_ : nullptr; }
  /// Completes the TLS handshake, if there is TLS. False: it failed, and is counted and logged.
  net::Task<bool> shake_hands(net::ServerConnection& connection);

  StationMetrics& station_;
  const std::string name_;
  Counter& connections_ = station_.counter(metrics::kConnections);
  LimitedLog warnings_{name_};
  QueueInput queue_;
  boost::asio::io_context io_{1};

 private:
  net::Task<void> tick(Clock::duration every);

  Counter& cut_off_ = station_.counter(metrics::kCutOffConnections);
  Counter& handshakes_ = station_.counter(metrics::kTlsFailures);
  std::optional<boost::asio::ssl::context> tls_;
  net::Listener listener_;
  net::Timer tick_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace gor
