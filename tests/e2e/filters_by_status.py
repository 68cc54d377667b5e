#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--http-allow-status and --http-disallow-status drop or keep whole exchanges, by the response that was captured."""
from lib import *

RESULTS = (200, 301, 404, 500)


def answer(request):
    return b"HTTP/1.1 %s X\r\nContent-Length: 0\r\n\r\n" % request.target[1:4]


def replayed_targets(*flags):
    served, replayed, out = Recorder(answer), Recorder(), path("out.gor")
    if os.path.exists(out):
        os.remove(out)
    gor = capture(served, "--input-raw-track-response", *flags, "--output-http", replayed.url, "--output-file", out, "--output-file-append")
    client = Client(served.port)
    for number in range(100):
        client.ask(get(f"/{RESULTS[number % 4]}/{number}"))
    expect(gor.stop(), 0, f"exit code ({gor.log})")
    expect(gor.row("status filter").into, 200, "requests and responses")
    expect(len({meta[1] for meta, _ in records(out)}) * 2, len(records(out)), "whole exchanges")
    return collections.Counter(target[1:4] for target in replayed.targets())


expect(replayed_targets("--http-allow-status", "2xx,404"), {"200": 25, "404": 25}, "allowed")
expect(replayed_targets("--http-disallow-status", "500-599", "--http-disallow-status", "301"), {"200": 25, "404": 25}, "not disallowed")

gor = run("--input-raw", f":{free_port()}", "--http-allow-status", "200", "--output-null")
expect(gor.process.returncode, 2, "exit code")
assert "--input-raw-track-response" in gor.log, gor.log
gor = run("--input-dummy", "x", "--http-disallow-status", "200,5x", "--output-null")
expect(gor.process.returncode, 2, "exit code")
assert "'200,5x', character 5" in gor.log, gor.log
