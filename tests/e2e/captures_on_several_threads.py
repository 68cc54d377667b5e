#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-raw-threads 3: requests of many connections, one after the other and several at once, are captured once each with their responses,
in the order of their connection."""
from lib import *

CONNECTIONS, EACH = (20 if SLOW else 100), 20

server, out = Recorder(), path("out.gor")
gor = capture(server, "--input-raw-threads", "3", "--input-raw-track-response", "--output-file", out, "--output-file-append")
expect(gor.log.count("capturing on lo"), 1, "lines about the capture on lo")
clients = [Client(server.port) for _ in range(CONNECTIONS)]
for number in range(EACH):
    for index, client in enumerate(clients):
        client.ask(post(f"/{index}/{number}", os.urandom(10 + 100 * number)))
for client in clients:
    client.close()
expect(gor.stop(), 0, "exit code")

by_session, requests, responses = collections.defaultdict(list), {}, {}
for fields, payload in records(out):
    kind, identity = fields[0], fields[1]
    (requests if kind == "1" else responses)[identity] = payload
    if kind == "1":
        index, number = payload.split(b" ")[1].decode().split("/")[1:]
        by_session[identity[:16], index].append(int(number))
expect(len(requests), CONNECTIONS * EACH, "requests, by their ids")
expect(set(responses), set(requests), "ids of responses")
expect(len(by_session), CONNECTIONS, "connections")
for numbers in by_session.values():
    expect(numbers, list(range(EACH)), "the requests of a connection, in their order")
expect(sorted(requests.values()), sorted(request.head + request.body for request in server.requests), "the bytes of all requests")
