#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-raw-realip-header and --input-http-realip-header set the header to the client's address, in place of one that is there; a PROXY header
says it behind a load balancer, and is no part of the first request."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url, "--input-raw-realip-header", "X-Real-IP")
ask(served.port, get("/new"), get("/old", headers="x-real-ip: 9.9.9.9\r\n"))
wait_until(lambda: len(replayed.requests) == 2, "both requests")
# The server does not understand it; the capture does, in the segment of the request.
with socket.create_connection(("127.0.0.1", served.port)) as balancer:
    balancer.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 5000 80\r\n" + get("/proxied"))
    wait_until(lambda: len(replayed.requests) == 3, "the request behind a PROXY header")
expect(gor.stop(), 0, "exit code")
expect([r.header(b"x-real-ip") for r in replayed.requests], [b"127.0.0.1", b"127.0.0.1", b"192.0.2.7"])
expect([r.head.lower().count(b"x-real-ip") for r in replayed.requests], [1, 1, 1])

# As a server: curl speaks the protocol too, before TLS.
key, certificate = make_certificate("server", "IP:127.0.0.1")
port, replayed = free_port(), Recorder()
server = Gor("--input-http", f"127.0.0.1:{port}", "--input-http-certificate", certificate, "--input-http-certificate-key", key,
             "--input-http-proxy-protocol", "--input-http-realip-header", "X-Real-IP", "--output-http", replayed.url, ready="listening on port")  # fmt: skip
expect(subprocess.run(["curl", "-sk", "--haproxy-protocol", f"https://127.0.0.1:{port}/x"], capture_output=True).stdout, b"OK")
assert subprocess.run(["curl", "-sk", f"https://127.0.0.1:{port}/y"], capture_output=True).returncode != 0, "without a PROXY header"
wait_until(lambda: len(replayed.requests) == 1, "the request")
expect(replayed.requests[0].header(b"x-real-ip"), b"127.0.0.1")
expect(server.stop(), 0, "exit code")
expect(server.row("input-http").metric("malformed"), 1)
