#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The configuration files of examples/kafka: a listener and two replay servers carry each request to the target."""
from lib import *
from support import kafka

if not kafka.can_run():
    skip("there is no Kafka (tests/fetch-servers)")
if any(accepts(port) for port in (80, 8081, 9092)):
    skip("the ports of the example are in use")

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/kafka")
broker = kafka.Kafka(port=9092).format().start()
website, staging = Recorder(port=80), Recorder(port=8081)
members = [Gor("--config", f"{EXAMPLE}/replay.toml", "--verbose", "1", *PATIENTLY) for _ in range(2)]
listener = Gor("--config", f"{EXAMPLE}/listener.toml", ready=CAPTURING)
# The first request makes the topic, which both then have to find before the others count.
Client(80).ask(get("/first"))
for member in members:
    member.wait_for_line("reads partition")

COUNT = 300
clients = [Client(80) for _ in range(10)]
for number in range(COUNT):
    clients[number % 10].ask(get(f"/{number}"))
wait_until(lambda: len({request.target for request in staging.requests if request.target != b"/first"}) == COUNT, "the requests at the target")
for gor in (listener, *members):
    expect(gor.stop(), 0, "exit code")
shares = [member.row("output-http").out for member in members]
print(f"shares: {shares}")
assert all(shares), "one member had nothing to do"
