# SPDX-License-Identifier: Apache-2.0
"""Target 7: how long after its arrival a request is replayed, on an idle machine. Target 14: how soon gor captures."""
import time

from measure import Gor, Row, Running, median, path, percentile, wait_until
from support.gor import records
from support.recorder import Recorder
from support.traffic import Client, get


def _delays_ms(binary, count):
    served, replayed = Recorder(), Recorder()
    program = Running(binary, "--input-raw", f":{served.port}", "--output-http", replayed.url)
    client = Client(served.port)
    for number in range(count):
        client.ask(get(f"/{number}"))
        time.sleep(0.2)
    wait_until(lambda: len(replayed.requests) == count, "the last replayed request")
    program.stop()
    return [(copy.time - original.time) * 1000 for original, copy in zip(served.requests, replayed.requests)]


def _start_ms(binary):
    served, out = Recorder(), path(f"start-{time.monotonic_ns()}.gor")
    client = Client(served.port)
    began = time.time_ns()
    gor = Gor("--input-raw", f":{served.port}", "--output-file", out, "--output-file-append", binary=binary)
    for number in range(500):
        client.ask(get(f"/{number}"))
        time.sleep(0.001)
    gor.stop()
    return (int(records(out)[0][0][2]) - began) / 1e6


def rows(options):
    row = Row(7, "delay from capture to replay, idle, a request each 200 ms", "p50 < 2 ms, p99 < 5 ms")
    start = Row(14, "from start to the first captured packet", "< 50 ms")
    for name, binary in options.programs.items():
        delays = _delays_ms(binary, int(20 * options.seconds))
        p50, p99 = percentile(delays, 50), percentile(delays, 99)
        row.cells[name] = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms"
        row.values[name] = {"p50": p50, "p99": p99}
        milliseconds = median([_start_ms(binary) for _ in range(options.rounds)])
        start.cells[name] = f"{milliseconds:.0f} ms"
        start.values[name] = milliseconds
        if row.reached is None:
            row.reached = p50 < 2 and p99 < 5
            start.reached = milliseconds < 50
    yield row
    yield start
