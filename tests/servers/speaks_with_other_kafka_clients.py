#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kafka's own console tools read what gor writes, and gor reads what they write; a broker's refusals are counted by reason."""
from lib import *
import json
from support import kafka

if not kafka.can_run():
    skip("there is no Kafka (tests/fetch-servers)")

broker = kafka.Kafka(partitions=1, more=["message.max.bytes=100000", "auto.create.topics.enable=true"]).format().start()


def into(topic, *flags):
    return ("--output-kafka-host", broker.address, "--output-kafka-topic", topic, *flags)


def out_of(topic, *flags):
    return ("--input-kafka-host", broker.address, "--input-kafka-topic", topic, "--input-kafka-offset", "-2|10000%", *flags)


requests = [get("/1"), post("/2", b"a=b&c=<d>"), get("/3?q=é")]
source = write_recording("in.gor", requests)

# The text form.
for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
    gor = run("--input-file", source, *into(f"text-{codec}", "--output-kafka-compression", codec))
    expect(gor.row("output-kafka-host").out, 3, codec)
    wanted = b"".join(f"1 {number:024x} {1_700_000_000_000_000_000 + number} 0\n".encode() + request + b"\n"
                      for number, request in enumerate(requests))
    expect(broker.consume(f"text-{codec}", 3), wanted, codec)

# The JSON form.
run("--input-file", source, *into("json", "--output-kafka-json-format"))
objects = [json.loads(line) for line in broker.consume("json", 3).splitlines()]
expect([one["Req_URL"] for one in objects][:2], ["/1", "/2"])
expect((objects[1]["Req_Body"], objects[1]["Req_Method"], objects[1]["Req_Type"]), ("a=b&c=<d>", "POST", "1"))
broker.produce("json", [json.dumps({"Req_URL": "/by/hand", "Req_Method": "PUT", "Req_Body": "x", "Req_Headers": {"Host": "h"}}), "rubbish"])
gor = Gor(*out_of("json", "--input-kafka-json-format"), "--output-file", path("out.gor"), "--output-file-append", *PATIENTLY)
wait_until(lambda: os.path.exists(path("out.gor")) and len(records(path("out.gor"))) == 4, "the four requests")
gor.wait_for_line("is not a message")
expect(gor.stop(), 0, "exit code")
expect(gor.row("input-kafka-host").metric("damaged records"), 1)
expect(records(path("out.gor"))[3][1], b"PUT /by/hand HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
expect(sorted(records(path("out.gor"))[1][1].split(b"\r\n")), sorted(requests[1].split(b"\r\n")))

# A record larger than the broker takes is refused, and those around it are not.
sizes = [10, 300_000, 10, 20_000, 10]
large = write_recording("large.gor", [post("/", b"x" * size) for size in sizes])
gor = run("--input-file", large, *into("large"))
row = gor.row("output-kafka-host")
expect((row.out, row.failed), (4, 1), row.line)
assert "failed 1 (larger than the broker takes)" in row.line, row.line
expect(gor.process.returncode, 0, "exit code")
