#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--prettify-http undoes chunked and gzip, of requests and responses alike; a damaged body and a gzip bomb stay as they were."""
import gzip

from lib import *

SMALL = ("--copy-buffer-size", "1mb")


def message(start, fields, body):
    return f"{start}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


def recorded(name, *pairs):
    with open(path(name), "wb") as file:
        for number, (kind, payload) in enumerate(pairs):
            file.write(record(kind, f"{number // 2:024x}", 1_700_000_000_000_000_000 + number, payload))
    return path(name)


packed, bomb = gzip.compress(b"hello " * 100), gzip.compress(bytes(2_000_000))
recording, out = recorded(
    "in.gor",
    (1, message("POST /packed HTTP/1.1", "Content-Encoding: gzip\r\n", packed)),
    (2, message("HTTP/1.1 200 OK", "", b"plain")),
    (1, b"POST /chunked HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
    (2, message("HTTP/1.1 200 OK", "Content-Encoding: gzip\r\n", packed[:-1])),
    (1, message("POST /bomb HTTP/1.1", "Content-Encoding: gzip\r\n", bomb)),
    (2, message("HTTP/1.1 200 OK", "Content-Encoding: gzip\r\n", packed)),
), path("out.gor")
gor = run("--input-file", recording, "--output-file", out, "--output-file-append", "--prettify-http", *SMALL)
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
expect(gor.row("prettify").into, 6, "messages")
before, after = [payload for _, payload in records(recording)], [payload for _, payload in records(out)]
expect(after[0], message("POST /packed HTTP/1.1", "", b"hello " * 100), "a packed request")
expect(after[1], before[1], "a plain response")
expect(after[2], b"POST /chunked HTTP/1.1\r\nContent-Length: 2\r\n\r\nok", "a request in chunks")
expect(after[3], before[3], "a damaged response")
expect(after[4], before[4], "a bomb")
expect(after[5], message("HTTP/1.1 200 OK", "", b"hello " * 100), "a packed response")
