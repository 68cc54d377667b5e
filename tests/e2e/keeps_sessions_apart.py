#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--recognize-tcp-sessions: each recorded session has a connection of its own and its requests go out in order, each after the answer to the
one before; with fewer connections than sessions the order stays."""
from lib import *

import random

SESSIONS, EACH = 60, 20
rng = random.Random(3)


class SlowServer:
    """Answers after up to some milliseconds; knows which requests came over which connection, and whether two were under way."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.heard = []  # a list of targets a connection
        self.open = self.most_open = 0
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listener.accept()
            targets = []
            with self.lock:
                self.heard.append(targets)
                self.open += 1
                self.most_open = max(self.most_open, self.open)
            threading.Thread(target=self._serve, args=(connection, targets), daemon=True).start()

    def _serve(self, connection, targets):
        with connection:
            while data := connection.recv(65536):
                assert data.count(b"\r\n\r\n") == 1, "two requests under way on one connection"
                targets.append(data.split(b" ")[1].decode())
                time.sleep(random.random() * 0.004)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        with self.lock:
            self.open -= 1


def by_session(targets):
    numbers = collections.defaultdict(list)
    for target in targets:
        session, number = target.strip("/").split("/")
        numbers[session].append(int(number))
    return numbers


recording = path("sessions.gor")
places = [session for session in range(SESSIONS) for _ in range(EACH)]
rng.shuffle(places)
sent = collections.Counter()
with open(recording, "wb") as file:
    for at, session in enumerate(places):
        sent[session] += 1
        file.write(record(1, f"{session:016x}{sent[session]:08x}", 1_700_000_000_000_000_000 + at * 1000, get(f"/{session}/{sent[session]}")))

server = SlowServer()
gor = run("--input-file", recording, "--recognize-tcp-sessions", "--output-http", f"http://127.0.0.1:{server.port}")
expect(gor.process.returncode, 0, "exit code")
expect(gor.row("output-http").out, SESSIONS * EACH, "answered")
expect(len(server.heard), SESSIONS, "connections")
for targets in server.heard:
    numbers = by_session(targets)
    expect(len(numbers), 1, "sessions of a connection")
    expect(*numbers.values(), list(range(1, EACH + 1)))

server = SlowServer()
gor = run("--input-file", recording, "--recognize-tcp-sessions", "--output-http", f"http://127.0.0.1:{server.port}", "--output-http-workers", "7",
          *PATIENTLY)
expect(gor.row("output-http").out, SESSIONS * EACH, "answered")
assert server.most_open <= 2 * 7, f"{server.most_open} connections"  # one may be noticed late to have ended
numbers = collections.defaultdict(list)
for targets in server.heard:
    parts = by_session(targets)
    expect(len(parts), 1, "sessions of a connection")
    for session, part in parts.items():
        numbers[session] += part
expect(sorted(numbers.values()), [list(range(1, EACH + 1))] * SESSIONS, "what each session has sent")

# A dead target, and one that comes back, end every message in the books.
gor = run("--input-file", recording, "--recognize-tcp-sessions", "--output-http", f"http://127.0.0.1:{free_port()}")
expect(gor.process.returncode, 0, "exit code")
expect(gor.row("output-http").out, 0, "answered by a dead target")
