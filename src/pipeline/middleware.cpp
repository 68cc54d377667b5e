// SPDX-License-Identifier: Apache-2.0
#include "pipeline/middleware.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "base/deadline.hpp"
#include "base/error.hpp"
#include "base/event.hpp"
#include "base/inbox.hpp"
#include "base/limited_log.hpp"
#include "base/log.hpp"
#include "base/metric_families.hpp"
#include "http/extent.hpp"
#include "http/request_edit.hpp"
#include "input/queue.hpp"
#include "pipeline/middleware/command.hpp"
#include "pipeline/middleware/incoming_lines.hpp"
#include "pipeline/middleware/outgoing_lines.hpp"
#include "pipeline/middleware/progress.hpp"
#include "pipeline/recent_verdicts.hpp"
#include "record/middleware_line.hpp"

namespace gor {
namespace {

using Clock = std::chrono::steady_clock;
using Messages = Queue<Message>;

constexpr std::size_t kQueueItems = 10'000;
constexpr std::size_t kBatch = std::size_t{256} * 1024;  // bytes of lines prepared, or read, at once
constexpr std::size_t kMetadata = 4096;                  // at most, in addition to the payload
constexpr std::chrono::nanoseconds kTick = std::chrono::milliseconds(20);
constexpr std::chrono::nanoseconds kLinger = std::chrono::microseconds(200);  // until it is to be woken again
constexpr Clock::duration kPatience = std::chrono::seconds(2);                // at the end, before each stronger means
constexpr Clock::duration kLeastPatience = std::chrono::milliseconds(200);    // after the deadline
constexpr Clock::duration kRestart = std::chrono::seconds(1);
constexpr std::size_t kMostRestarts = 5;
constexpr Clock::duration kRestartsWithin = std::chrono::minutes(1);

class Middleware final : public Output {
 public:
  Middleware(const MiddlewareOptions& options, StationMetrics& to, StationMetrics& from)
      : options_(options),
        words_(split_words(options.command)),
        to_(to),
        bad_lines_(from.counter(metrics::kBadLines)),
        requests_(to, {kQueueItems, options.memory, true}, [this] { wake_.set(); }),
        responses_(to, {kQueueItems, options.memory, true}, [this] { wake_.set(); }),
        returned_(2 * kQueueItems, options.memory, from) {
    child_.emplace(words_);
    thread_ = std::thread([this] {
      while (work()) {
      }
      finish();
    });
  }

  ~Middleware() override {
    close(Clock::now());
    join();
  }

  void write(const Message& message) override {
    to_.in.add(message.type);
    Inbox<>& inbox = message.type == MessageType::replayed_response ? responses_ : requests_;
    inbox.put(message, Message(message), message.bytes());
  }

  void close(Clock::time_point deadline) override {
    deadline_.bring_forward(deadline);
    requests_.close();
    responses_.close();
    is_closing_ = true;
    wake_.set();
  }

  void join() override {
    if (thread_.joinable()) thread_.join();
  }

  Input* responses() override { return &returned_; }

  bool is_idle() const override { return to_.held() == 0 && returned_.is_empty() && progress_.is_quiet(); }

 private:
  using Line = OutgoingLines::Line;

  /// Moves what can be moved; false when there is nothing more to do.
  bool work() {
    if (!child_) return wait_for_restart();
    const bool made_lines = make_lines();
    if (is_closing_ && to_write_.is_empty() && !has_waiting()) return false;
    if (is_closing_ && Clock::now() >= deadline_.get()) return false;
    const bool writes = !to_write_.unwritten().empty();
    pollfd ready[] = {
        {wake_.descriptor(), POLLIN, 0}, {child_->output(), POLLIN, 0}, {writes ? child_->input() : -1, POLLOUT, 0}};
    // Requests wait for room in the queue of returned messages; there is no signal for that.
    const bool waits_for_room = !writes && has_waiting();
    const auto timeout = looks_again_ ? kLinger : waits_for_room ? std::chrono::milliseconds(1) : kTick;
    wait(ready, timeout);
    looks_again_ = made_lines;
    if (ready[0].revents != 0) wake_.clear();
    bool is_there = ready[1].revents == 0 || read_output();
    if (is_there && ready[2].revents != 0) is_there = write_lines();
    if (!writes && progress_.has_unread()) progress_.note_unread(child_->unread());
    if (!is_there || child_->ended()) note_end();
    return !is_given_up_;
  }

  bool has_waiting() const { return !batch_.empty() || requests_.queue().size() > 0 || responses_.queue().size() > 0; }

  static void wait(std::span<pollfd> ready, std::chrono::nanoseconds timeout) {
    const timespec time{timeout.count() / 1'000'000'000, timeout.count() % 1'000'000'000};
    ppoll(ready.data(), ready.size(), &time, nullptr);
  }

  /// Fills to_write_, with responses first: messages that depend on them may be held back until they have gone. Returns
  /// whether there were any.
  bool make_lines() {
    bool made_any = false;
    std::ptrdiff_t done = 0;  // messages of the batch
    while (to_write_.unwritten().size() < kBatch) {
      if (static_cast<std::size_t>(done) == batch_.size()) {
        batch_.clear();
        done = 0;
        if (!take_more()) break;
      }
      made_any = looks_again_ = true;
      Message& message = *(batch_.begin() + done++);
      const std::size_t bytes = message.bytes();
      if (message.type == MessageType::request) trim(message);
      to_write_.add(message, bytes, *source_);
    }
    // All at once: freed one by one, they compete with the input for the allocator's lock.
    batch_.erase(batch_.begin(), batch_.begin() + done);
    return made_any;
  }

  /// The program gets exactly one request; if it returns another length, the program changed it.
  void trim(Message& message) {
    const std::string_view payload = message.payload.view();
    const auto extent = http::extent_of(payload, http::Side::request, scratch_);
    if (extent.state == http::Extent::State::unfinished) {
      unfinished_.set(message.id, true, Clock::now());
    } else if (extent.state == http::Extent::State::whole && extent.end < payload.size()) {
      surplus_.add();
      if (surplus_.get() == 1) log::warning("{}: bytes after the end of a request are cut off", to_.text());
      message.payload = Payload(extent.of(payload));
    }
  }

  bool take_more() {
    source_ = &responses_.queue();
    // While there is much to do, no message need wake this thread.
    if (responses_.queue().take_all(batch_, looks_again_)) return true;
    source_ = &requests_.queue();
    // While returned messages are not taken, only responses are passed in: a request that waits for them would
    // otherwise wait forever.
    return returned_.size() < kQueueItems && requests_.queue().take_all(batch_, looks_again_);
  }

  bool write_lines() {
    const std::string_view rest = to_write_.unwritten();
    const ssize_t size = ::write(child_->input(), rest.data(), rest.size());
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    progress_.note_written();
    to_write_.note_written(static_cast<std::size_t>(size), [this](Line line) { end_written_line(line); });
    return true;
  }

  /// A replayed response is done with; a request still has to come back.
  void end_written_line(Line& line) {
    if (line.ticket && line.type == MessageType::request) {
      tickets_.set(line.id, std::move(line.ticket), Clock::now());
    }
    end_line(line, to_.out);
  }

  static void end_line(const Line& line, MessageCounter& fate) {
    fate.add(line.type);
    line.queue->release(1, line.bytes);
  }

  /// False: the program has closed its stdout.
  bool read_output() {
    const ssize_t size = ::read(child_->output(), chunk_.data(), chunk_.size());
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    if (size == 0) return false;
    progress_.note_heard();
    const auto refuse = [this](std::string_view line) { note_bad_line(line); };
    heard_.feed(
        {chunk_.data(), static_cast<std::size_t>(size)}, [this](std::string_view line) { take_line(line); }, refuse);
    const bool can_wait = options_.can_wait && returned_.size() + came_back_.size() <= 2 * kQueueItems;
    for (Message& message : came_back_) message.can_wait = can_wait;
    returned_.push_all(came_back_, can_wait);
    return true;
  }

  void take_line(std::string_view line) {
    Message message;
    if (!parse_middleware_line(line, message)) return note_bad_line(line);
    message.cut_off = message.payload.size() > options_.message_limit;
    if (message.type == MessageType::request) {
      message.ticket = tickets_.take(message.id).value_or(nullptr);
      if (!unfinished_.get(message.id)) message.payload = http::with_true_length(message.payload);
    }
    came_back_.push_back(std::move(message));
  }

  void note_bad_line(std::string_view line) {
    bad_lines_.add();
    warnings_.warn("a line that is not a message: " + log::printable(line.substr(0, 60)));
  }

  void note_end() {
    end_child();  // it may have closed only its stdout: it is useless then
    const auto now = Clock::now();
    std::erase_if(ends_, [&](Clock::time_point at) { return now - at > kRestartsWithin; });
    ends_.push_back(now);
    restart_at_ = now + kRestart;
    to_write_.rewind();
    tickets_.clear();  // its requests are lost, so that waiting for them is useless
    progress_.note_unread(0);
    if (ends_.size() <= kMostRestarts || is_closing_) return;
    is_given_up_ = true;
    to_.fail(fmt::format("the program has ended {} times within a minute", ends_.size()));
    options_.on_given_up();
  }

  bool wait_for_restart() {
    if (is_closing_) return false;
    pollfd woken{wake_.descriptor(), POLLIN, 0};
    if (Clock::now() < restart_at_) {
      wait({&woken, 1}, kTick);
      wake_.clear();
      return true;
    }
    try {
      child_.emplace(words_);
      restarts_.add();
    } catch (const StartError& error) {
      to_.fail(error.what());
      options_.on_given_up();
      return false;
    }
    return true;
  }

  /// Still reads its output; asks it to end after a while, and then kills it. After the deadline there is little time
  /// for each.
  void end_child() {
    child_->close_input();
    bool is_open = true;
    for (const int signal : {SIGTERM, SIGKILL, 0}) {
      const auto began = Clock::now();
      const auto until = [&] { return std::min(began + kPatience, std::max(deadline_.get(), began + kLeastPatience)); };
      while ((is_open || !child_->ended()) && Clock::now() < until()) {
        pollfd output{is_open ? child_->output() : -1, POLLIN, 0};
        poll(&output, 1, 5);
        if (output.revents != 0) is_open = read_output();
      }
      if ((!is_open && child_->ended()) || signal == 0) break;
      child_->send(signal);
    }
    const auto how = child_->ended().value_or("it was killed");
    if (!is_closing_ || how != "exit code 0") log::warning("{}: the program has ended: {}", to_.text(), how);
    child_.reset();
    heard_.end([this](std::string_view line) { note_bad_line(line); });
  }

  /// The last step of the thread.
  void finish() {
    requests_.close();
    responses_.close();
    while (!to_write_.is_empty()) {
      const Line line = to_write_.take_front();
      if (line.receipt) line.receipt->fail();
      end_line(line, requests_.shutdown());
    }
    do {
      for (; !batch_.empty(); batch_.pop_front()) {
        lose(batch_.front(), requests_.shutdown());
        source_->release(1, batch_.front().bytes());
      }
    } while (take_rest());
    if (child_) end_child();
    returned_.close();
  }

  bool take_rest() {
    for (Messages* const queue : {&responses_.queue(), &requests_.queue()}) {
      source_ = queue;
      if (queue->take_all(batch_)) return true;
    }
    return false;
  }

  const MiddlewareOptions options_;
  const std::vector<std::string> words_;
  StationMetrics& to_;
  Counter& restarts_ = to_.counter(metrics::kRestarts);
  Counter& surplus_ = to_.counter(metrics::kSurplus);
  Counter& bad_lines_;
  const Event wake_;
  Inbox<> requests_;
  Inbox<> responses_;  // replayed ones
  QueueInput returned_;
  std::atomic<bool> is_closing_ = false;
  Deadline deadline_;
  Progress progress_;
  // Owned by the thread:
  LimitedLog warnings_{to_.text()};
  std::optional<ChildProcess> child_;
  Messages::Items batch_;  // taken from `source_`, and not in a line yet
  Messages* source_ = &requests_.queue();
  bool looks_again_ = false;  // soon, without being woken
  OutgoingLines to_write_;
  RecentVerdicts<std::shared_ptr<const Completion>> tickets_;  // of the requests that the program has
  RecentVerdicts<bool> unfinished_;  // requests that lacked their end before the program got them
  PayloadBuilder scratch_;
  std::vector<char> chunk_ = std::vector<char>(kBatch);
  IncomingLines heard_{2 * (options_.message_limit + kMetadata)};
  std::vector<Message> came_back_;  // with the last read
  std::vector<Clock::time_point> ends_;
  Clock::time_point restart_at_;
  bool is_given_up_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Output> make_middleware(const MiddlewareOptions& options, StationMetrics& to, StationMetrics& from) {
  return std::make_unique<Middleware>(options, to, from);
}

}  // namespace gor
