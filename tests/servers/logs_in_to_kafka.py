#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PLAIN, SCRAM and TLS, with and without client certificates; what is wrong is said, and no password is shown."""
from lib import *
import re
from support import kafka

if not kafka.can_run():
    skip("there is no Kafka (tests/fetch-servers)")

SECRET = "s3cret-of-gor"
key, certificate = make_certificate("ca", "DNS:ca")
server_key, server_certificate = make_certificate("server", "IP:127.0.0.1", ca="ca")
client_key, client_certificate = make_certificate("client", "DNS:client", ca="ca")
for name, parts in (("keystore.pem", (server_key, server_certificate)), ("truststore.pem", (certificate,))):
    with open(path(name), "wb") as file:
        for part in parts:
            file.write(open(part, "rb").read())

TLS, SASL, BOTH = (free_port() for _ in range(3))
login = "org.apache.kafka.common.security"
jaas = [f"listener.name.{listener}.plain.sasl.jaas.config={login}.plain.PlainLoginModule required user_gor=\"{SECRET}\";"
        for listener in ("sasl_plaintext", "sasl_ssl")]
jaas += [f"listener.name.{listener}.{mechanism}.sasl.jaas.config={login}.scram.ScramLoginModule required;"
         for listener in ("sasl_plaintext", "sasl_ssl") for mechanism in ("scram-sha-256", "scram-sha-512")]
broker = kafka.Kafka(listeners=[("SSL", TLS), ("SASL_PLAINTEXT", SASL), ("SASL_SSL", BOTH)], more=[
    "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512", "ssl.keystore.type=PEM", f"ssl.keystore.location={path('keystore.pem')}",
    "ssl.truststore.type=PEM", f"ssl.truststore.location={path('truststore.pem')}", "listener.name.ssl.ssl.client.auth=required", *jaas])
broker.format("--add-scram", f"SCRAM-SHA-256=[name=gor,password={SECRET}]", "--add-scram", f"SCRAM-SHA-512=[name=gor,password={SECRET}]").start()
source = write_recording("in.gor", [get(f"/{number}") for number in range(10)])


def send(port, *flags, wait="60s"):
    return run("--input-file", source, "--output-kafka-host", f"127.0.0.1:{port}", "--output-kafka-topic", "t", "--drain-timeout", wait, *flags,
               *(() if wait == "60s" else ("--exit-after", "3s")))


def as_user(side, mechanism, password=SECRET):
    return (f"--{side}-kafka-use-sasl", f"--{side}-kafka-mechanism", mechanism, f"--{side}-kafka-username", "gor", f"--{side}-kafka-password", password)


trusting = ("--kafka-tls-ca-cert", certificate)
with_certificate = (*trusting, "--kafka-tls-client-cert", client_certificate, "--kafka-tls-client-key", client_key)
ways = [(TLS, with_certificate), (BOTH, (*trusting, *as_user("output", "PLAIN")))]
ways += [(SASL, as_user("output", mechanism)) for mechanism in ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")]
for port, flags in list(ways):
    if "SCRAM-SHA-256" in flags or "SCRAM-SHA-512" in flags:
        gor = send(port, *flags, wait="1s")
        if "brokers of Kafka 4 refuse it" in gor.log:
            print("SCRAM is not tried: this librdkafka is too old")
            ways.remove((port, flags))
            continue
    else:
        gor = send(port, *flags)
    expect((gor.process.returncode, gor.row("output-kafka-host").out), (0, 10), f"{flags}\n{gor.log}")
    assert SECRET not in gor.log, gor.log

gor = Gor("--input-kafka-host", f"127.0.0.1:{BOTH}", "--input-kafka-topic", "t", "--input-kafka-group", "g", "--input-kafka-offset", "-2", *trusting,
          *as_user("input", "PLAIN"), "--output-file", path("out.gor"), "--output-file-append", *PATIENTLY)
wait_until(lambda: os.path.exists(path("out.gor")) and len(records(path("out.gor"))) == 10 * len(ways), "what was sent")
expect(gor.stop(), 0, "exit code")

# The wrong password, no certificate, an authority that did not sign, plain text to a port for TLS.
other_key, other = make_certificate("other", "DNS:other")
for port, flags, why in ((SASL, as_user("output", "PLAIN", "wrong-" + SECRET), "[Aa]uthentication failed"), (TLS, trusting, "certificate|SSL"),
                         (TLS, ("--kafka-tls-ca-cert", other), "certificate verify failed"), (TLS, (), "SSL|Disconnected")):
    gor = send(port, *flags, wait="1s")
    assert re.search(f"warning output-kafka-host .*({why})", gor.log), f"{flags}\n{gor.log}"
    expect((gor.row("output-kafka-host").out, gor.row("output-kafka-host").dropped), (0, 10), gor.log)
    assert SECRET not in gor.log, gor.log
