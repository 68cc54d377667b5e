#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An upgrade and a CONNECT come out, nothing after them; TLS, HTTP/2 and noise give nothing and cost nothing."""
from lib import *


def answer(request):
    if request.header(b"upgrade"):
        return b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    return OK


served, noise = Recorder(answer), Rogue(lambda connection: [None for _ in iter(lambda: connection.recv(65536), b"")])
out = path("out.gor")
gor = Gor("--input-raw", f":{served.port},{noise.port}", "--output-file", out, "--output-file-append", ready=CAPTURING)

client = Client(served.port)
client.socket.sendall(get("/socket", headers="Connection: Upgrade\r\nUpgrade: websocket\r\n"))
wait_until(lambda: b"101" in client.stream.readline(), "the 101 answer")
client.socket.sendall(b"\x81\x85" + bytes(range(100)))
for opening in (b"\x16\x03\x01\x02\x00\x01" + os.urandom(500), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(100), os.urandom(3_000_000)):
    connection = socket.create_connection(("127.0.0.1", noise.port))
    connection.sendall(opening)
    connection.close()
ask(served.port, get("/after"))

expect(gor.stop(), 0, "exit code")
expect([payload.split(b" ")[1] for _, payload in records(out)], [b"/socket", b"/after"], "targets in the recording")
assert gor.cpu_seconds < 2, f"{gor.cpu_seconds} s of CPU"
