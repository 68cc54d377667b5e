#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whichever queue or listener is flooded, with tiny messages or with large ones that never end, the resident size stays under --memory-limit plus 60 MB."""
from lib import *

RELEASE_ONLY = "resident sizes mean nothing with a sanitizer"

LIMIT_MB = 64
MOST_MB = LIMIT_MB + 60
LIMIT = ("--memory-limit", f"{LIMIT_MB}mb", "--drain-timeout", "1s")
COUNT = 600_000


def end(what, gor):
    """Not by what it has used in all: that begins with what this process held."""
    peak = gor.status("VmHWM") // 1024
    gor.stop(signal.SIGTERM)
    assert peak < MOST_MB, f"{what}: {peak} MB resident\n{gor.log}"


def flood(name, make):
    with open(path(name), "wb", buffering=1 << 20) as file:
        for number in range(COUNT):
            file.write(make(number))
    return path(name)


START = 1_700_000_000_000_000_000
tiny = flood("tiny.gor", lambda n: record(1, f"{n:024x}", START + n, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
sessions = flood("sessions.gor", lambda n: record(1, f"{n:016x}{0:08x}", START + n, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
pairs = flood("pairs.gor", lambda n: record(1 + n % 2, f"{n // 2:024x}", START + n, b"GET / HTTP/1.1\r\n\r\n" if n % 2 == 0 else b"HTTP/1.1 200 OK\r\n\r\n"))


class Deaf:
    """A listener that takes connections and never reads."""

    def __init__(self):
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(1000)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"


def settle(gor):
    """Waits until it has not grown for a second."""
    sizes = []

    def is_settled():
        sizes.append(gor.status("VmRSS"))
        return len(sizes) > 100 and max(sizes[-100:]) - sizes[-100] < 100
    wait_until(is_settled, "a resident size that grows no more")


def replay(what, recording, *flags):
    """Lets a recording run against something that does not take it, until it is stuck."""
    gor = Gor("--input-file", recording + "|1000000%", *LIMIT, *flags)
    settle(gor)
    end(what, gor)
    return gor


os.mkfifo(path("stuck"))
stuck = os.open(path("stuck"), os.O_RDWR)
deaf = Deaf()
replay("output-file on a pipe", tiny, "--output-file", path("stuck"))
replay("output-http", tiny, "--output-http", f"http://{deaf.address}", "--output-http-queue-len", "10000000", "--output-http-timeout", "60s")
replay("output-http by session", sessions, "--output-http", f"http://{deaf.address}", "--output-http-queue-len", "10000000", "--recognize-tcp-sessions", "--output-http-timeout", "60s")
replay("output-tcp", tiny, "--output-tcp", deaf.address)
replay("output-tcp, nobody there", tiny, "--output-tcp", f"127.0.0.1:{free_port()}")
replay("output-ws", tiny, "--output-ws", f"ws://{deaf.address}")
replay("middleware", tiny, "--middleware", "sleep 60", "--output-null")
replay("causal order", tiny, "--causal", "--session-key", "header:Host", "--output-http", f"http://{deaf.address}", "--output-http-timeout", "60s")
replay("status filter", tiny, "--http-allow-status", "200", "--input-file-loop", "--output-null")
replay("several outputs", tiny, "--output-file", path("stuck"), "--output-tcp", deaf.address, "--output-http", f"http://{deaf.address}", "--output-http-timeout", "60s")
replay("looking ahead", pairs, "--input-file-read-depth", "1000000", "--output-file", path("stuck"))


def hold(what, address_flag, connect, count, *flags, seconds=2):
    """Lets many clients send what never ends."""
    port = free_port()
    gor = Gor(address_flag, f"127.0.0.1:{port}", *LIMIT, *flags, "--output-null", ready="listening on port")
    clients = []
    for number in range(count):
        client = socket.create_connection(("127.0.0.1", port))
        if address_flag == "--input-ws":
            client.sendall(HANDSHAKE)
            assert client.recv(1000).startswith(b"HTTP/1.1 101"), "no WebSocket"
        client.setblocking(False)
        clients.append((client, memoryview(connect(number))))
    deadline = time.monotonic() + 20
    while clients and time.monotonic() < deadline:
        left, moved = [], False
        for client, rest in clients:
            try:
                sent = client.send(rest[:1 << 20])
                moved = True
                if sent < len(rest):
                    left.append((client, rest[sent:]))
                else:
                    held.append(client)
            except BlockingIOError:
                left.append((client, rest))
            except OSError:
                client.close()
        clients = left
        if not moved:
            time.sleep(0.01)
    settle(gor)
    end(what, gor)
    return gor


held = []
BODY = b"x" * 4_900_000
unfinished = record(1, "0" * 24, START, b"POST / HTTP/1.1\r\nContent-Length: 5000000\r\n\r\n" + BODY)[:-len("\n🐵🙈🙉\n".encode())]
gor = hold("input-tcp", "--input-tcp", lambda n: unfinished, 60)
assert gor.row("input-tcp").metric("turned away") > 0, gor.log
HANDSHAKE = b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
frame = b"\x02\xff" + (5_000_000).to_bytes(8, "big") + b"\0\0\0\0" + BODY  # masked with zeros
gor = hold("input-ws", "--input-ws", lambda n: frame, 60)
assert gor.row("input-ws").metric("turned away") > 0, gor.log
gor = hold("input-http", "--input-http", lambda n: b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n" + BODY, 60)
assert gor.row("input-http").metric("turned away") > 0, gor.log
hold("tiny records over input-tcp", "--input-tcp", lambda n: open(tiny, "rb").read(), 2, "--middleware", "sleep 60")
