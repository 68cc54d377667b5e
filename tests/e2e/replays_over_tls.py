#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An https target: a certificate of a trusted CA with the right name or address is taken, any other is refused unless
--output-http-skip-verify is given; the name is told to the server (SNI), an address is not."""
from lib import *
import ssl


def serve(key, certificate, names):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda connection, name, _: names.append(name)
    return Recorder(tls=context)


make_certificate("ca", "DNS:ca.example")
served = Recorder()
trusted = {**os.environ, "SSL_CERT_FILE": path("ca.pem")}
nobody_trusted = {**os.environ, "SSL_CERT_FILE": path("served.pem")}
right_name = make_certificate("served", "DNS:localhost", "ca")
right_address = make_certificate("address", "IP:127.0.0.1", "ca")
wrong_name = make_certificate("wrong", "DNS:other.example", "ca")
make_certificate("localhost", "IP:127.0.0.2", "ca")
named_in_subject = path("localhost.key"), path("localhost.pem")
for what, certificate, host, environment, flags, refusal in (
    ("a trusted CA", right_name, "localhost", trusted, [], None),
    ("an address in the certificate", right_address, "127.0.0.1", trusted, [], None),
    ("an untrusted CA", right_name, "localhost", nobody_trusted, [], "unable to get local issuer certificate"),
    ("a wrong name", wrong_name, "localhost", trusted, [], "hostname mismatch"),
    ("a name for an address", right_name, "127.0.0.1", trusted, [], "IP address mismatch"),
    ("a name of the subject alone", named_in_subject, "localhost", trusted, [], "hostname mismatch"),
    ("no verification", wrong_name, "localhost", nobody_trusted, ["--output-http-skip-verify"], None),
):
    is_taken = refusal is None
    names = []
    replayed = serve(*certificate, names)
    gor = capture(served, "--output-http", f"https://{host}:{replayed.port}", *flags, env=environment)
    send_random(served.port, 100, largest_body=100_000)
    expect(gor.stop(), 0, "exit code")
    row = gor.row("output-http")
    wanted = 100 if is_taken else 0
    expect((len(replayed.requests), row.into, row.out), (wanted, 100, wanted), f"{what}: {row.line}")
    assert is_taken or "failed 100 (tls)" in row.line, f"{what}: {row.line}"
    assert is_taken or gor.log.count(f"TLS with {host}:{replayed.port}: {refusal}\n") == 1, f"{what}: {gor.log}"
    expect(set(names), {"localhost" if host == "localhost" else None}, f"{what}: names told to the server")
