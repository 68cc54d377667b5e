#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Host becomes the target's unless --http-original-host; user info becomes Basic authorization; a URL with a path gets everything."""
from lib import *

recording = path("one.gor")
with open(recording, "wb") as file:
    request = get("/path?q=1", host="original.example", headers="Authorization: Bearer old\r\nConnection: close\r\nX-Last: 1\r\n")
    file.write(record(1, "aa", 1_700_000_000_000_000_000, request))

for url, flags, line, headers in (
    ("http://{}", [], b"GET /path?q=1 HTTP/1.1", {b"host": None, b"authorization": b"Bearer old"}),
    ("{}", ["--http-original-host"], b"GET /path?q=1 HTTP/1.1", {b"host": b"original.example"}),
    ("http://user:pa%20ss@{}/", [], b"GET /path?q=1 HTTP/1.1", {b"authorization": b"Basic dXNlcjpwYSBzcw=="}),
    ("http://{}/fixed?x=y", [], b"GET /fixed?x=y HTTP/1.1", {b"x-last": b"1"}),
):
    replayed = Recorder()
    gor = run("--input-file", recording, "--output-http", url.format(replayed.address), *flags)
    expect(gor.process.returncode, 0, f"exit code ({gor.log})")
    expect(len(replayed.requests), 1, "requests")
    got = replayed.requests[0]
    expect(got.line, line, url)
    expect(got.header(b"connection"), None, "Connection")
    for name, value in headers.items():
        expect(got.header(name), value or replayed.address.encode(), name.decode())

# What is right, but hardly meant, is said at the start, once.
replayed = Recorder()
rewriting = ["--http-rewrite-header", "Host: original,other$2", "--http-rewrite-url", "/(path):/$1x"]
for more, is_lost in (([], True), (["--http-original-host"], False), (["--http-set-header", "Host: mine"], False)):
    gor = run("--input-file", recording, "--output-http", replayed.url, *rewriting, *more)
    expect(gor.process.returncode, 0, f"exit code ({gor.log})")
    expect(gor.log.count("sets Host to its own"), int(is_lost), f"warnings of the Host ({gor.log})")
    expect(gor.log.count("no group '2'"), 1, f"warnings of the group ({gor.log})")
    expect(gor.log.count("no group '1x'"), 1, f"warnings of the group ({gor.log})")
expect([r.header(b"host") for r in replayed.requests], [replayed.address.encode(), b"other.example", b"mine"])
expect([r.line for r in replayed.requests], [b"GET /?q=1 HTTP/1.1"] * 3)
