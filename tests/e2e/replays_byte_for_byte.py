#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Odd but valid requests are replayed as they are: lower-case methods, no leading slash, LF line ends, chunk extensions, trailers."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url)
requests = [
    get("/plain"),
    b"purge /lower HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET no-slash HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /spaces HTTP/1.1\r\nhOST:a\r\nX-Wide:   a \t \r\nX-Twice: 1\r\nX-Twice: 2\r\nX-Empty:\r\n\r\n",
    b"GET /line-feeds HTTP/1.1\nHost: a\n\n",
    b"GET /old HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
    b"POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b\r\n0\r\n\r\n\r\n0;last\r\nX-Trailer: 1\r\n\r\n",
    post("/binary", bytes(range(256)) * 300),
    get("/" + "long" * 5000),
]
client = Client(served.port)
for request in requests:
    expect(client.ask(request), [200])
client.ask(*[get(f"/pipelined/{number}") for number in range(10)])

wait_until(lambda: len(replayed.requests) == len(served.requests), "all requests at the target")
expect(gor.stop(), 0, "exit code")
expect(sorted(r.replayed for r in replayed.requests), sorted(r.replayed for r in served.requests))
expect({r.header(b"host") for r in replayed.requests}, {replayed.address.encode()}, "Host at the target")
