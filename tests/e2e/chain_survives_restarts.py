#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An aggregator that is restarted by SIGTERM loses nothing; one that is killed no more than what is told as unconfirmed, and
with acknowledgement nothing."""
from lib import *

import re

ROUNDS, RATE = 3, 500
port, dump = free_port(), path("all.gor")
source = write_recording("source.gor", [post(f"/{number}", b"x" * (number % 5000)) for number in range(8 * RATE)], gap_ns=1_000_000_000 // RATE)


def aggregator(*flags):
    return Gor("--input-tcp", f"127.0.0.1:{port}", "--output-file", dump, "--output-file-append", "--output-file-flush-interval", "10ms",
               *PATIENTLY, *flags, ready="listening on port")


def targets():
    return collections.Counter(re.match(rb"POST /(\d+) ", payload)[1] for _, payload in records(dump))


def restarts(sender, end, *flags):
    """Ends the aggregator and starts another one, while messages come all the time."""
    gor = aggregator(*flags)
    for number in range(ROUNDS):
        seen = os.path.getsize(dump) if os.path.exists(dump) else 0
        wait_until(lambda: sender.ended() or (os.path.exists(dump) and os.path.getsize(dump) > seen + 200_000), "more messages")
        end(gor)
        gor = aggregator(*flags)
    expect(sender.wait(), 0, "exit code of the sender")
    expect(gor.stop(), 0, "exit code")


def end_politely(gor):
    expect(gor.stop(signal.SIGTERM), 0, "exit code of an aggregator that is restarted")


def kill(gor):
    gor.process.kill()
    gor.process.wait()


sender = Gor("--input-file", source, "--output-tcp", f"127.0.0.1:{port}", "--output-tcp-workers", "3")
restarts(sender, end_politely)
got = targets()
expect(len(got), 8 * RATE, f"messages that have arrived\n{sender.log}")
expect(max(got.values()), 1, "times that each has arrived")
expect(sender.row("output-tcp").metric("unconfirmed"), 0)

os.remove(dump)
sender = Gor("--input-file", source, "--output-tcp", f"127.0.0.1:{port}", "--output-tcp-workers", "3")
restarts(sender, kill)
lost, unconfirmed = 8 * RATE - len(targets()), sender.row("output-tcp").metric("unconfirmed")
assert lost <= unconfirmed, f"{lost} messages are lost, {unconfirmed} are told as unconfirmed\n{sender.log}"
expect(max(targets().values()), 1, "times that each has arrived")

for end in (end_politely, kill):
    os.remove(dump)
    sender = Gor("--input-file", source, "--output-tcp", f"127.0.0.1:{port}", "--output-tcp-workers", "3", "--output-tcp-acknowledge")
    restarts(sender, end, "--input-tcp-acknowledge")
    got = targets()
    expect(len(got), 8 * RATE, "messages that have arrived and are confirmed")
    expect(sender.row("output-tcp").out, 8 * RATE, "messages that are confirmed")
    # What was done with and not yet confirmed when it was killed comes once more.
    most = 1 + ROUNDS if end is kill else 1
    assert max(got.values()) <= most, f"{sum(got.values()) - len(got)} have come more than once\n{sender.log}"
    expect(sender.row("output-tcp").metric("unconfirmed"), 0)

# While nobody is there what waits is bounded, and what does not fit is counted.
gor = Gor("--input-file", source + "|1000%", "--output-tcp", f"127.0.0.1:{free_port()}", "--output-tcp-buffer", "1mb", "--drain-timeout", "100ms",
          "--exit-after", "2s")
expect(gor.wait(), 0, "exit code")
assert gor.row("output-tcp").dropped > 0, gor.log
