#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An https target: its certificate is verified and refused by default, and taken with --output-http-skip-verify."""
from lib import *
import ssl

key, certificate = path("key.pem"), path("certificate.pem")
command("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-keyout", key, "-out", certificate)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)

served, replayed = Recorder(), Recorder(tls=context)
for flags, wanted in (([], 0), (["--output-http-skip-verify"], 100)):
    gor = capture(served, "--output-http", f"https://localhost:{replayed.port}", *flags)
    send_random(served.port, 100, largest_body=100_000)
    expect(gor.stop(), 0, "exit code")
    row = gor.row("output-http")
    expect((len(replayed.requests), row.into, row.out), (wanted, 100, wanted), row.line)
