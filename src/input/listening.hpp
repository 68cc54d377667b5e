// SPDX-License-Identifier: Apache-2.0
// What inputs have in common that others connect to: a listener, TLS, an io thread and the queue that is read from.
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

#include "base/few_warnings.hpp"
#include "base/memory_budget.hpp"
#include "input/queue.hpp"
#include "net/listener.hpp"
#include "net/server_connection.hpp"
#include "net/tls_files.hpp"

namespace gor {

/// Who derives from it calls start() at the end of the constructor and finish() in the destructor. The virtual
/// functions are called on the io thread.
class ListeningInput : public Input {
 public:
  std::optional<Message> read() override { return queue_.read(); }
  void stop() override;
  void abandon() override;

 protected:
  using Clock = std::chrono::steady_clock;

  /// How long a connection may take until it is ready.
  static constexpr Clock::duration kHandshake = std::chrono::seconds(10);

  /// Listens at once; over TLS where `files` is not null. `flag`: its name, for errors.
  ListeningInput(std::string_view flag, const std::string& address, const net::TlsFiles* files,
                 std::shared_ptr<MemoryBudget> memory, Station& station);

  /// Starts the io thread, which calls on_tick() that often.
  void start(Clock::duration tick);
  void finish();

  virtual void take(net::ServerSocket socket) = 0;
  /// No descriptor is left for a connection that waits.
  virtual void make_room() = 0;
  /// Once; nobody else is taken.
  virtual void begin_to_stop() = 0;
  virtual void on_tick(Clock::time_point now) = 0;
  /// Closes all connections; how many there were.
  virtual std::size_t close_all() = 0;
  /// Nothing more will come: looked at with each tick. Then what was pushed is the rest.
  virtual bool is_over() const = 0;

  bool is_stopping() const noexcept { return is_stopping_; }
  /// For what is looked at again and again.
  net::Task<void> pause();
  /// The next tick comes now.
  void tick_now() { tick_.cancel(); }
  /// Null for plain TCP.
  boost::asio::ssl::context* tls() { return tls_ ? &*tls_ : nullptr; }
  /// With TLS, where that is asked for. False: it has failed, and is counted and told.
  net::Task<bool> shake_hands(net::ServerConnection& connection);

  Station& station_;
  const std::string name_;
  Counter& connections_ = station_.figure("connections");
  FewWarnings warnings_{name_};
  QueueInput queue_;
  boost::asio::io_context io_{1};

 private:
  net::Task<void> tick(Clock::duration every);

  Counter& cut_off_ = station_.figure("cut off at the end");
  Counter& handshakes_ = station_.figure("TLS handshakes failed");
  std::optional<boost::asio::ssl::context> tls_;
  net::Listener listener_;
  net::Timer tick_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace gor
