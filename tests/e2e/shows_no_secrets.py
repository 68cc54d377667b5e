#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No view shows what may be a secret: user info, headers, queries, bodies, tokens in paths, arguments of programs, values of flags."""
from lib import *

SECRET = "s3cr3tV4lue"
ADMIN = Admin()
PATHS = ("/", "/metrics", "/healthz", "/api/stats", "/api/history", "/debug/vars", "/debug/pprof/cmdline", f"/{SECRET}?{SECRET}")


def fetch(target):
    return ADMIN.fetch(target, Authorization=SECRET)


def first_event():
    with socket.create_connection((ADMIN.host, ADMIN.port), timeout=30) as client:
        client.sendall(f"GET /api/events HTTP/1.1\r\nHost: {ADMIN.address}\r\n\r\n".encode())
        received = b""
        while b"data: " not in received or not received.endswith(b"\n\n"):
            received += client.recv(65536)
        return received.decode()


requests = [
    get(f"/login?password={SECRET}", headers=f"Authorization: Bearer {SECRET}\r\nCookie: id={SECRET}\r\nX-{SECRET}: 1\r\n"),
    get(f"/reset/{SECRET}{SECRET}/done"),
    get(f"/user/me@{SECRET}.example"),
    get(f"/x/%20{SECRET}"),
    post("/form", f"token={SECRET}".encode()),
    get("/ok").replace(b"GET", SECRET.upper().encode()),
]
target = Recorder(f"HTTP/1.1 200 {SECRET}\r\nX-Token: {SECRET}\r\nContent-Length: {len(SECRET)}\r\n\r\n{SECRET}".encode())
dead = f"127.0.0.1:{free_port()}"
gor = Gor("--input-file", write_recording("x.gor", requests), "--input-dummy", "x",
          "--output-http", target.url.replace("//", f"//me:{SECRET}@") + f"/?key={SECRET}",
          "--output-http", f"http://{SECRET}@{dead}/?key={SECRET}", "--output-http-track-response",
          "--middleware", f"env TOKEN={SECRET} cat", "--http-set-header", f"X-Key: {SECRET}", "--http-set-param", f"key={SECRET}",
          "--http-basic-auth-filter", f"me:{SECRET}", "--correlate", f"json:{SECRET}", "--admin", ADMIN.address, "--stats",
          "--output-kafka-host", dead, "--output-kafka-topic", "t", "--output-kafka-use-sasl", "--output-kafka-username", f"u{SECRET}",
          f"--output-kafka-password={SECRET}", "--kafka-option", f"sasl.password={SECRET}",
          "--output-http-elasticsearch", f"http://me:{SECRET}@{dead}/gor", "--drain-timeout", "1s", "--output-http-stats", "--input-raw", f":{target.port}", "--input-raw-track-response",
          "--stats-json", path("stats.json"))  # fmt: skip
ADMIN.wait()
wait_until(lambda: "down for" in fetch("/healthz"), "an output that is down")
assert "gor_route_duration_seconds" in fetch("/metrics") and len(target.requests) > 3, gor.log
for target_path in PATHS:
    assert SECRET.lower() not in fetch(target_path).lower(), f"{target_path} shows a secret: {fetch(target_path)}"
assert SECRET.lower() not in first_event().lower()
expect(gor.stop(), 0, "exit code")
with open(path("stats.json"), encoding="utf-8") as file:
    assert SECRET.lower() not in file.read().lower(), "--stats-json shows a secret"
shown = [line for line in gor.log.splitlines() if SECRET.lower() in line.lower()]
expect(shown, [], "lines of the log")
