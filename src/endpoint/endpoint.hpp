// SPDX-License-Identifier: Apache-2.0
// The contract of a kind of input or output: its flags, its checks, and the construction of its instances.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gor/input.hpp"
#include "gor/ledger.hpp"
#include "gor/output.hpp"

#include "base/memory_budget.hpp"
#include "base/signal_requests.hpp"
#include "cli/flags.hpp"
#include "cli/settings.hpp"
#include "net/own_connections.hpp"

namespace gor::endpoint {

/// The surroundings in which instances are made.
struct Context {
  const cli::Settings& settings;
  std::shared_ptr<MemoryBudget> memory;
  net::OwnConnections& own_connections;
  const SignalRequests& requests;
  std::size_t listeners = 0;             ///< number of listening inputs
  bool wants_responses = false;          ///< replayed responses have a use
  bool shows_responses = false;          ///< other outputs get the replayed responses
  std::function<void()> on_output_full;  ///< an output has reached its limit, and writes no more
  std::function<void()> on_reader_gone;  ///< stdout has no reader any more: gor ends
};

/// The most threads that a flag can ask for.
inline constexpr int kMostThreads = 64;

/// A kind of input or output, with all its instances on one command line.
class Endpoint {
 public:
  struct Kind {
    std::string_view name;  ///< of its flag, without dashes
    std::string_view value_name;
    std::string_view help;
    bool percent_is_speed = false;  ///< of "|N%"; else it is a share
  };

  explicit Endpoint(const Kind& kind) : kind_(kind) {}
  virtual ~Endpoint() = default;
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  std::string_view name() const noexcept { return kind_.name; }
  bool percent_is_speed() const noexcept { return kind_.percent_is_speed; }
  /// The values of its flag, one per instance. A switch that is on has one empty value.
  const std::vector<cli::Spec>& specs() const noexcept { return specs_; }
  bool is_used() const noexcept { return !specs_.empty(); }

  /// The flag that adds an instance.
  cli::Flag flag();
  /// The flags of its options, by title in the help. They fill this object, which must not move.
  virtual std::vector<cli::FlagGroup> options() { return {}; }
  /// Parses the values, before anything is opened. Call it once. Throws UsageError that names the flag and the value.
  virtual void check(const cli::Settings&) {}
  /// An instance's value for logs and the summary, without secrets.
  virtual std::string shown(std::size_t index) const { return specs_[index].value; }

 protected:
  /// Throws UsageError with the flag and the value.
  [[noreturn]] void refuse(std::string_view value, std::string_view why) const;
  void set(bool on) { specs_.assign(on ? 1 : 0, {}); }

 private:
  const Kind kind_;
  std::vector<cli::Spec> specs_;
};

class InputKind : public Endpoint {
 public:
  using Endpoint::Endpoint;
  using Inputs = std::vector<std::unique_ptr<Input>>;

  /// Makes the inputs of an instance: several if it has several threads. After check(). Throws StartError or
  /// UsageError. `context` is valid during the call only.
  virtual Inputs make(std::size_t index, const Context& context, StationMetrics& station) = 0;

  /// Its messages cannot wait (Message::can_wait).
  virtual bool is_live() const { return true; }
  /// Peers connect to it.
  virtual bool is_listening() const { return false; }
  /// The flag that makes it also take responses, if it does not; else "".
  virtual std::string_view flag_for_responses() const { return {}; }
  /// The flag by which its messages may be of any protocol; "" if they are HTTP.
  virtual std::string_view flag_without_http() const { return {}; }
  /// The capabilities (CAP_NET_RAW) that used instances still need once they are made.
  virtual std::vector<int> capabilities() const { return {}; }
};

/// The inputs of an instance with one thread.
inline InputKind::Inputs only(std::unique_ptr<Input> input) {
  InputKind::Inputs inputs;
  inputs.push_back(std::move(input));
  return inputs;
}

class OutputKind : public Endpoint {
 public:
  using Endpoint::Endpoint;

  /// Makes an instance. After check(). Throws StartError. `responses` counts replayed responses; it is null unless
  /// can_respond() and Context::wants_responses. `context` is valid during the call only.
  virtual std::unique_ptr<Output> make(std::size_t index, const Context& context, StationMetrics& station,
                                       StationMetrics* responses) = 0;

  /// Takes only HTTP messages.
  virtual bool needs_http() const { return false; }
  /// Takes replayed responses. Such outputs are closed last, since others may still make responses.
  virtual bool is_sink() const { return true; }
  /// Makes replayed responses.
  virtual bool can_respond() const { return false; }
  /// Other outputs are to get its responses.
  virtual bool tracks_responses() const { return false; }
  /// The interval of the lines about its queues that --stats prints, if they were asked for; else 0.
  virtual std::chrono::nanoseconds stats_interval() const { return {}; }
  /// The time limit of a message in flight; 0: none.
  virtual std::chrono::nanoseconds timeout() const { return {}; }
};

}  // namespace gor::endpoint
