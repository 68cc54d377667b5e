#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-tcp to --input-tcp: every message once and as it was, plain, sticky and over TLS; who cannot be trusted gets nothing."""
from lib import *

import random

COUNT = 2000 if SLOW else 20000
rng = random.Random(1)
requests = [random_request(rng, largest_body=50_000) for _ in range(COUNT)]
responses = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(str(n)) + str(n).encode() for n in range(COUNT)]
START = 1_700_000_000_000_000_000
sent = path("sent.gor")
with open(sent, "wb") as file:
    for number in range(COUNT):
        file.write(record(1, f"{number:024x}", START + number, requests[number]))
        file.write(record(2, f"{number:024x}", START + number, responses[number], 7))
        if number % 100 == 0:
            file.write(record(3, f"{number:024x}", START + number, responses[number]))  # stays


_, ca = make_certificate("ca", "DNS:ca.example")
server_key, server = make_certificate("server", "IP:127.0.0.1", "ca")
client_key, client = make_certificate("client", "DNS:client.example", "ca")
_, stranger = make_certificate("stranger", "IP:127.0.0.1")


def aggregator(name, *flags):
    port = free_port()
    return port, Gor("--input-tcp", f"127.0.0.1:{port}", "--output-file", path(name), "--output-file-append", *PATIENTLY, *flags,
                     ready="listening on port")


def chain(name, sender_flags=(), receiver_flags=()):
    port, receiver = aggregator(name, *receiver_flags)
    sender = run("--input-file", sent + "|1000000%", "--output-tcp", f"127.0.0.1:{port}", *sender_flags)
    expect(sender.process.returncode, 0, "exit code of the sender")
    expect(receiver.stop(), 0, "exit code of the receiver")
    got = records(path(name))
    by_kind = {kind: {meta[1]: payload for meta, payload in got if meta[0] == kind} for kind in "123"}
    expect([len([1 for meta, _ in got if meta[0] == kind]) for kind in "123"], [COUNT, COUNT, 0], "messages by type")
    for number in range(COUNT):
        identifier = f"{number:024x}"
        assert by_kind["1"][identifier] == requests[number], f"request {number} has changed"
        assert by_kind["2"][identifier] == responses[number], f"response {number} has changed"
    return sender, receiver


sender, receiver = chain("plain.gor")
expect(sender.row("output-tcp").metric("connections"), 10, "connections")
expect(receiver.row("input-tcp").metric("damaged records") + receiver.row("input-tcp").metric("half records"), 0)
chain("sticky.gor", ("--output-tcp-sticky", "--output-tcp-workers", "3"))
tls = ("--input-tcp-secure", "--input-tcp-certificate", server, "--input-tcp-certificate-key", server_key)
chain("tls.gor", ("--output-tcp-secure", "--output-tcp-ca", ca), tls)
chain("mutual.gor", ("--output-tcp-secure", "--output-tcp-ca", ca, "--output-tcp-certificate", client, "--output-tcp-certificate-key", client_key),
      (*tls, "--input-tcp-ca", ca))
chain("unverified.gor", ("--output-tcp-secure", "--output-tcp-skip-verify"), tls)

# Whom one does not trust: nothing goes there, nothing comes from there.
for sender_flags, receiver_flags, words in (
        (("--output-tcp-secure", "--output-tcp-ca", stranger), tls, "TLS: "),
        (("--output-tcp-secure",), tls, "TLS: "),
        (("--output-tcp-secure",), (), "TLS: ")):  # the other side is plain, and takes nothing that begins so
    port, receiver = aggregator("nothing.gor", *receiver_flags)
    sender = Gor("--input-dummy", "x", "--output-tcp", f"127.0.0.1:{port}", "--drain-timeout", "100ms", *sender_flags, ready=words)
    sender.stop()
    expect(sender.row("output-tcp").out, 0, "messages sent to whom is not trusted")
    receiver.stop()
    expect(receiver.row("input-tcp").into, 0, "messages received")
for sender_flags in (("--output-tcp-secure", "--output-tcp-ca", ca), ()):  # without a certificate; plain
    port, receiver = aggregator("nothing.gor", *tls, "--input-tcp-ca", ca)
    sender = Gor("--input-dummy", "x", "--output-tcp", f"127.0.0.1:{port}", "--drain-timeout", "100ms", *sender_flags)
    receiver.wait_for_line("TLS handshake failed")
    sender.stop()
    receiver.stop()
    expect(receiver.row("input-tcp").into, 0, "messages received")

for flags, words in ((("--input-tcp", f":{free_port()}", "--input-tcp-secure", "--output-null"), "--input-tcp-certificate"),
                     (("--input-tcp", f":{free_port()}", *tls[:2], path("nowhere.pem"), "--output-null", "--input-tcp-secure"), "nowhere.pem"),
                     (("--input-dummy", "x", "--output-tcp", "80"), "output-tcp"),
                     (("--input-dummy", "x", "--output-tcp", ":80", "--output-tcp-secure", "--output-tcp-ca", path("none.pem")), "none.pem")):
    gor = run(*flags)
    assert gor.process.returncode in (1, 2) and words in gor.log, gor.log
