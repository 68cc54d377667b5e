# SPDX-License-Identifier: Apache-2.0
"""Target 11: a recording sent from one gor to another over TCP, and recorded there."""
import os

from measure import Row, free_port, median, path, records_by_time, write_recording
from support.gor import Gor

_RECORDS = 200_000


def rows(options):
    recording = write_recording(path("fast.gor"), _RECORDS, 10_000)
    row = Row(11, f"file → tcp → tcp → file, {_RECORDS:,} records", "all there and right, <= 1 µs CPU a record on each side")
    for name, binary in options.programs.items():
        sending, receiving, right = [], [], True
        for _ in range(options.rounds):
            port, got = free_port(), path("received.gor")
            if os.path.exists(got):
                os.remove(got)
            receiver = Gor("--input-tcp", f"127.0.0.1:{port}", "--output-file", got, "--output-file-append", binary=binary)
            try:
                receiver.wait_for_line("listening", seconds=2)
            except AssertionError:  # another program may say nothing
                pass
            sender = Gor("--input-file", recording + "|1000000%", "--output-tcp", f"127.0.0.1:{port}", binary=binary)
            sender.wait(600)
            receiver.stop()
            sending.append(sender.cpu_seconds / _RECORDS * 1e6)
            receiving.append(receiver.cpu_seconds / _RECORDS * 1e6)
            right = right and records_by_time(got) == records_by_time(recording)
        row.cells[name] = f"{median(sending):.2f} and {median(receiving):.2f} µs, {'all right' if right else 'NOT all right'}"
        row.values[name] = {"sending": median(sending), "receiving": median(receiving), "right": right}
        if row.reached is None:
            row.reached = right and max(median(sending), median(receiving)) <= 1
    yield row
