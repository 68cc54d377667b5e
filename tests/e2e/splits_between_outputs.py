#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--split-output sends each request to one output, in turn, and its response after it, at any speed; with
--recognize-tcp-sessions all of a session goes to the same output."""
from lib import *

SESSIONS, EACH = 40, 5
recording = path("in.gor")
with open(recording, "wb") as file:
    for number in range(SESSIONS * EACH):
        identifier = f"{number % SESSIONS:016x}{number:08x}"
        file.write(record(1, identifier, 1_700_000_000_000_000_000 + number * 5_000_000, get(f"/{number}")))
        file.write(record(2, identifier, 1_700_000_000_000_000_001 + number * 5_000_000, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))

servers, out = [Recorder(), Recorder(), Recorder()], path("out.gor")
outputs = [word for server in servers for word in ("--output-http", server.url)]
gor = run("--input-file", recording + "|200%", "--split-output", "true", *outputs, "--output-file", out, "--output-file-append")
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
expect([len(server.requests) for server in servers], [50, 50, 50], "requests by server")
expect(collections.Counter(meta[0] for meta, _ in records(out)), {"1": 50, "2": 50}, "records by type")
seen = [target for server in servers for target in server.targets()] + [payload.split()[1].decode() for meta, payload in records(out) if meta[0] == "1"]
expect(sorted(seen), sorted(f"/{number}" for number in range(SESSIONS * EACH)), "each request once")
requests, responses = ({meta[1] for meta, _ in records(out) if meta[0] == kind} for kind in "12")
expect(requests, responses, "ids of requests and responses")

files = [path("first.gor"), path("second.gor")]
gor = run("--input-file", recording + "|10000%", "--split-output", "--recognize-tcp-sessions",
          "--output-file", files[0], "--output-file", files[1], "--output-file-append")  # fmt: skip
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
sessions = [collections.Counter(meta[1][:16] for meta, _ in records(file)) for file in files]
assert not sessions[0].keys() & sessions[1].keys(), "a session went to both"
expect(sorted([*sessions[0].values(), *sessions[1].values()]), [2 * EACH] * SESSIONS, "messages by session")
assert all(len(part) >= SESSIONS / 8 for part in sessions), f"sessions by output: {[len(part) for part in sessions]}"
