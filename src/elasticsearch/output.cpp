// SPDX-License-Identifier: Apache-2.0
#include "elasticsearch/output.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <fmt/format.h>

#include "base/compression.hpp"
#include "base/inbox.hpp"
#include "base/log.hpp"
#include "base/lru_map.hpp"
#include "base/outage.hpp"
#include "elasticsearch/batch.hpp"
#include "elasticsearch/bulk.hpp"
#include "elasticsearch/document.hpp"
#include "http/head.hpp"
#include "net/backoff.hpp"
#include "net/http/client.hpp"
#include "output/connecting.hpp"
#include "output/trouble.hpp"

namespace gor {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using elasticsearch::Batch;
using elasticsearch::ItemEnd;
using net::Outcome;

constexpr std::size_t kQueueItems = 100'000;
constexpr std::size_t kMostWaiting = 100'000;  // requests that wait for their response
constexpr std::size_t kMostAnswer = std::size_t{16} << 20;
constexpr Clock::duration kForReplay = 60s;    // how long a request waits for the replayed response
constexpr Clock::duration kForRecorded = 10s;  // the same for the recorded one
constexpr Clock::duration kForFirst = 1s;      // the same while there has been none
constexpr Clock::duration kTimeout = 60s;
constexpr std::size_t kMostReasons = 20;
constexpr int kTooLarge = 413;

bool is_for_now(int status) {
  constexpr int kStatuses[] = {401, 403, 429, 502, 503, 504};
  return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

class ElasticsearchOutput final : public ConnectingOutput {
 public:
  ElasticsearchOutput(const ElasticsearchOptions& options, StationMetrics& station, net::OwnConnections* own)
      : ConnectingOutput(station),
        options_(options),
        inbox_(station, {kQueueItems, options.memory}, [this] { post_dispatch(); }),
        waiting_({options.awaits_replay ? kForReplay : kForRecorded, kMostWaiting, options.memory}),
        batch_(options.memory),
        wake_(io_) {
    if (options.url.tls) use_tls(net::Verify::certificate, options.files);
    net::HttpClientOptions client;
    client.tls = tls();
    client.own = own;
    client.on_open = [this](const net::Url& origin, Outcome outcome, const std::string& tls_failure) {
      if (outcome == Outcome::tls) trouble_.warn(fmt::format("TLS with {}: {}", origin.authority, tls_failure));
    };
    client_.emplace(io_, resolver_, options.url, client);
    asio::co_spawn(io_, work(), asio::detached);
    start();
  }
  ~ElasticsearchOutput() override { finish(); }

  void write(const Message& message) override {
    station_.in.add(message.type);
    if (options_.awaits_replay && message.type == MessageType::response) return recorded_.add(message.type);
    Message copy = without_ticket(message);
    copy.receipt.reset();  // a message is delivered without its document
    copy.can_wait = false;
    inbox_.put(copy, Message(copy), copy.bytes());
  }

  bool is_idle() const override { return station_.held() == 0; }

 private:
  net::Task<void> work() {
    if (options_.installs_template) co_await install_template();
    while (!is_abandoned_) {
      take_messages();
      const auto now = Clock::now();
      if (batch_.is_due(now, is_at_end()) && now >= backoff_.until()) {
        co_await send_batch();
        continue;
      }
      if (is_at_end() && batch_.is_empty()) break;
      wake_.expires_after(kTick);
      co_await wake_.async_wait(net::kAwait);
    }
    lose_all();
    client_->close();
    has_ended_ = true;
    tick_now();
  }

  /// All messages have become documents.
  bool is_at_end() const { return is_closing() && is_drained_; }

  void take_messages() {
    while (!batch_.is_full()) {
      if (taken_.empty() && !inbox_.queue().take_all(taken_)) break;
      const Message message = std::move(taken_.front());
      taken_.pop_front();
      inbox_.queue().release(1, message.bytes());
      take(message);
    }
    const auto latest = Clock::now() + (has_responses_ || options_.awaits_replay ? 0s : kForRecorded - kForFirst);
    while (auto request = waiting_.evict(latest)) add({*std::move(request), {}});
    if (!is_closing() || !taken_.empty()) return;
    // No response comes any more.
    while (!batch_.is_full()) {
      auto request = waiting_.take_oldest();
      if (!request) break;
      add({*std::move(request), {}});
    }
    is_drained_ = !batch_.is_full();
  }

  void take(const Message& message) {
    const std::string_view id = message.id.view();
    if (message.type != MessageType::request) {
      has_responses_ = true;
      auto request = waiting_.take(id);
      return request ? add({*std::move(request), message}) : alone_.add(message.type);
    }
    if (auto earlier = waiting_.take(id)) add({*std::move(earlier), {}});
    waiting_.use(id, message.bytes(), Clock::now()) = message;
  }

  void add(const format::Exchange& exchange) {
    std::vector<MessageType> messages{exchange.request.type};
    if (exchange.response) messages.push_back(exchange.response->type);
    const std::string index = elasticsearch::index_at(options_.index, elasticsearch::time_of(exchange));
    const std::string id = fmt::format("{}-{:x}-{:x}", exchange.request.id.view(), run_, ++documents_);
    const std::string document = elasticsearch::document(exchange, options_.body_limit);
    batch_.add({elasticsearch::bulk_lines(index, id, document), std::move(messages)}, Clock::now());
  }

  net::Task<Outcome> request(std::string_view method, std::string_view target, std::string_view fields,
                             std::string_view body) {
    request_.method = method;
    request_.body = body;
    request_.head = fmt::format("{} {}{} HTTP/1.1\r\nHost: {}\r\n{}Content-Length: {}\r\n{}\r\n", method, options_.path,
                                target, options_.url.authority, fields, body.size(), authorization_);
    return client_->send(request_, Clock::now() + kTimeout, kMostAnswer, response_);
  }

  net::Task<void> install_template() {
    const std::string name = options_.index.substr(0, options_.index.find('%'));
    const bool is_one = name.size() == options_.index.size();
    const std::string body = elasticsearch::index_template(is_one ? name : name + '*');
    const std::string target = fmt::format("/_index_template/{}?create=true", name);
    while (!is_abandoned_) {
      const Outcome outcome = co_await request("PUT", target, "Content-Type: application/json\r\n", body);
      if (outcome == Outcome::answered && !is_for_now(response_.status)) break;
      co_await wait_after(outcome);
    }
    if (response_.status == 200) log::info("{}: installed the index template {}", station_.text(), name);
    // 400: there is one of that name.
    if (response_.status >= 300 && response_.status != 400) {
      log::warning("{}: the index template cannot be installed: HTTP {}", station_.text(), response_.status);
    }
  }

  net::Task<void> send_batch() {
    const Batch::Part part = batch_.part(most_documents_);
    const std::string_view body = compressor_->compress(part.body);
    constexpr std::string_view kTarget = "/_bulk?filter_path=errors,items.*.status,items.*.error.type";
    constexpr std::string_view kFields = "Content-Type: application/x-ndjson\r\nContent-Encoding: gzip\r\n";
    const Outcome outcome = co_await request("POST", kTarget, kFields, body);
    if (outcome == Outcome::answered && response_.status == kTooLarge && part.documents > 1) {
      most_documents_ = part.documents / 2;
      co_return;
    }
    if (outcome == Outcome::answered && !is_for_now(response_.status)) {
      take_answer(part.documents);
    } else {
      co_await wait_after(outcome);
    }
  }

  void take_answer(std::size_t documents) {
    const std::string_view bytes = response_.bytes.view();
    const std::size_t head = std::min(http::find_head_end(bytes), bytes.size());
    auto ends = response_.status == 200 ? elasticsearch::parse_bulk_response(bytes.substr(head), documents)
                                        : std::optional<std::vector<ItemEnd>>();
    if (!ends) {
      const std::string why = response_.status == kTooLarge ? "larger than the server takes"
                              : response_.status == 200     ? "bad response"
                                                            : fmt::format("HTTP {}", response_.status);
      ends.emplace(documents, ItemEnd{ItemEnd::Kind::failed, why});
    }
    std::size_t rejected = 0;
    for (const ItemEnd& end : *ends) {
      rejected += end.kind == ItemEnd::Kind::rejected_for_now ? 1 : 0;
      take_end(end);
    }
    most_documents_ = Batch::kMostDocuments;
    if (rejected > 0) {
      sent_again_.add(rejected);
      backoff_.failed(Clock::now());
      return;
    }
    backoff_.answered();
    outage_.end();
    if (trouble_.end()) log::info("{}: documents are written again", station_.text());
  }

  /// The end of the first document.
  void take_end(const ItemEnd& end) {
    if (end.kind == ItemEnd::Kind::rejected_for_now) return batch_.put_back();
    MessageCounter& fate = end.kind == ItemEnd::Kind::indexed ? station_.out : failures(end.reason);
    for (const MessageType type : batch_.take().messages) fate.add(type);
  }

  /// Reasons come from the server: beyond a number, the others share one.
  MessageCounter& failures(const std::string& reason) {
    if (reasons_.size() < kMostReasons) reasons_.insert(reason);
    return station_.failed(reasons_.contains(reason) ? reason : "other");
  }

  net::Task<void> wait_after(Outcome outcome) {
    const bool is_answered = outcome == Outcome::answered;
    trouble_.warn(is_answered ? fmt::format("the server answers HTTP {}; documents wait", response_.status)
                              : fmt::format("cannot reach the server ({}); documents wait", net::reason_of(outcome)));
    outage_.begin();
    backoff_.failed(Clock::now());
    while (Clock::now() < backoff_.until() && !is_abandoned_) {
      wake_.expires_at(backoff_.until());
      co_await wake_.async_wait(net::kAwait);
    }
  }

  void lose_all() {
    do {
      for (; !taken_.empty(); taken_.pop_front()) {
        inbox_.shutdown().add(taken_.front().type);
        inbox_.queue().release(1, taken_.front().bytes());
      }
    } while (inbox_.queue().take_all(taken_));
    while (const auto request = waiting_.take_oldest()) inbox_.shutdown().add(request->type);
    while (!batch_.is_empty()) {
      for (const MessageType type : batch_.take().messages) inbox_.shutdown().add(type);
    }
  }

  void close_inbox() override { inbox_.close(); }
  void dispatch() override { wake_.cancel(); }
  void on_tick(Clock::time_point now) override { client_->check(now); }
  void wake_all() override {
    client_->wake();
    wake_.cancel();
  }
  void abandon() override {
    is_abandoned_ = true;
    client_->cut();
    wake_.cancel();
  }
  bool is_over() const override { return has_ended_; }

  const ElasticsearchOptions options_;
  const std::string authorization_ =  // a header field, or nothing
      options_.authorization.empty() ? "" : fmt::format("Authorization: {}\r\n", options_.authorization);
  MessageCounter& recorded_ = station_.ignored("recorded response");
  MessageCounter& alone_ = station_.ignored("no request");
  Counter& sent_again_ = station_.counter(metrics::kSentAgain);
  Outage outage_{station_};
  Trouble trouble_{station_};
  Inbox<> inbox_;
  // Owned by the io thread:
  Queue<Message>::Items taken_;
  LruMap<Message> waiting_;  // requests, by id
  Batch batch_;
  const std::uint64_t run_ = std::random_device()();  // ids of documents differ from run to run
  std::uint64_t documents_ = 0;
  std::set<std::string> reasons_;  // why documents have failed
  std::size_t most_documents_ = Batch::kMostDocuments;
  const std::unique_ptr<Compressor> compressor_ = make_compressor(Compression::gzip);
  std::optional<net::HttpClient> client_;
  net::PreparedRequest request_;
  net::HttpResponse response_;
  net::Backoff backoff_{100ms, 10s};
  net::Timer wake_;
  bool has_responses_ = false;  // so more may come
  bool is_drained_ = false;
  bool is_abandoned_ = false;
  bool has_ended_ = false;
};

}  // namespace

std::unique_ptr<Output> make_elasticsearch_output(const ElasticsearchOptions& options, StationMetrics& station,
                                                  net::OwnConnections* own) {
  return std::make_unique<ElasticsearchOutput>(options, station, own);
}

}  // namespace gor
