#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Any sequence of messages, with separators, metadata, fake chunk ends and wrong lengths in them, comes out of a file, a chain over TCP and WebSocket and
a middleware as it went in; and of a server's connection as exactly one request each."""
from lib import *

import random

from support.gor import SEPARATOR

COUNT = 300 if SLOW else 3000
rng = random.Random(int(os.environ.get("GOR_SEED", "30")))
START = 1_700_000_000_000_000_000


def words():
    return b"".join(rng.choice([
        b"x", b"abc", b"\n", b"\r\n", b"\r\n\r\n", b"0\r\n\r\n", b"5\r\nhello\r\n", b"\0", b"\xff", SEPARATOR, SEPARATOR[1:], SEPARATOR[:-1],
        b"\n" + SEPARATOR, SEPARATOR + b"1 %024x 17 0\n" % rng.getrandbits(96), b"1 %024x 17 0\n" % rng.getrandbits(96),
        SEPARATOR + b"2 %024x 17 0\nHTTP/1.1 200 OK\r\n\r\n" % rng.getrandbits(96) + SEPARATOR, b"GET /injected HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"leaving\n", b"len:3", b"Content-Length: 5\r\n"])
        for _ in range(rng.randrange(6)))  # fmt: skip


def chunked(body):
    chunks = b""
    while body:
        size = rng.randrange(1, len(body) + 1)
        chunks += b"%x\r\n%s\r\n" % (size, body[:size])
        body = body[size:]
    return chunks + b"0\r\n" + rng.choice([b"", b"Trailer: 1\r\n"]) + b"\r\n"


def message(start, is_request):
    """(bytes, how many of these are the first message, or None where that is not whole or nobody can tell)"""
    body = words()
    kind = rng.randrange(8)
    if kind < 3:
        head = start + b"\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body)
        whole = len(head) + len(body)
    elif kind < 5:
        body = chunked(body)
        head = start + b"\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        whole = len(head) + len(body)
    elif kind < 6 and is_request:
        head = start + b"\r\nHost: h\r\n\r\n"
        whole = len(head)  # what follows is surplus
    elif kind < 7:
        shorter = rng.randrange(len(body) + 1)
        head = start + b"\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % shorter
        whole = len(head) + shorter
    else:
        head = start + b"\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (len(body) + 1 + rng.randrange(10))
        whole = None
    return head + body, whole


requests, all_messages = {}, []
for number in range(COUNT):
    identifier = f"{rng.getrandbits(96):024x}"
    requests[identifier] = message(rng.choice([b"GET", b"POST", b"PUT"]) + b" /%d HTTP/1.1" % number, True)
    all_messages.append(("1", identifier, requests[identifier][0]))
    if rng.randrange(2):
        all_messages.append(("2", identifier, message(rng.choice([b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found"]), False)[0]))


sent = path("sent.gor")
with open(sent, "wb") as file:
    for number, (kind, identifier, payload) in enumerate(all_messages):
        file.write(b"%s %s %d 0 len:%d\n" % (kind.encode(), identifier.encode(), START + number, len(payload)) + payload + SEPARATOR)


def messages_of(name):
    """By a reader of our own: `len:` where it is said, else up to the separator."""
    with open(name, "rb") as file:
        data = file.read()
    at, got = 0, []
    while at < len(data):
        line_end = data.index(b"\n", at)
        fields = data[at:line_end].decode().split(" ")
        at = line_end + 1
        length = next((int(field[4:]) for field in fields if field.startswith("len:")), None)
        end = at + length if length is not None else data.index(SEPARATOR, at)
        assert data[end:end + len(SEPARATOR)] == SEPARATOR, f"no separator behind {fields}"
        got.append((fields[0], fields[1], data[at:end]))
        at = end + len(SEPARATOR)
    return got


def expect_same(what, got, wanted, in_order=True):
    if not in_order:
        got, wanted = sorted(got), sorted(wanted)
    expect(len(got), len(wanted), f"messages through {what}")
    for number, (one, other) in enumerate(zip(got, wanted)):
        assert one == other, f"message {number} through {what}:\n{one}\nwanted\n{other}"


FAST = sent + "|1000000%"
gor = run("--input-file", FAST, "--output-file", path("file.gor"), "--output-file-append", *PATIENTLY)
expect_same("a file", messages_of(path("file.gor")), all_messages)
gor = run("--input-file", path("file.gor") + "|1000000%", "--output-file", path("again.gor"), "--output-file-append", *PATIENTLY)
expect_same("a file, again", messages_of(path("again.gor")), all_messages)
run("--input-file", path("file.gor") + "|1000000%", "--output-file", path("packed.gor.gz"), "--output-file-append", *PATIENTLY)
run("--input-file", path("packed.gor.gz") + "|1000000%", "--output-file", path("unpacked.gor"), "--output-file-append", *PATIENTLY)
expect_same("gzip", messages_of(path("unpacked.gor")), all_messages)

for kind, scheme, flags in (("tcp", "", ()), ("tcp", "", ("--output-tcp-sticky",)), ("ws", "ws://", ())):
    port = free_port()
    out = path(f"{kind}{len(flags)}.gor")
    receiver = Gor(f"--input-{kind}", f"127.0.0.1:{port}", "--output-file", out, "--output-file-append", *PATIENTLY, ready="listening on port")
    sender = run("--input-file", FAST, f"--output-{kind}", f"{scheme}127.0.0.1:{port}", *flags, *PATIENTLY)
    expect(sender.process.returncode, 0, f"exit code of the sender ({sender.log})")
    expect(receiver.stop(), 0, f"exit code of the receiver ({receiver.log})")
    expect_same(f"{kind} {flags}", messages_of(out), all_messages, in_order=False)

# Exactly one request goes to the program.
gor = run("--input-file", FAST, "--middleware", "cat", "--output-file", path("middleware.gor"), "--output-file-append", *PATIENTLY)
trimmed = [(kind, identifier, payload[:requests[identifier][1]] if kind == "1" else payload) for kind, identifier, payload in all_messages]
expect_same("a middleware", messages_of(path("middleware.gor")), trimmed, in_order=False)

served = Recorder()
gor = run("--input-file", FAST, "--output-http", served.url, "--output-http-workers", "4", *PATIENTLY)
wanted = sorted(payload[:whole] for payload, whole in requests.values() if whole is not None)
got = sorted(request.head.replace(b"Host: 127.0.0.1:%d" % served.port, b"Host: h") + request.body for request in served.requests)
expect(len(got), len(wanted), f"requests at the server ({gor.log})")
for one, other in zip(got, wanted):
    assert one == other, f"the server got\n{one}\nwanted\n{other}"
row = gor.row("output-http")
expect((row.out, row.into - row.ignored), (len(wanted), row.out + row.dropped + row.failed), f"requests ({row.line})")
