#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bytes between gors: what older and foreign peers send is understood, garbage is survived, and what gor sends is records and nothing else."""
from lib import *

import resource

SEPARATOR = "\n🐵🙈🙉\n".encode()
OK_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"POST /chunked HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"

port, dump = free_port(), path("got.gor")
gor = Gor("--input-tcp", f":{port}", "--output-file", dump, "--output-file-append", "--output-file-flush-interval", "1ms", ready="listening on port")


def got():
    return [payload for _, payload in records(dump)] if os.path.exists(dump) else []


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=60)


# Three fields, ids of 40 characters, a line feed behind each payload: as old peers send it, in pieces of any size.
pieces = [(b"1 " + b"a" * 40 + b" 1700000000000000000\n", get("/old")), (b"2 " + b"a" * 40 + b" 1500\n", OK_ANSWER),
          (b"1 abc 1700000000000000001 0 more fields\n", post("/body", b"1" + SEPARATOR[:-1] + b"2"))]
for feed in (b"", b"\n"):
    stream = b"".join(meta + payload + feed + SEPARATOR for meta, payload in pieces)
    for size in (len(stream), 100, 7):
        before = len(got())
        with connect() as connection:
            for at in range(0, len(stream), size):
                connection.sendall(stream[at:at + size])
        wait_until(lambda: len(got()) >= before + len(pieces), f"all messages, in pieces of {size}")
        expect(got()[before:], [payload for _, payload in pieces], f"in pieces of {size}")

# A message without a length is handed on when nothing follows it, and not only with the next one.
idle = connect()
before = len(got())
idle.sendall(record(1, "chunked", 5, CHUNKED))
wait_until(lambda: got()[before:] == [CHUNKED], "the message without a length")

# Half a record goes with its connection; garbage between records is skipped; a record without an end does not fill the memory.
with connect() as connection:
    connection.sendall(record(1, "half", 5, get("/half"))[:-20])
with connect() as connection:
    connection.sendall(record(1, "good", 5, get("/good")) + b"garbage" + SEPARATOR + record(1, "good", 5, get("/behind-garbage")))
wait_until(lambda: got()[-1] == get("/behind-garbage"), "the message behind garbage")
# Who does not begin with a record is no sender: a web page that makes a browser send here, say.
before = len(got())
for page in (post("/", SEPARATOR + record(1, "evil", 5, get("/evil"))), b"garbage" + SEPARATOR + record(1, "evil", 5, get("/evil"))):
    with connect() as connection:
        connection.sendall(page)
        expect(connection.recv(1), b"", "the end of a connection that does not begin with a record")
expect(len(got()), before, "what a page has sent is no message")
endless = connect()
try:
    endless.sendall(b"1 endless 5 0\nPOST / HTTP/1.1\r\n\r\n")
    for _ in range(20 if SLOW else 200):
        endless.sendall(b"x" * 1_000_000)
finally:
    endless.close()

# Connections that say nothing cost little.
held = gor.status("VmRSS")
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
crowd = [connect() for _ in range(400 if SLOW else min(9000, hard - 100))]  # up to 10,000 may be there
ask_again = connect()
ask_again.sendall(record(1, "crowd", 5, get("/in-the-crowd")))
wait_until(lambda: got()[-1] == get("/in-the-crowd"), "a message beside many connections")
assert gor.status("VmRSS") - held < 60_000, f"{gor.status('VmRSS') - held} kB for {len(crowd)} connections"
for connection in (*crowd, ask_again, idle):
    connection.close()
expect(gor.stop(), 0, "exit code")
row = gor.row("input-tcp")
expect(row.metric("half records"), 2, "half records")
expect(row.metric("damaged records"), 1, "damaged records")
expect(row.metric("strangers"), 2, "connections that did not begin with a record")

# What gor sends.
heard, listener = [], socket.create_server(("127.0.0.1", 0))


def listen():
    connection, _ = listener.accept()
    with connection:
        while data := connection.recv(65536):
            heard.append(data)


ear = threading.Thread(target=listen, daemon=True)
ear.start()
source = path("source.gor")
inside = post("/inside", SEPARATOR)
content = b"".join(meta + payload + SEPARATOR for meta, payload in (
    (b"2 " + b"a" * 40 + b" 1500\n", OK_ANSWER),
    (b"1 abc 1700000000000000001 0 more fields\n", post("/body", b"body")),
    (b"1 abd 1700000000000000002 0 len:%d more\n" % len(inside), inside)))  # as it has a separator inside
with open(source, "wb") as file:
    file.write(content)
expect(run("--input-file", source, "--output-tcp", f"127.0.0.1:{listener.getsockname()[1]}", "--output-tcp-workers", "1").process.returncode, 0)
ear.join(60)
expect(b"".join(heard), content, "the bytes that gor has sent")
