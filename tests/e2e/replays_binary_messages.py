#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Messages of any protocol: sessions keep their order and connections, answers are tracked, pauses are kept, and every way in which a
server can fail is counted. What needs HTTP is refused."""
import socketserver

from lib import *


class Server(socketserver.ThreadingTCPServer):
    """Answers by the first byte of a request: `e` at once, `s` after 300 ms, `p` in pieces, `n` not at all, `c` closes, `r` resets. Keeps
    what each connection has sent."""
    allow_reuse_address, daemon_threads, request_queue_size = True, True, 128

    def __init__(self, port=0, greeting=b""):
        self.connections, self.greeting = [], greeting
        super().__init__(("127.0.0.1", port), Handler)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        seen = []
        self.server.connections.append(seen)
        self.request.sendall(self.server.greeting)
        while request := self.request.recv(1 << 20):
            if seen and seen[-1].startswith(b"L") and not request.startswith((b"e", b"c", b"L")):
                seen[-1] += request  # the rest of a long one
                continue
            seen.append(request)
            kind = request[:1]
            if kind == b"s":
                time.sleep(0.3)
            if kind == b"p":
                for piece in range(3):
                    self.request.sendall(b"piece %d " % piece)
                    time.sleep(0.02)
            if kind in b"espL":
                self.request.sendall(b"to " + request[:20])
            if kind == b"c":
                return
            if kind == b"r":
                self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return


def recording(name, messages, gap_ns=1_000_000):
    """`messages`: pairs of a session's number and a payload."""
    with open(path(name), "wb") as file:
        for number, (session, payload) in enumerate(messages):
            file.write(record(1, f"{session:016x}{number:08x}", 1_700_000_000_000_000_000 + number * gap_ns, payload))
    return path(name)


def replay(name, server, *flags, seconds=60):
    port = server if isinstance(server, int) else server.port
    out = path("responses.gor")
    if os.path.exists(out):
        os.remove(out)
    gor = run("--input-file", name, "--output-binary", f"127.0.0.1:{port}", "--output-binary-track-response", "--output-file", out,
              "--output-file-append", *flags, seconds=seconds)
    expect(gor.process.returncode, 0, "exit code")
    answers = {meta[1][16:]: payload for meta, payload in records(out) if meta[0] == "3"} if os.path.exists(out) else {}
    return gor, [answers.get(f"{number:08x}") for number in range(max((int(key, 16) for key in answers), default=-1) + 1)]


# Sessions: a connection each, in order, also where answers take longer than the recorded pauses.
server = Server()
messages = [(number % 5, b"%s%d \0\xff" % (b"e" if number % 7 else b"s", number)) for number in range(100)]
gor, answers = replay(recording("sessions.gor", messages), server)
expect(answers, [b"to " + payload for _, payload in messages], "answers")
expect(sorted(server.connections), sorted([payload for session, payload in messages if session == one] for one in range(5)), "connections")
expect(gor.row("output-binary").out, 100, "sent")

# Pauses: as recorded. An answer in pieces is whole where the next request comes later than its pauses.
server = Server()
begun = time.monotonic()
gor, answers = replay(recording("pauses.gor", [(1, b"p%d" % number) for number in range(5)], 300_000_000), server)
taken = time.monotonic() - begun
expect(answers, [b"piece 0 piece 1 piece 2 to p%d" % number for number in range(5)], "answers in pieces")
assert 1.2 <= taken < 30, f"{taken} s"

# Fewer connections than sessions: they take turns.
server = Server()
gor, answers = replay(recording("many.gor", [(number, b"e%d" % number) for number in range(20)]), server, "--output-binary-workers", "2")
expect(answers, [b"to e%d" % number for number in range(20)], "answers of many sessions")
expect(sorted(server.connections), sorted([b"e%d" % number] for number in range(20)), "a connection for each session")

# No answer, and a server that closes or resets: the next request of the session has a new connection.
server = Server()
gor, answers = replay(recording("ends.gor", [(1, b"n"), (1, b"e1"), (1, b"c"), (1, b"e2"), (1, b"r"), (1, b"e3")], 50_000_000), server,
                      "--output-binary-timeout", "1s")
expect(answers, [None, b"to e1", None, b"to e2", None, b"to e3"], "answers beside none")
expect(server.connections, [[b"n", b"e1", b"c"], [b"e2", b"r"], [b"e3"]], "connections")
expect(gor.row("output-binary").metric("without an answer"), 3, "requests without an answer")

# A greeting belongs to the first answer. Only a part of a long answer is kept. A long request is sent whole.
server = Server(greeting=b"hello ")
long = b"L" + b"x" * 3_000_000
gor, answers = replay(recording("long.gor", [(1, long), (2, b"e")], 500_000_000), server, "--output-tcp-response-buffer", "8")
expect(answers, [b"hello to", b"hello to"], "kept parts of answers")
expect([b"".join(seen) for seen in sorted(server.connections)], [long, b"e"], "a long request")

# A target that is down.
down = free_port()
gor, answers = replay(recording("down.gor", [(number, b"e") for number in range(10)]), down)
expect(gor.row("output-binary").failed, 10, "lost")
assert "connect" in gor.row("output-binary").line, gor.row("output-binary").line

# A hex view of both directions, where it is asked for.
gor, _ = replay(recording("one.gor", [(1, b"e\x01binary")]), Server(), "--output-binary-debug")
assert "|e.binary|" in gor.log and "|to e.binary|" in gor.log, gor.log

for words in (("--output-http", "http://127.0.0.1:1"), ("--http-allow-url", "/"), ("--http-set-header@output-null", "Authorization: secret"),
              ("--prettify-http",), ("--http-disallow-status", "500"), ("--http-allow-status", "200"), ("--input-raw-realip-header", "X-Real-IP")):
    refused = run("--input-raw", ":80", "--input-raw-protocol", "binary", "--input-raw-track-response", "--output-null", *words)
    expect(refused.process.returncode, 2, f"exit code of {words}")
    assert words[0] in refused.log and "secret" not in refused.log, refused.log
