#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The broker is stopped, killed and started again under load: the capture goes on, and nothing that was accepted is lost."""
from lib import *
from support import kafka

if not kafka.can_run():
    skip("there is no Kafka (tests/fetch-servers)")

broker = kafka.Kafka().format().start()
server = Nginx("web")
output = ("--output-kafka-host", broker.address, "--output-kafka-topic", "traffic", "--output-kafka-compression", "lz4")
admin = Admin()
recorder = capture(server, *output, "--output-null", "--admin", admin.address)
reader = Gor("--input-kafka-host", broker.address, "--input-kafka-topic", "traffic", "--input-kafka-group", "g", "--input-kafka-offset", "-2",
             "--output-file", path("out.gor"), "--output-file-append", *PATIENTLY)
sent = 0


def send(count):
    global sent
    ask(server.port, *(get(f"/{number}") for number in range(sent, sent + count)))
    sent += count


def numbers():
    return [int(payload.split()[1][1:]) for _, payload in records(path("out.gor"))] if os.path.exists(path("out.gor")) else []


send(1000)
wait_until(lambda: len(set(numbers())) == sent, "what was sent to a broker that works")

broker.process.send_signal(signal.SIGSTOP)
send(1000)
broker.process.send_signal(signal.SIGCONT)
wait_until(lambda: len(set(numbers())) == sent, "what was sent to a broker that stood still")

broker.kill()
send(1000)
recorder.wait_for_line("warning output-kafka-host")
wait_until(lambda: admin.answer("/healthz")[0] == 503, "a health that says so")
broker.start()
recorder.wait_for_line("delivered again", 120)
send(1000)
wait_until(lambda: len(set(numbers())) == sent, "what was sent to a broker that was killed", 120)
expect(admin.answer("/healthz")[0], 200, "health")

expect(recorder.stop(), 0, "exit code")
expect(reader.stop(), 0, "exit code")
expect((recorder.row("input-raw").out, recorder.row("output-null").out, recorder.row("output-kafka-host").out), (sent, sent, sent))
expect(sorted(set(numbers())), list(range(sent)))

# At the end there is no broker: what is left is counted.
broker.kill()
last = Gor("--input-dummy", "x", *output, "--drain-timeout", "1s", "--exit-after", "2s")
expect(last.wait(), 0, "exit code")
row = last.row("output-kafka-host")
assert row.out == 0 and row.dropped == row.into > 0, row.line
