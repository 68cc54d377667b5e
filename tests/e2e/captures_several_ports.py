#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`:A,B` captures both servers and not a third one; the same client port against both is no mix-up (case 12)."""
from lib import *

one, other, foreign, replayed = Recorder(), Recorder(), Recorder(), Recorder()
gor = Gor("--input-raw", f":{one.port},{other.port}", "--output-http", replayed.url, ready=CAPTURING)
client_port = free_port()
connections = []
for server in (one, other):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    connection.bind(("127.0.0.1", client_port))
    connection.connect(("127.0.0.1", server.port))
    connections.append((server, connection))
for number in range(20):
    for server, connection in connections:
        request = post(f"/{server.port}/{number}", b"x" * 100)
        connection.sendall(request[:60])
    for server, connection in connections:
        connection.sendall(post(f"/{server.port}/{number}", b"x" * 100)[60:])
        connection.recv(4096)
ask(foreign.port, get("/foreign"))
wait_until(lambda: len(replayed.requests) >= 40, "all requests at the target")
expect(gor.stop(), 0, "exit code")
expect(collections.Counter(replayed.targets()), collections.Counter(one.targets() + other.targets()))
