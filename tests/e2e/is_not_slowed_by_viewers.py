#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The capture of a loaded server does not notice 1,000 silent clients of --admin, one that does not read, and one that polls."""
from lib import *
import re
import urllib.request

ALONE = "measures whether a loaded capture keeps up"
RELEASE_ONLY = "it is about amounts of traffic"
ADMIN = ("127.0.0.1", free_port())


def poll(over, answers):
    while not over.is_set():
        for target in ("/metrics", "/api/stats"):
            with urllib.request.urlopen(f"http://{ADMIN[0]}:{ADMIN[1]}{target}", timeout=30) as answer:
                answer.read()
                answers.append(answer.status)
        over.wait(0.1)


nginx = Nginx()
gor = Gor("--input-raw", f":{nginx.port}", "--output-null", "--admin", f"{ADMIN[0]}:{ADMIN[1]}", ready=CAPTURING)
wait_until(lambda: accepts(ADMIN[1]), "the server of --admin")
silent = [socket.create_connection(ADMIN, timeout=30) for _ in range(1000)]
slow = socket.socket()
slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
slow.connect(ADMIN)
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
