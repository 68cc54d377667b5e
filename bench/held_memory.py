# SPDX-License-Identifier: Apache-2.0
"""The memory that gor holds for each connection and session: the difference between a run with few and one with many of them."""
import dataclasses
import socket
import struct
import subprocess
import threading
from collections.abc import Callable

from capture_file import frame, write_packets
from measure import Gor, path, wait_until, write_recording

_SYN, _FIN, _PUSH = 0x02, 0x11, 0x18


class MuteServer:
    """Accepts any number of connections, and reads nothing."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        try:
            while True:
                self.connections.append(self._listener.accept()[0])
        except OSError:
            pass  # closed

    def close(self):
        self._listener.close()
        for connection in self.connections:
            connection.close()


def _recording(sessions, requests):
    return ["--input-file", write_recording(path(f"{sessions}-sessions-{requests}.gor"), sessions * requests, 1000, sessions) + "|1000000%"]


def _resident(gor):
    with open(f"/proc/{gor.process.pid}/status", encoding="ascii") as status:
        return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def _while_unanswered(binary, flags, is_ready):
    server = MuteServer()
    gor = Gor(*flags, "--output-http", server.url, "--output-http-timeout", "600s", "--output-http-queue-len", "1000000", "--memory-limit", "8gb",
              binary=binary)
    is_ready(gor, server)
    held = _resident(gor)
    gor.process.kill()
    gor.process.wait()
    server.close()
    return held


def connections(binary, count):
    """Of an HTTP output, each with a request in flight."""
    flags = [*_recording(count, 1), "--recognize-tcp-sessions"]
    return _while_unanswered(binary, flags, lambda _, server: wait_until(lambda: len(server.connections) == count, "the connections", 60))


def sessions(binary, count):
    """In causal order, each with a request that was sent and one that waits for its response."""
    return _while_unanswered(binary, [*_recording(count, 2), "--causal"], lambda gor, _: gor.wait_for_line("end of file"))


def _packets(count, close):
    for number in range(count):
        client = struct.pack(">BBH", 10, number >> 16, 1 + (number >> 8 & 0xff))
        port = 20000 + (number & 0xff)
        request = b"GET /%08d HTTP/1.1\r\nHost: example.com\r\n\r\n" % number
        yield number * 50, frame(port, 80, 0, 0, b"", _SYN, client)
        yield number * 50, frame(port, 80, 1, 1, request, _PUSH, client)
        if close:
            yield number * 50, frame(port, 80, 1 + len(request), 1, b"", _FIN, client)


def _flows(binary, count, close):
    name = write_packets(path("flows.pcap"), _packets(count, close))
    gor = Gor("--input-raw", f"{name}:80", "--output-null", binary=binary, stdout=subprocess.DEVNULL)
    gor.wait(120)
    return 1024 * gor.usage.ru_maxrss


def open_flows(binary, count):
    """Captured connections, each after a request."""
    return _flows(binary, count, close=False)


def closed_flows(binary, count):
    """Captured connections that were closed within the last minute."""
    return _flows(binary, count, close=True)


@dataclasses.dataclass
class Held:
    name: str
    measure: Callable  # (binary, count) -> bytes of the process
    few: int
    many: int

    def bytes_each(self, binary):
        return (self.measure(binary, self.many) - self.measure(binary, self.few)) / (self.many - self.few)


ROWS = [
    Held("connection of output-http, with a request in flight", connections, 1_000, 10_000),
    Held("session in causal order, with a request that waits", sessions, 1_000, 10_000),
    Held("captured connection", open_flows, 5_000, 35_000),
    Held("captured connection that was closed within a minute", closed_flows, 50_000, 250_000),
]
