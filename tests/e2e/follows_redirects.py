#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-http-redirects N follows that many and no more; 307 keeps method and body, 302 becomes GET."""
from lib import *


def answer(request):
    target = request.target.decode()
    if target.startswith("/hop"):
        status = {"t": "307 Temporary Redirect"}.get(target[4], "302 Found")
        location = "/end" if target.endswith("1") else f"/hop{target[4]}{int(target[5:]) - 1}"
        return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    return OK


recording = path("hops.gor")
with open(recording, "wb") as file:
    for number, target in enumerate(("/hopt1", "/hopf2", "/hopf3")):
        file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number, post(target, b"body")))
replayed = Recorder(answer)
gor = run("--input-file", recording, "--output-http", replayed.url, "--output-http-redirects", "2", "--output-http-workers", "1")
expect(gor.process.returncode, 0, "exit code")
expect([(r.line.split(b" ")[0], r.target, r.body) for r in replayed.requests],
       [(b"POST", b"/hopt1", b"body"), (b"POST", b"/end", b"body"),
        (b"POST", b"/hopf2", b"body"), (b"GET", b"/hopf1", b""), (b"GET", b"/end", b""),
        (b"POST", b"/hopf3", b"body"), (b"GET", b"/hopf2", b""), (b"GET", b"/hopf1", b"")])
expect(gor.row("output-http").into, 3)
