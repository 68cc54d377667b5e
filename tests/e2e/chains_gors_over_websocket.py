#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-ws to --input-ws: every message once and as it was, plain, through nginx that asks for a password, and over TLS; a restart of the
receiver loses nothing; what stands on the wire, and what other clients may send."""
from lib import *

import base64
import hashlib
import random
import struct

COUNT = 1000 if SLOW else 10_000
SEPARATOR = "\n🐵🙈🙉\n".encode()
rng = random.Random(4)
requests = [random_request(rng, largest_body=200_000) for _ in range(COUNT)]
sent = write_recording("sent.gor", requests, gap_ns=100_000)
full_speed = sent + "|1000000%"


def receiver(name, *flags, port=None):
    port = port or free_port()
    return port, Gor("--input-ws", f"127.0.0.1:{port}", "--output-file", path(name), "--output-file-append", *PATIENTLY, *flags, ready="listening on port")


def check(name):
    got = {meta[1]: payload for meta, payload in records(path(name))}
    expect(len(records(path(name))), COUNT, "records")
    for number, request in enumerate(requests):
        assert got[f"{number:024x}"] == request, f"request {number} has changed"


# Plain, and all messages of an id over one connection.
for name, flags in (("plain.gor", ()), ("sticky.gor", ("--output-ws-sticky", "--output-ws-workers", "3"))):
    port, gor = receiver(name)
    sender = run("--input-file", full_speed, "--output-ws", f"ws://127.0.0.1:{port}/any/path", *flags, *PATIENTLY)
    expect(sender.process.returncode, 0, "exit code of the sender")
    expect(gor.stop(), 0, "exit code")
    check(name)
    expect(sender.row("output-ws").metric("unconfirmed"), 0)

# nginx in between, which asks for a password.
port, gor = receiver("nginx.gor")
front = free_port()
with open(path("passwords"), "w") as file:
    file.write("user:{PLAIN}pass word\n")
Nginx("proxy", more=f"""server {{
  listen 127.0.0.1:{front};
  location / {{ auth_basic gor; auth_basic_user_file {path("passwords")}; proxy_pass http://127.0.0.1:{port}; proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }}
}}""")
sender = Gor("--input-dummy", "x", "--output-ws", f"ws://user:wrong@127.0.0.1:{front}", "--drain-timeout", "100ms", ready="the server answers 401")
expect(sender.stop(), 0, "exit code with a wrong password")
assert "wrong" not in sender.log, f"the password is shown:\n{sender.log}"
sender = run("--input-file", full_speed, "--output-ws", f"ws://user:pass%20word@127.0.0.1:{front}", *PATIENTLY)
expect(gor.stop(), 0, "exit code")
check("nginx.gor")

# TLS, whose certificate is verified unless one asks not to.
key, certificate = make_certificate("server", "IP:127.0.0.1")
port, gor = receiver("tls.gor", "--input-ws-certificate", certificate, "--input-ws-certificate-key", key)
sender = Gor("--input-dummy", "x", "--output-ws", f"wss://127.0.0.1:{port}", "--drain-timeout", "100ms", ready="cannot connect: TLS")
expect(sender.stop(), 0, "exit code where the certificate is not trusted")
with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
    connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
    while connection.recv(65536):
        pass
sender = run("--input-file", full_speed, "--output-ws", f"wss://127.0.0.1:{port}", "--output-ws-skip-verify", *PATIENTLY)
expect(gor.stop(), 0, "exit code")
check("tls.gor")
assert gor.row("input-ws").metric("handshakes failed") > 0, gor.log

# A receiver that is restarted loses nothing.
port, gor = receiver("restarted.gor")
sender = Gor("--input-file", sent + "|25%" if not SLOW else sent + "|3%", "--output-ws", f"ws://127.0.0.1:{port}", "--output-ws-workers", "3", *PATIENTLY)
for _ in range(3):
    before = os.path.getsize(path("restarted.gor")) if os.path.exists(path("restarted.gor")) else 0
    wait_until(lambda: sender.ended() or (os.path.exists(path("restarted.gor")) and os.path.getsize(path("restarted.gor")) > before + 100_000), "more messages")
    expect(gor.stop(signal.SIGTERM), 0, "exit code")
    port, gor = receiver("restarted.gor", port=port)
expect(sender.wait(), 0, "exit code of the sender")
expect(gor.stop(), 0, "exit code")
check("restarted.gor")
expect(sender.row("output-ws").metric("unconfirmed"), 0)

# What gor sends: masked binary frames, each a record without its separator.
listener = socket.create_server(("127.0.0.1", 0))


def exactly(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        assert piece, "the connection ended"
        data += piece
    return data


def read_frame(connection):
    first, second = exactly(connection, 2)
    size = second & 0x7F
    if size >= 126:
        size = struct.unpack(">H" if size == 126 else ">Q", exactly(connection, 2 if size == 126 else 8))[0]
    mask = exactly(connection, 4) if second & 0x80 else bytes(4)
    data = exactly(connection, size)
    return first, bool(second & 0x80), bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


few = write_recording("few.gor", requests[:50])
sender = Gor("--input-file", few, "--output-ws", f"ws://a:b@127.0.0.1:{listener.getsockname()[1]}/in?x=1", "--output-ws-workers", "1")
connection, _ = listener.accept()
connection.settimeout(60)
head = b""
while not head.endswith(b"\r\n\r\n"):
    head += exactly(connection, 1)
fields = {line.split(b":")[0].lower(): line.split(b":", 1)[1].strip() for line in head.split(b"\r\n")[1:-2]}
assert head.startswith(b"GET /in?x=1 HTTP/1.1\r\n"), head
expect(fields[b"host"], b"127.0.0.1:%d" % listener.getsockname()[1])
expect(base64.b64decode(fields[b"authorization"].split()[1]), b"a:b")
accept = base64.b64encode(hashlib.sha1(fields[b"sec-websocket-key"] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
content = b"".join(frame_data + SEPARATOR for kind, masked, frame_data in (read_frame(connection) for _ in range(50))
                   if (kind, masked) == (0x82, True))
expect(content, open(few, "rb").read(), "what was sent")
connection.close()
expect(sender.wait(), 0, "exit code")

# What others may send: frames in parts, pings, garbage, what is too large.
port, gor = receiver("others.gor", "--copy-buffer-size", "1mb", "--output-file-flush-interval", "1ms")


def frame(kind, data, final=True):
    size = len(data)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + struct.pack(">H", size) if size < 65536 else bytes([0x80 | 127]) + struct.pack(">Q", size)
    return bytes([(0x80 if final else 0) | kind]) + length + bytes(4) + data


def open_websocket():
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += exactly(connection, 1)
    assert answer.startswith(b"HTTP/1.1 101 "), answer
    return connection


def got():
    return [payload for _, payload in records(path("others.gor"))] if os.path.exists(path("others.gor")) else []


connection = open_websocket()
first = b"1 " + b"a" * 40 + b" 1700000000000000000\n" + get("/parts")
connection.sendall(frame(2, first[:10], final=False) + frame(9, b"ping") + frame(0, first[10:]))
expect(read_frame(connection)[2], b"ping", "the pong")
connection.sendall(frame(2, b"no record at all") + frame(1, b"2 abc 5\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + SEPARATOR) + frame(2, b"3 abc 5 6\nHTTP/1.1 200 OK\r\n\r\n"))
connection.sendall(frame(2, b"1 big 7 0\nPOST /big HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n" + b"x" * 3_000_000))
connection.sendall(frame(2, b"1 last 8 0\n" + get("/last")))
wait_until(lambda: got() and got()[-1] == get("/last"), "the last message")
expect(got()[:2], [get("/parts"), b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
expect((len(got()), len(got()[2])), (4, 1 << 20), "messages, and the bytes of the one that is too large")
connection.sendall(b"\xff" * 100)  # no frame
while connection.recv(65536):
    pass
plain = socket.create_connection(("127.0.0.1", port), timeout=60)
plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
assert plain.recv(65536).startswith(b"HTTP/1.1 4"), "an answer to what is no WebSocket"
expect(gor.stop(), 0, "exit code")
expect(gor.row("input-ws").metric("damaged records"), 1)
