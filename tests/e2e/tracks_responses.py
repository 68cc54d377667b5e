#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""With both track-response flags a request, its response and its replayed response are recorded under one id."""
from lib import *


def answer(text):
    return lambda request: b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(text) + len(request.target)) + text + request.target


served, replayed, out = Recorder(answer(b"served")), Recorder(answer(b"replayed")), path("out.gor")
gor = capture(served, "--input-raw-track-response", "--output-http", replayed.url, "--output-http-track-response",
              "--output-file", out, "--output-file-append")
client = Client(served.port)
for number in range(100):
    client.ask(get(f"/{number}"), get(f"/{number}/next"))
expect(gor.stop(), 0, "exit code")

exchanges = collections.defaultdict(dict)
for meta, payload in records(out):
    exchanges[meta[1]][meta[0]] = payload
expect(len(exchanges), 200, "ids")
for identifier, by_type in exchanges.items():
    expect(sorted(by_type), ["1", "2", "3"], f"types of {identifier}")
    target = by_type["1"].split(b" ")[1]
    assert by_type["2"].endswith(b"\r\n\r\nserved" + target), by_type
    assert by_type["3"].endswith(b"\r\n\r\nreplayed" + target), by_type
