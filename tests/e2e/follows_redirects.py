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

# Over several servers: credentials go as far as the target's host, and once a redirect has made it GET it stays GET.
second = Recorder(lambda request: OK if request.target == b"/x/end"
                  else b"HTTP/1.1 308 Permanent Redirect\r\nLocation: ../x/./end\r\nContent-Length: 0\r\n\r\n")


def lead_on(request):
    steps = {b"/start": f"302 Found\r\nLocation: http://{first.address}/again", b"/again": f"307 Temporary\r\nLocation: {second.url}/there/on"}
    return f"HTTP/1.1 {steps[request.target]}\r\nContent-Length: 0\r\n\r\n".encode()


first = Recorder(lead_on)
recording = write_recording("credentials.gor", [post("/start", b"body", headers="Cookie: c\r\n")])
gor = run("--input-file", recording, "--output-http", f"http://me:pw@{first.address}", "--output-http-redirects", "5")
expect(gor.process.returncode, 0, "exit code")
basic = b"Basic bWU6cHc="
expect([(r.line.split(b" ")[0], r.target, r.header(b"authorization"), r.header(b"cookie")) for r in first.requests + second.requests],
       [(b"POST", b"/start", basic, b"c"), (b"GET", b"/again", basic, b"c"),
        (b"GET", b"/there/on", None, None), (b"GET", b"/x/end", None, None)])
expect((first.connections, second.connections), (1, 1), "connections")
