# SPDX-License-Identifier: Apache-2.0
"""Clients that send requests as bytes: random ones, over keep-alive connections, pipelined or in pieces."""
import os
import random
import socket
import subprocess
import threading

from .process import path, start

_METHODS = ["GET"] * 6 + ["POST"] * 6 + ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "PURGE", "PROPFIND", "X-TEST"]
_TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789-"
_TARGET = [*_TOKEN, "/", "%20", "%C3", "?", "&", "=", "~", "+", "'"]


def random_request(rng, host="test", largest_body=300_000):
    """One request: random method, target, headers and (mostly small, at times large) binary body."""
    method = rng.choice(_METHODS)
    target = "/" + "".join(rng.choices(_TARGET, k=rng.randint(0, rng.choice((20, 200, 2000)))))
    headers = [f"Host: {host}"]
    for _ in range(rng.randint(0, 12)):
        name = "X-" + "".join(rng.choices(_TOKEN, k=rng.randint(1, 20)))
        value = "".join(chr(rng.choice((*range(33, 127), *range(160, 256)))) for _ in range(rng.randint(0, 60)))
        headers.append(f"{name}:{' ' * rng.randint(0, 3)}{value}")
    body = b""
    if method in ("POST", "PUT", "PATCH", "PROPFIND"):
        body = rng.randbytes(int(largest_body * rng.random() ** 8))
        if rng.random() < 0.2:
            headers.append("Transfer-Encoding: chunked")
            body = chunked(rng, body)
        else:
            headers.append(f"Content-Length: {len(body)}")
    rng.shuffle(headers)
    return f"{method} {target} HTTP/1.1\r\n".encode() + "\r\n".join(headers).encode("latin-1") + b"\r\n\r\n" + body


def chunked(rng, body):
    out, position = b"", 0
    while position < len(body):
        size = rng.randint(1, 100_000)
        piece = body[position:position + size]
        out += b"%x\r\n" % len(piece) + piece + b"\r\n"
        position += len(piece)
    return out + b"0\r\n\r\n"


def read_answer(stream, head_only=False):
    """Reads one answer; returns its status code. Raises ConnectionError where the connection ends before it does."""
    status = stream.readline()
    if not status:
        raise ConnectionError("no answer")
    size, is_chunked = 0, False
    while (line := stream.readline()) not in (b"\r\n", b""):
        name, _, value = line.lower().partition(b":")
        if name == b"content-length":
            size = int(value)
        is_chunked |= name == b"transfer-encoding" and b"chunked" in value
    if is_chunked and not head_only:
        while (size := int(stream.readline(), 16)) > 0:
            stream.read(size + 2)
        stream.readline()
    elif not head_only:
        stream.read(size)
    return int(status.split()[1])


class Client:
    """A keep-alive connection."""

    def __init__(self, port, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb")

    def ask(self, *requests):
        """Sends the requests at once (pipelined, if several) and returns the status codes of the answers."""
        self.socket.sendall(b"".join(requests))
        return [read_answer(self.stream, request.startswith(b"HEAD ")) for request in requests]

    def close(self):
        self.stream.close()
        self.socket.close()


def get(target="/", host="test", headers=""):
    return f"GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode()


def post(target, body, host="test", headers=""):
    head = f"POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def ask(port, *requests, host="127.0.0.1"):
    """One connection, one request after the other."""
    client = Client(port, host)
    codes = [client.ask(request)[0] for request in requests]
    client.close()
    return codes


def start_curl(url, count, seed=1):
    """Starts one curl that sends `count` requests of several kinds, some at a time, and ends when all are answered."""
    rng = random.Random(seed)
    blocks = []
    for number in range(count):
        lines = [f'url = "{url}/curl/{number}"', 'output = "/dev/null"', "silent", "show-error"]
        kind = number % 4
        if kind:
            body = path(f"curl-body-{number % 20}")
            if not os.path.exists(body):
                with open(body, "wb") as file:
                    file.write(rng.randbytes(rng.randint(1, 100_000)))
            lines.append(f'data-binary = "@{body}"')
            lines.append(("", 'header = "Expect:"', 'header = "Expect: 100-continue"', 'header = "Transfer-Encoding: chunked"')[kind])
        blocks.append("\n".join(lines))
    with open(path("curl.config"), "w", encoding="ascii") as file:
        file.write("\nnext\n".join(blocks))
    return start(["curl", "--no-progress-meter", "--parallel", "--parallel-max", "4", "--config", path("curl.config")])


_WRK_SCRIPT = """
local methods = {"GET", "POST", "PUT", "OPTIONS"}
math.randomseed(1)
function delay() return math.random(0, 3) end
function request()
  local body = string.rep(string.char(math.random(0, 255)), math.random(0, 1000))
  wrk.headers["X-Random"] = math.random(100)
  return wrk.format(methods[math.random(4)], "/wrk/" .. math.random(1000000), nil, body)
end
"""


def start_wrk(url, seconds):
    """Starts wrk, which sends small random requests, some thousand a second."""
    with open(path("wrk.lua"), "w", encoding="ascii") as file:
        file.write(_WRK_SCRIPT)
    return start(["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", path("wrk.lua"), url], stdout=subprocess.DEVNULL)


def _send_share(host, port, requests, rng):
    """Single, pipelined and fresh connections, in turn by chance."""
    client = Client(port, host)
    while requests:
        batch = [requests.pop() for _ in range(min(len(requests), rng.choice((1, 1, 1, 2, 5))))]
        if sum(map(len, batch)) > 60_000:  # The answers could fill the sockets while we still send.
            for request in batch:
                client.ask(request)
        else:
            client.ask(*batch)
        if rng.random() < 0.05:
            client.close()
            client = Client(port, host)
    client.close()


def send_random(port, count, seed=1, connections=8, largest_body=300_000, host="127.0.0.1"):
    """Sends `count` random requests and returns when all are answered. The same seed sends the same requests."""
    rng = random.Random(seed)
    requests = [random_request(rng, f"{host}:{port}", largest_body) for _ in range(count)]
    trouble = []

    def share(number):
        try:
            _send_share(host, port, requests[number::connections], random.Random(seed * 1000 + number))
        except (OSError, ValueError) as error:
            trouble.append(error)

    threads = [threading.Thread(target=share, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]

