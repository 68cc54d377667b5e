#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--verbose tells each connection and failure, --verbose 2 each message too; without it neither is told."""
from lib import *

replayed = Recorder()
recording = write_recording("some.gor", [get(f"/{i}") for i in range(3)])
dead = f"http://127.0.0.1:{free_port()}"
for flags, connections, failures, messages in (([], 0, 0, 0), (["--verbose"], 1, 1, 0), (["--verbose", "2"], 1, 1, 6)):
    gor = run("--input-file", recording, "--output-http", replayed.url, *flags)
    expect(gor.process.returncode, 0, "exit code")
    expect(min(1, gor.log.count(f"connection to 127.0.0.1:{replayed.port}: open")), connections, f"connections told with {flags}")
    expect(sum(f"GET /{i} HTTP/1.1" in line for line in gor.log.splitlines() for i in range(3)), messages, f"messages told with {flags}")
    expect(sum("GET /1 HTTP/1.1: 200" in line for line in gor.log.splitlines()), messages // 6, f"answers told with {flags}")
    gor = run("--input-file", recording, "--output-http", dead, *flags)
    expect(min(1, gor.log.count("GET /0 HTTP/1.1: connect")), failures, f"failures told with {flags} ({gor.log})")
