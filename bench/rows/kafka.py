# SPDX-License-Identifier: Apache-2.0
"""Target 20: a recording that goes through a real Kafka to a member of a group."""
import os
import subprocess
import time

from measure import Row, median, path, records_by_time, write_recording
from support import kafka
from support.gor import Gor
from support.process import wait_until

_RECORDS = 200_000


def _count(name):
    if not os.path.exists(name):
        return 0
    return int(subprocess.run(["grep", "-ac", "^1 ", name], stdout=subprocess.PIPE, check=False).stdout)


def rows(options):
    if not kafka.can_run():
        print("(no row 20: tests/fetch-servers fetches Kafka)")
        return
    recording = write_recording(path("fast.gor"), _RECORDS, 10_000)
    broker = kafka.Kafka().format().start()
    row = Row(20, f"file → kafka → file, {_RECORDS:,} records", "all there and right, >= 50,000/s, <= 4 µs CPU a record on each side")
    topic = 0
    for name, binary in options.programs.items():
        writing, reading, rates, right = [], [], [], True
        for _ in range(options.rounds):
            topic, got = topic + 1, path("received.gor")
            if os.path.exists(got):
                os.remove(got)
            began = time.monotonic()
            writer = Gor("--input-file", recording + "|1000000%", "--output-kafka-host", broker.address, "--output-kafka-topic", f"t{topic}",
                         binary=binary)
            reader = Gor("--input-kafka-host", broker.address, "--input-kafka-topic", f"t{topic}", "--input-kafka-group", "g", "--input-kafka-offset",
                         "-2", "--output-file", got, "--output-file-append", binary=binary)
            writer.wait(120)
            wait_until(lambda: _count(got) >= _RECORDS, "all records", 60)
            rates.append(_RECORDS / (time.monotonic() - began))
            reader.stop()
            writing.append(writer.cpu_seconds / _RECORDS * 1e6)
            reading.append(reader.cpu_seconds / _RECORDS * 1e6)
            right = right and records_by_time(got) == records_by_time(recording)
        row.cells[name] = f"{median(rates):,.0f}/s, {median(writing):.2f} and {median(reading):.2f} µs, {'all right' if right else 'NOT all right'}"
        row.values[name] = {"writing": median(writing), "reading": median(reading), "rate": median(rates), "right": right}
        if row.reached is None:
            row.reached = right and median(rates) >= 50_000 and max(median(writing), median(reading)) <= 4
    broker.kill()
    yield row
