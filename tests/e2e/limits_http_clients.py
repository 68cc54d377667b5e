#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-http refuses what is malformed, too large or too slow, bears many connections, and records all that it has answered before it ends."""
from lib import *

import http.client
import resource

port, dump = free_port(), path("got.gor")
gor = Gor("--input-http", f"127.0.0.1:{port}", "--output-file", dump, "--output-file-append", "--output-file-flush-interval", "1ms",
          "--copy-buffer-size", "1mb", ready="listening on port")
url = f"http://127.0.0.1:{port}"


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=60)


slow = connect()  # looked at when it has had its ten seconds
slow.sendall(b"GET / HTTP/1.1\r\nA:")

# What is refused is told, and is no message.
for bytes_sent, status in ((b"\x16\x03\x01\x00", b"400"), (b"GET / HTTP/1.1\r\nA: " + b"x" * 200_000, b"431"),
                           (b"POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", b"413"), (b"CONNECT a:1 HTTP/1.1\r\n\r\n", b"501")):
    with connect() as connection:
        connection.sendall(bytes_sent)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65536).startswith(b"HTTP/1.1 " + status + b" "), status
big = path("big")
with open(big, "wb") as file:
    file.truncate(8_000_000)
expect(command("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--data-binary", f"@{big}", url), "413", "for a body over the limit")

# Many connections that say nothing cost little.
CROWD = 1000 if SLOW else 10_000
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
held = gor.status("VmRSS")
crowd = [connect() for _ in range(min(CROWD, hard * 3 // 4) - 100)]
expect(command("curl", "-s", f"{url}/beside-a-crowd"), "OK")
assert gor.status("VmRSS") - held < 60_000, f"{gor.status('VmRSS') - held} kB for {len(crowd)} connections"
for connection in crowd:
    connection.close()

# Whatever was answered before the end was recorded.
answered = []


def ask_until_it_ends(name):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for number in range(1_000_000):
            client.request("GET", f"/{name}/{number}")
            expect(client.getresponse().read(), b"OK")
            answered.append(b"GET /%b/%d " % (name.encode(), number))
            if client.sock is None:  # it was the last one
                return
    except (OSError, http.client.HTTPException):
        pass


heard = b""
while data := slow.recv(65536):
    heard += data
assert heard.startswith(b"HTTP/1.1 408 "), heard

askers = [threading.Thread(target=ask_until_it_ends, args=(f"asker{number}",)) for number in range(4)]
for asker in askers:
    asker.start()
wait_until(lambda: len(answered) > 500, "answers")
expect(gor.stop(), 0, "exit code")
for asker in askers:
    asker.join()
got = [payload for _, payload in records(dump)]
recorded = {payload[:payload.index(b"HTTP/1.1")] for payload in got}
expect([target for target in answered if target not in recorded], [], "answered, and not recorded")
row = gor.row("input-http")
expect((row.metric("malformed"), row.metric("too large"), row.metric("timed out")), (2, 3, 1), "refused")
expect(row.out, len(got), "messages out")
