#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The capture of a loaded server does not notice 1,000 silent clients of --admin, one that does not read, and one that polls."""
from lib import *
import re

ALONE = "measures whether a loaded capture keeps up"
RELEASE_ONLY = "it is about amounts of traffic"
ADMIN = Admin()


def poll(over, answers):
    while not over.is_set():
        for target in ("/metrics", "/api/stats"):
            answers.append(ADMIN.answer(target)[0])
        over.wait(0.1)


nginx = Nginx()
gor = Gor("--input-raw", f":{nginx.port}", "--output-null", "--admin", ADMIN.address, ready=CAPTURING)
ADMIN.wait()
silent = [socket.create_connection((ADMIN.host, ADMIN.port), timeout=30) for _ in range(1000)]
slow = socket.socket()
slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
slow.connect((ADMIN.host, ADMIN.port))
slow.sendall(b"GET /api/events HTTP/1.1\r\nHost: h\r\n\r\n")
over, answers = threading.Event(), []
poller = threading.Thread(target=poll, args=(over, answers))
poller.start()
load = subprocess.run(["wrk", "-t1", "-c16", "-d4s", nginx.url], capture_output=True, text=True, timeout=120, check=True)
count = int(re.search(r"(\d+) requests in", load.stdout)[1])
over.set()
poller.join()
expect(gor.stop(seconds=120), 0, "exit code")
row = gor.row("input-raw")
expect(row.metric("packets dropped by the kernel"), 0, "packets dropped by the kernel")
assert count <= row.into <= count + 100, f"{count} requests were answered, {row.into} captured: {gor.log}"
assert len(answers) > 10 and set(answers) == {200}, answers
