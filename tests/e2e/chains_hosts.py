#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A chain across hosts: client → gor (HTTP) → TLS → gor (aggregator) → two gors → nginx, each gor on a host of its own. What the first has
answered arrives exactly once, also while each gor in turn is restarted by SIGTERM; where one is killed, what is lost was reported, and
with acknowledgement nothing is lost.

GOR_FULL=1: 100,000 requests, as scripts/full-tests does."""
from lib import *

RELEASE_ONLY = "the same code runs with sanitizers in chain_survives_restarts, is_an_http_server and replays_over_tls; this one is about amounts and hosts"

import itertools
import re

FULL = os.environ.get("GOR_FULL") == "1"
COUNT = 100_000 if FULL else 3_000 if SLOW else 20_000
RATE, BATCH, CLIENTS = (500 if SLOW else 4_000), 20, 4  # of the runs that are disturbed: requests a second

if not Network.is_possible():
    skip("no network namespace of its own")
network = Network()
hosts = {name: network.host() for name in ("listener", "aggregator", "first", "second")}
nginx = Nginx(host=GATEWAY)


_, ca = make_certificate("ca", "DNS:ca.example")
key, certificate = make_certificate("aggregator", f"IP:{hosts['aggregator'].address}", "ca")


class Chain:
    def __init__(self, acknowledge):
        taking, sending = (("--input-tcp-acknowledge",), ("--output-tcp-acknowledge",)) if acknowledge else ((), ())
        replay = ("--input-tcp", ":28020", *taking, "--output-http", nginx.url, "--output-http-queue-len", "200000")
        self._flags = {
            "first": replay,
            "second": replay,
            "aggregator": ("--input-tcp", ":28020", "--input-tcp-secure", "--input-tcp-certificate", certificate, "--input-tcp-certificate-key", key,
                           *taking, "--split-output", "--output-tcp", hosts["first"].address + ":28020",
                           "--output-tcp", hosts["second"].address + ":28020", *sending),
            "listener": ("--input-http", ":8081", "--output-tcp", hosts["aggregator"].address + ":28020", "--output-tcp-secure",
                         "--output-tcp-ca", ca, *sending),
        }
        self.gors = {}
        self.unconfirmed = 0
        for name in self._flags:
            self.start(name)

    def start(self, name):
        self.gors[name] = Gor(*self._flags[name], *PATIENTLY, host=hosts[name], ready="listening on port")

    def restart(self, name):
        self.stop(name)
        self.start(name)

    def kill_and_restart(self, name):
        self.gors[name].process.kill()
        self.gors[name].process.wait()
        self.start(name)

    def stop(self, name):
        gor = self.gors[name]
        expect(gor.stop(signal.SIGTERM), 0, f"exit code of {name}\n{gor.log}")
        for number in range(2):
            if row := gor.row("output-tcp", number):
                self.unconfirmed += row.metric("unconfirmed")
        for row in gor.rows():
            expect(row.dropped + row.failed, 0, f"dropped or failed at {name}: {row.line}")

    def stop_all(self):
        for name in ("listener", "aggregator", "first", "second"):
            self.stop(name)


class Clients:
    """Ask the listener, several requests at a time on each connection, each with a number of its own. `answered`: the numbers of those that got
    their answer. What was under way when a connection broke is asked for no more."""

    def __init__(self, count, rate=None):
        self.answered = []
        self._numbers, self._count, self._rate = itertools.count(), count, rate
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(CLIENTS)]
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def _batches(self):
        for first in itertools.count(step=BATCH):
            batch = [next(self._numbers) for _ in range(BATCH)]
            if batch[0] >= self._count:
                return
            yield batch

    def _ask(self):
        connection = None
        for batch in self._batches():
            if self._rate:
                time.sleep(max(0, self._began + batch[0] / self._rate - time.monotonic()))
            while connection is None:
                try:
                    connection = socket.create_connection((hosts["listener"].address, 8081), timeout=60)
                except OSError:
                    time.sleep(0.01)
            heard = b""
            try:
                connection.sendall(b"".join(get(f"/{number}") for number in batch))
                while heard.count(b"\r\n\r\nOK") < BATCH:
                    data = connection.recv(65536)
                    if not data:
                        break
                    heard += data
            except OSError:
                pass
            whole = heard.count(b"\r\n\r\nOK")
            self.answered += batch[:whole]
            if whole < BATCH or b"Connection: close" in heard:
                connection.close()
                connection = None

    def wait(self):
        for thread in self._threads:
            thread.join()

    def wait_for_more(self):
        before = len(self.answered)
        wait_until(lambda: len(self.answered) >= before + RATE // 2 or not any(thread.is_alive() for thread in self._threads), "more answers")


def arrived():
    """How often each number has arrived at nginx since the last call."""
    nginx.stop()
    with open(nginx.log, "rb") as log:
        counts = collections.Counter(int(number) for number in re.findall(rb"^GET /(\d+) ", log.read(), re.M))
    os.remove(nginx.log)
    nginx.start()
    return counts


def run_disturbed(acknowledge, disturb, names):
    """The clients ask while each of the gors is disturbed; the lost ones, how often what has come more than once has, and the chain."""
    chain, clients = Chain(acknowledge), Clients(COUNT, RATE)
    for name in names:
        clients.wait_for_more()
        disturb(chain, name)
    clients.wait()
    chain.stop_all()
    counts = arrived()
    lost = [number for number in clients.answered if number not in counts]
    assert len(clients.answered) > COUNT * 0.8, f"{len(clients.answered)} answers"
    return lost, [count for count in counts.values() if count > 1], chain


lost, doubled, chain = run_disturbed(False, lambda chain, name: None, [])
expect((lost, doubled, chain.unconfirmed), ([], [], 0), "lost, doubled, unconfirmed where nothing is disturbed")

lost, doubled, chain = run_disturbed(False, Chain.restart, ("first", "aggregator", "second", "listener"))
expect((lost, doubled, chain.unconfirmed), ([], [], 0), "lost, doubled, unconfirmed while each is restarted")

lost, doubled, chain = run_disturbed(False, Chain.kill_and_restart, ("first", "aggregator", "second"))
assert len(lost) <= chain.unconfirmed, f"{len(lost)} are lost, {chain.unconfirmed} were reported"
expect(doubled, [], "doubled while each is killed")
print(f"killed: {len(lost)} lost, {chain.unconfirmed} unconfirmed")

# What the first one held is gone with it, and nobody is left to report it.
lost, doubled, chain = run_disturbed(False, Chain.kill_and_restart, ("listener",))
assert len(lost) <= RATE, f"{len(lost)} are lost with the listener"
expect((doubled, chain.unconfirmed), ([], 0), "doubled, unconfirmed while the listener is killed")

lost, doubled, chain = run_disturbed(True, Chain.kill_and_restart, ("first", "aggregator", "second"))
expect((lost, chain.unconfirmed), ([], 0), "lost, unconfirmed with acknowledgement")
assert len(doubled) <= 2 * RATE, f"{len(doubled)} have come more than once"
print(f"killed, with acknowledgement: 0 lost, {len(doubled)} came again")
