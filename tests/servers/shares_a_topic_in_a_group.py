#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two gors share a topic; one is killed. Every record arrives, equal to what was sent, and a session stays in order."""
from lib import *
from support import kafka

if not kafka.can_run():
    skip("there is no Kafka (tests/fetch-servers)")

COUNT, SESSIONS = (20_000, 100) if SLOW else (200_000, 500)


def write_input():
    with open(path("in.gor"), "wb") as file:
        for number in range(COUNT):
            request = get(f"/{number}", headers=f"X-Filler: {'x' * (number % 200)}\r\n")
            file.write(record(1, f"{number % SESSIONS:016x}{number:08x}", 1_700_000_000_000_000_000 + number * 5_000, request))
    return path("in.gor")


def member(name, group="replay", offset="-2"):
    return Gor("--input-kafka-host", broker.address, "--input-kafka-topic", "traffic", "--input-kafka-group", group, "--input-kafka-offset", offset,
               "--kafka-option", "session.timeout.ms=2000", "--kafka-option", "heartbeat.interval.ms=200", "--verbose", "1",
               "--output-file", path(name), "--output-file-append", "--output-file-flush-interval", "20ms", *PATIENTLY)


def arrived(*names):
    """The payloads by id, and how many records there were more than once. A record may be unfinished: its writer was killed."""
    seen, more = {}, 0
    for name in names:
        for meta, payload in records(path(name)):
            if len(meta) < 4 or not payload.endswith(b"\r\n\r\n"):
                continue
            assert seen.setdefault(meta[1], payload) == payload, f"two records with id {meta[1]}"
            more += 1
    return seen, more - len(seen)


broker = kafka.Kafka().format().start()
source = write_input()
first = Gor("--input-file", source + "|10000%", "--output-kafka-host", broker.address, "--output-kafka-topic", "traffic")
expect(first.wait(), 0, "exit code")
expect(first.row("output-kafka-host").out, COUNT)

members = [member("one.gor"), member("two.gor")]
members[0].wait_for_line("reads partition")
wait_until(lambda: os.path.exists(path("one.gor")) and os.path.getsize(path("one.gor")) > 0, "the first records")
members[0].process.kill()
members[0].process.wait()
wait_until(lambda: len(arrived("one.gor", "two.gor")[0]) == COUNT, "all records", 120)
expect(members[1].stop(), 0, "exit code")

seen, repeated = arrived("one.gor", "two.gor")
expect(seen, {meta[1]: payload for meta, payload in records(source)})
print(f"{repeated} of {COUNT} records came twice")
latest = {}
for meta, _ in records(path("two.gor")):
    session, number = meta[1][:16], int(meta[1][16:], 16)
    assert latest.get(session, -1) < number, f"session {session}: {number} after {latest[session]}"
    latest[session] = number

# All is committed: a third one finds nothing.
third = member("three.gor")
third.wait_for_line("reads partition 3")
extra = Gor("--input-file", source + "|10000%", "--output-kafka-host", broker.address, "--output-kafka-topic", "traffic", "--exit-after", "200ms")
extra.wait()
more = extra.row("output-kafka-host").out
wait_until(lambda: os.path.exists(path("three.gor")) and len(records(path("three.gor"))) >= more, "the later records")
expect(third.stop(), 0, "exit code")
expect(third.row("input-kafka-host").out, more)

# A group that begins with new messages keeps that beginning, even if nobody reads for a while.
early = member("four.gor", "late", "-1")
early.wait_for_line("reads partition 3")
expect(early.stop(), 0, "exit code")
between = run("--input-file", write_recording("few.gor", [get(f"/few/{number}") for number in range(100)]), "--output-kafka-host", broker.address,
              "--output-kafka-topic", "traffic")
expect(between.row("output-kafka-host").out, 100)
late = member("five.gor", "late", "-1")
wait_until(lambda: os.path.exists(path("five.gor")) and len(records(path("five.gor"))) == 100, "what came between the two")
expect(late.stop(), 0, "exit code")
