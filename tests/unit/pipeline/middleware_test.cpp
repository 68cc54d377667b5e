// SPDX-License-Identifier: Apache-2.0
#include "pipeline/middleware.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/metric_families.hpp"
#include "support/becomes_true.hpp"
#include "support/fakes.hpp"
#include "support/messages.hpp"
#include "support/temp_dir.hpp"

namespace gor {
namespace {

using namespace std::chrono_literals;
using test::becomes_true;
using test::make_message;
using Clock = std::chrono::steady_clock;

struct Program {
  explicit Program(std::string command, bool can_wait = true) {
    MiddlewareOptions options;
    options.command = std::move(command);
    options.can_wait = can_wait;
    options.message_limit = std::size_t{20} << 20;
    options.on_given_up = [this] { is_over = true; };
    output = make_middleware(options, to, from);
  }
  void write(Message message, bool can_wait = true) {
    message.can_wait = can_wait;
    output->write(message);
  }
  /// Ends it and returns what has come back.
  std::vector<Message> finish(Clock::time_point deadline = Clock::time_point::max()) {
    output->close(deadline);
    std::vector<Message> all;
    while (auto message = output->responses()->read()) all.push_back(*std::move(message));
    output->join();
    EXPECT_EQ(to.held(), 0);
    EXPECT_EQ(from.held(), 0);
    return all;
  }

  StationMetrics to{"middleware"};
  StationMetrics from{"from middleware"};
  std::atomic<bool> is_over = false;
  std::unique_ptr<Output> output;
};

TEST(Middleware, WhatCatSendsBackIsWhatItWasGiven) {
  Program cat("cat");
  const auto messages = test::random_messages(2000, 100'000, 3);
  std::vector<Message> back;
  std::thread reader([&] {
    while (back.size() < messages.size()) back.push_back(*cat.output->responses()->read());
  });
  for (const Message& message : messages) cat.write(message);
  reader.join();
  EXPECT_TRUE(cat.finish().empty());
  std::vector<std::string> sent, got;
  for (const Message& message : messages)
    sent.push_back(std::string(message.id.view()) + std::string(message.payload.view()));
  for (const Message& message : back)
    got.push_back(std::string(message.id.view()) + std::string(message.payload.view()));
  std::sort(sent.begin(), sent.end());  // replayed responses overtake others
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, sent);
  EXPECT_EQ(cat.to.out.total(), messages.size());
}

TEST(Middleware, ABodyThatTheProgramChangesGetsItsLength) {
  // 61 is a, 62 b.
  Program program("sed -u s/6162$/616263/");
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: ";
  program.write(make_message(MessageType::request, "whole", head + "2\r\n\r\nab"));
  program.write(make_message(MessageType::request, "unfinished", head + "9\r\n\r\nab"));
  program.write(make_message(MessageType::request, "surplus", head + "1\r\n\r\nab"));
  program.write(make_message(MessageType::response, "response", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab"));
  const auto back = program.finish();
  ASSERT_EQ(back.size(), 4U);
  EXPECT_EQ(back[0].payload.view(), head + "3\r\n\r\nabc");
  EXPECT_EQ(back[1].payload.view(), head + "9\r\n\r\nabc") << "it was wrong before";
  EXPECT_EQ(back[2].payload.view(), head + "1\r\n\r\na");
  EXPECT_EQ(back[3].payload.view(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc");
  EXPECT_EQ(program.to.counter(metrics::kSurplus).get(), 1U);
}

TEST(Middleware, TheTicketOfARequestComesBackWithIt) {
  Program cat("cat");
  const auto write_with_ticket = [&](MessageType type, std::string_view id) {
    Message message = make_message(type, id);
    message.ticket = std::make_shared<Completion>();
    std::weak_ptr<const void> ticket = message.ticket;
    cat.write(std::move(message));
    return ticket;
  };
  const auto request = write_with_ticket(MessageType::request, "a");
  Message back = *cat.output->responses()->read();
  EXPECT_FALSE(request.expired());
  EXPECT_EQ(back.ticket, request.lock());
  back.ticket.reset();
  EXPECT_TRUE(becomes_true([&] { return request.expired(); }));

  const auto response = write_with_ticket(MessageType::replayed_response, "a");
  EXPECT_TRUE(becomes_true([&] { return response.expired(); })) << "it has been written: that is all one waits for";
  EXPECT_FALSE(cat.output->responses()->read()->ticket);
  cat.finish();
}

TEST(Middleware, NobodyHoldsTheTicketOfWhatIsLostWithTheProgram) {
  Program forgetful("sh -c 'read line'");
  Message message = make_message(MessageType::request, "a");
  message.ticket = std::make_shared<Completion>();
  std::weak_ptr<const void> ticket = message.ticket;
  forgetful.write(std::move(message));
  EXPECT_TRUE(becomes_true([&] { return ticket.expired(); }));
  forgetful.finish();
}

TEST(Middleware, NothingWaitsForEverWhenItDoesNotRead) {
  Program deaf("sleep 1000", false);
  Message large = make_message(MessageType::request, "a", std::string(1'000'000, 'x'));
  EXPECT_TRUE(becomes_true([&] {
    deaf.write(large, false);
    return deaf.to.dropped("queue full").total() > 10;
  }));
  const auto began = Clock::now();
  EXPECT_TRUE(deaf.finish(Clock::now()).empty());
  EXPECT_LT(Clock::now() - began, 30s);
  EXPECT_GT(deaf.to.dropped("shutdown").total(), 0U);
}

TEST(Middleware, ALineThatIsNoMessageIsCountedAndPassedOver) {
  Program program("sh -c 'echo hello; echo; cat; printf half'");
  program.write(make_message(MessageType::request, "a"));
  const auto back = program.finish();
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].id.view(), "a");
  EXPECT_EQ(program.from.counter(metrics::kBadLines).get(), 3U);
}

TEST(Middleware, IsStartedAnewAndTheMessageThatWasBeingWrittenIsWrittenAgain) {
  // Each takes one line.
  Program program("sh -c 'read line; echo $line'");
  for (const char* id : {"a", "b"}) {
    program.write(make_message(MessageType::request, id));
    const auto back = program.output->responses()->read();
    ASSERT_TRUE(back);
    EXPECT_EQ(back->id.view(), id);
    EXPECT_TRUE(becomes_true(
        [&] { return program.to.counter(metrics::kRestarts).get() == static_cast<std::uint64_t>(id[0] - 'a') + 1; }));
  }
  program.finish();
  EXPECT_FALSE(program.to.failure());
}

TEST(Middleware, OneThatAlwaysEndsIsGivenUp) {
  Program program("false");
  EXPECT_TRUE(becomes_true([&] { return program.is_over.load(); }));
  EXPECT_TRUE(program.to.failure());
  program.write(make_message(MessageType::request, "a"));
  program.finish();
  EXPECT_EQ(program.to.counter(metrics::kRestarts).get(), 5U);
}

TEST(Middleware, WhatWasBeingWrittenIsWrittenAgainFromItsBeginning) {
  // Reads a part of what is far larger than a pipe, and goes; the second one takes all.
  const test::TempDir folder;
  Program program("sh -c 'if mkdir " + folder / "once" +
                  " 2>/dev/null; then head -c 5000000 >/dev/null; else cat; fi'");
  program.write(make_message(MessageType::request, "large", std::string(9'000'000, 'x')));
  const auto back = program.output->responses()->read();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->payload.size(), 9'000'000U);
  program.write(make_message(MessageType::request, "b"));
  EXPECT_EQ(program.output->responses()->read()->id.view(), "b");
  EXPECT_TRUE(program.finish().empty());
  EXPECT_EQ(program.to.counter(metrics::kRestarts).get(), 1U);
}

TEST(Middleware, OneThatIsStillStartingIsNotIdle) {
  Program slow("sh -c 'sleep 1; cat'");
  slow.write(make_message(MessageType::request, "a"));
  std::atomic<bool> has_answered = false;
  std::thread reader([&] { has_answered = slow.output->responses()->read().has_value(); });
  EXPECT_TRUE(becomes_true([&] { return slow.output->is_idle() || has_answered; }));
  EXPECT_TRUE(has_answered);
  slow.finish();
  reader.join();
}

TEST(Middleware, IsAskedToEndAndThenMadeTo) {
  Program stubborn("sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'");
  const auto began = Clock::now();
  stubborn.finish();
  EXPECT_LT(Clock::now() - began, 30s);
}

TEST(Middleware, ResponsesGoInWhileNobodyTakesWhatComesBack) {
  Program cat("cat");
  const Message small = make_message(MessageType::request, "a");
  for (int i = 0; i < 10'000; ++i) cat.write(small);
  EXPECT_TRUE(becomes_true([&] { return cat.from.born.total() >= 10'000; }));
  for (int i = 0; i < 5'000; ++i) cat.write(small);
  for (int i = 0; i < 100; ++i) cat.write(make_message(MessageType::replayed_response, "r"));
  EXPECT_TRUE(becomes_true([&] { return cat.to.out.get(MessageType::replayed_response) == 100; }));
  EXPECT_EQ(cat.finish().size(), 15'100U);
}

}  // namespace
}  // namespace gor
