#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Many listeners send to one aggregator, which shares sessions out among several gors, each on a host of its own: every message arrives once,
all of a session at the same gor, also while hosts are cut off; with acknowledgement nothing is lost either while gors are killed.

GOR_FULL=1: 200 listeners and 8 gors, and a host that is cut off for longer than connections live, as scripts/full-tests does."""
from lib import *

RELEASE_ONLY = "the same code runs with sanitizers in chain_survives_restarts and chains_gors; this one is about many hosts"

import random

FULL = os.environ.get("GOR_FULL") == "1"
LISTENERS, REPLAYS = (200, 8) if FULL else (6, 3) if SLOW else (20, 4)
SESSIONS, EACH, SECONDS = 5, 80, 8  # a listener; requests a session; how long they take
rng = random.Random(6)

if not Network.is_possible():
    skip("no network namespace of its own")
network = Network()
aggregator_host, replay_hosts = network.host(), [network.host() for _ in range(REPLAYS)]
listener_hosts = [network.host() for _ in range(LISTENERS)]


def recording_of(listener):
    """The sessions of a listener take turns."""
    name = path(f"listener{listener}.gor")
    with open(name, "wb") as file:
        for number in range(SESSIONS * EACH):
            session = f"{listener * SESSIONS + number % SESSIONS:016x}"
            at = 1_700_000_000_000_000_000 + number * SECONDS * 1_000_000_000 // (SESSIONS * EACH)
            file.write(record(1, f"{session}{number // SESSIONS:08x}", at, post("/", b"x" * rng.randrange(2000))))
    return name


recordings = [recording_of(listener) for listener in range(LISTENERS)]
wanted = {f"{session:016x}{number:08x}" for session in range(LISTENERS * SESSIONS) for number in range(EACH)}


class Fan:
    def __init__(self, name, acknowledge):
        self._name = name
        self._taking, self._sending = (("--input-tcp-acknowledge",), ("--output-tcp-acknowledge",)) if acknowledge else ((), ())
        self.replays = [self.start_replay(number) for number in range(REPLAYS)]
        self.aggregator = self.start_aggregator()
        self.listeners = [Gor("--input-file", recording, "--output-tcp", f"{aggregator_host.address}:28020", *self._sending, *PATIENTLY, host=host)
                          for host, recording in zip(listener_hosts, recordings)]

    def file(self, number):
        return path(f"{self._name}{number}.gor")

    def start_replay(self, number):
        return Gor("--input-tcp", ":28020", *self._taking, "--output-file", self.file(number), "--output-file-append",
                   "--output-file-flush-interval", "20ms", *PATIENTLY, host=replay_hosts[number], ready="listening on port")

    def start_aggregator(self):
        outputs = [word for host in replay_hosts for word in ("--output-tcp", f"{host.address}:28020")]
        return Gor("--input-tcp", ":28020", *self._taking, "--split-output", "--recognize-tcp-sessions", *outputs, *self._sending, *PATIENTLY,
                   host=aggregator_host, ready="listening on port")

    def kill_replay(self, number):
        self.replays[number].process.kill()
        self.replays[number].process.wait()
        self.replays[number] = self.start_replay(number)

    def kill_aggregator(self):
        self.aggregator.process.kill()
        self.aggregator.process.wait()
        self.aggregator = self.start_aggregator()

    def finish(self):
        """What has arrived: how often each id, and where each session."""
        for gor in self.listeners:
            expect(gor.wait(120), 0, "exit code of a listener")
        held = self.aggregator.status("VmHWM")
        for gor in (self.aggregator, *self.replays):
            expect(gor.stop(signal.SIGTERM), 0, f"exit code\n{gor.log}")
        self.unconfirmed = sum(row.metric("unconfirmed") for gor in (*self.listeners, self.aggregator) for row in gor.rows())
        for gor in (*self.listeners, self.aggregator):
            if any(row.metric("unconfirmed") for row in gor.rows()):
                print(gor.log)
        counts, places = collections.Counter(), collections.defaultdict(set)
        for number in range(REPLAYS):
            for meta, _ in records(self.file(number)):
                counts[meta[1]] += 1
                places[meta[1][:16]].add(number)
        print(f"{self._name}: {len(counts)} messages, {sum(counts.values()) - len(counts)} came again, {self.unconfirmed} unconfirmed, "
              f"aggregator {held // 1024} MB")
        return counts, places


def check(counts, places):
    expect(len(wanted - counts.keys()), 0, "messages that are lost")
    expect(len(counts.keys() - wanted), 0, "messages that nobody has sent")
    expect({len(where) for where in places.values()}, {1}, "at how many gors the messages of a session have arrived")
    by_place = collections.Counter(where for wheres in places.values() for where in wheres)
    assert min(by_place[number] for number in range(REPLAYS)) > 0, f"sessions by gor: {by_place}"


# Hosts are cut off for some seconds: TCP sends again what was under way.
fan = Fan("cut", acknowledge=False)
time_of_cut = 2
wait_until(lambda: os.path.exists(fan.file(0)), "the first messages")
for host in (aggregator_host, replay_hosts[1], listener_hosts[2]):
    host.cut_off()
    cut = time.monotonic()
    wait_until(lambda: time.monotonic() >= cut + time_of_cut, "the end of the cut")
    host.join_again()
counts, places = fan.finish()
check(counts, places)
expect(set(counts.values()), {1}, "how often each has arrived")
expect(fan.unconfirmed, 0, "unconfirmed")

# Gors are killed.
fan = Fan("killed", acknowledge=True)
wait_until(lambda: os.path.exists(fan.file(0)), "the first messages")
for victim in (lambda: fan.kill_replay(0), fan.kill_aggregator, lambda: fan.kill_replay(1), fan.kill_aggregator):
    before = os.path.getsize(fan.file(0))
    wait_until(lambda: os.path.getsize(fan.file(0)) > before, "more messages")
    victim()
check(*fan.finish())

# A replay server is cut off for longer than connections live.
if FULL:
    fan = Fan("apart", acknowledge=True)
    wait_until(lambda: os.path.exists(fan.file(2)), "the first messages")
    replay_hosts[2].cut_off()
    fan.aggregator.wait_for_line("connection broke", seconds=90)
    replay_hosts[2].join_again()
    check(*fan.finish())
