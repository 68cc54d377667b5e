// SPDX-License-Identifier: Apache-2.0
// The base of outputs that connect to servers: an io thread, name resolution, TLS, and an orderly end.
#pragma once

#include <chrono>
#include <optional>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "net/connection.hpp"
#include "net/resolver.hpp"
#include "net/tls.hpp"

namespace gor {

/// A derived class calls start() at the end of its constructor and finish() in its destructor. The virtual functions
/// are called on the io thread, except where they say otherwise.
class ConnectingOutput : public Output {
 public:
  void close(std::chrono::steady_clock::time_point deadline) override;
  void join() override;

 protected:
  using Clock = std::chrono::steady_clock;
  static constexpr Clock::duration kTick = std::chrono::milliseconds(20);
  static constexpr Clock::duration kRareTick = std::chrono::seconds(1);

  explicit ConnectingOutput(StationMetrics& station);

  /// Uses TLS. Throws StartError for files that cannot be used.
  void use_tls(net::Verify verify, const net::TlsFiles& files = {});
  /// Starts the io thread, which calls on_tick() once per kTick, or kRareTick while it is at rest.
  void start();
  void finish();
  /// Makes the io thread call dispatch(). Any thread.
  void post_dispatch();

  /// Ends the queue of messages. Any thread.
  virtual void close_inbox() = 0;
  /// Takes queued messages.
  virtual void dispatch() = 0;
  virtual void on_tick(Clock::time_point now) = 0;
  /// No time limit runs. What ends that calls tick_now().
  virtual bool is_at_rest() const { return false; }
  /// Makes all connections look at their state again.
  virtual void wake_all() = 0;
  /// After the deadline: drops what waits and cuts what is in flight.
  virtual void abandon() = 0;
  /// Whether nothing is left to do; asked with each tick.
  virtual bool is_over() const = 0;
  /// Called at the very end.
  virtual void on_end() {}

  bool is_closing() const noexcept { return is_closing_; }
  bool is_past_deadline(Clock::time_point now) const noexcept { return now >= give_up_at_; }
  /// Makes the next tick come now.
  void tick_now() { tick_.cancel(); }
  /// Null for plain TCP.
  boost::asio::ssl::context* tls() { return tls_ ? &*tls_ : nullptr; }

  StationMetrics& station_;
  boost::asio::io_context io_{1};
  net::Resolver resolver_;

 private:
  net::Task<void> tick();

  std::optional<boost::asio::ssl::context> tls_;
  net::Timer tick_;
  Clock::time_point give_up_at_ = Clock::time_point::max();
  bool is_closing_ = false;
  std::thread thread_;
};

}  // namespace gor
