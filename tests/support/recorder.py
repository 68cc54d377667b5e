# SPDX-License-Identifier: Apache-2.0
"""An HTTP server that keeps each request as the bytes it came in."""
import dataclasses
import re
import socket
import socketserver
import threading
import time

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
# What gor changes on purpose in a request that it replays.
_CHANGED = re.compile(rb"(?im)^(host:|expect:|connection: close).*\n")


@dataclasses.dataclass
class Request:
    head: bytes  # with its empty line
    body: bytes  # as sent, chunks and all
    connection: int
    time: float  # when its head was there, time.monotonic()

    @property
    def line(self):
        return self.head.split(b"\n", 1)[0].rstrip(b"\r")

    @property
    def target(self):
        return self.line.split(b" ")[1]

    def header(self, name):
        for line in self.head.split(b"\n")[1:]:
            key, colon, value = line.partition(b":")
            if colon and key.lower() == name.lower():
                return value.strip()
        return None

    @property
    def replayed(self):
        """The bytes but for the head lines that gor changes on purpose: equal for a request and its replay."""
        return _CHANGED.sub(b"", self.head) + self.body


def _read_chunked(stream):
    body = b""
    while True:
        size_line = stream.readline()
        body += size_line
        size = int(size_line.split(b";")[0], 16)
        if size:
            body += stream.read(size + 2)
            continue
        while True:
            line = stream.readline()
            body += line
            if line in (b"\r\n", b"\n", b""):
                return body


def read_request(stream, connection=0, interim=None):
    """The next request, or None at the end; interim() is called where the client waits for 100 Continue."""
    lines = []
    while True:
        line = stream.readline(1 << 20)
        if not line:
            return None
        lines.append(line)
        if line in (b"\r\n", b"\n") and len(lines) > 1:
            break
    request = Request(b"".join(lines), b"", connection, time.monotonic())
    if interim and request.header(b"expect"):
        interim()
    if b"chunked" in (request.header(b"transfer-encoding") or b"").lower():
        request.body = _read_chunked(stream)
    else:
        size = int(request.header(b"content-length") or 0)
        request.body = stream.read(size)
        if len(request.body) < size:
            return None
    return request


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024


class Recorder:
    """`answer` is the bytes of every answer, or a function of the request that returns them (None closes)."""

    def __init__(self, answer=OK, host="127.0.0.1", port=0, tls=None):
        self.requests = []
        self.connections = 0
        self._lock = threading.Lock()
        recorder = self

        class Connection(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self):
                recorder._serve(self, answer)

        class Server(_Server):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        self._server = Server((host, port), Connection)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.host, self.port = self._server.server_address[:2]
        self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.address}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _serve(self, connection, answer):
        with self._lock:
            self.connections += 1
            number = self.connections
        send = connection.request.sendall
        try:
            while True:
                request = read_request(connection.rfile, number, lambda: send(b"HTTP/1.1 100 Continue\r\n\r\n"))
                if request is None:
                    return
                with self._lock:
                    self.requests.append(request)
                answered = answer(request) if callable(answer) else answer
                if answered is None:
                    return
                send(answered)
        except (OSError, ValueError):
            return

    def targets(self):
        return [request.target.decode() for request in list(self.requests)]

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

