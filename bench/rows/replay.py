# SPDX-License-Identifier: Apache-2.0
"""Targets 8, 9 and 10: replaying a recording fast, replaying it on time, and reading it at little cost."""
import struct
import time

from measure import Gor, Row, Server, Tcpdump, median, path, percentile, run_to_end, wrk, write_recording

_RECORDS = 200_000
_TIMED, _GAP_NS = 50_000, 100_000


def _rate(options):
    server = Server()
    recording = write_recording(path("fast.gor"), _RECORDS, 10_000)
    bases, rates = [], {name: [] for name in options.programs}
    for _ in range(options.rounds):
        bases.append(wrk(server.url, options.seconds, like_recording=True))
        for name, binary in options.programs.items():
            before, began = server.served(), time.monotonic()
            Gor("--input-file", recording + "|10000%", "--output-http", server.url, binary=binary).wait(600)
            rates[name].append((server.served() - before) / (time.monotonic() - began))
    server.kill()
    base = median(bases)
    row = Row(8, f"replay rate, {_RECORDS:,} small GETs (wrk: {base:,.0f}/s)", ">= 1.00 x wrk")
    for name, values in rates.items():
        rate = median(values)
        row.cells[name] = f"{rate:,.0f}/s = {rate / base:.2f} x wrk"
        row.values[name] = {"rate": rate, "ratio": rate / base}
        if row.reached is None:
            row.reached = rate >= base
    return row


def _send_times_us(name, start_of_payload=b"GET /"):
    """When each request left, from a capture that tcpdump has written."""
    with open(name, "rb") as file:
        data = file.read()
    position, times = 24, []
    while position + 16 <= len(data):
        seconds, micros, size, _ = struct.unpack_from("<IIII", data, position)
        if start_of_payload in data[position + 16:position + 16 + size]:
            times.append(seconds * 1_000_000 + micros)
        position += 16 + size
    return times


def _timing(options):
    recording = write_recording(path("timed.gor"), _TIMED, _GAP_NS)
    row = Row(9, f"replay timing, {_TIMED:,} requests, 100 µs apart", "total within 0.2 %; late p50 < 0.1 ms, p99 < 1 ms")
    wanted = (_TIMED - 1) * _GAP_NS / 1000
    for name, binary in options.programs.items():
        server, dump = Server(), path("sent.pcap")
        tcpdump = Tcpdump(f"tcp dst port {server.port}", dump)
        Gor("--input-file", recording, "--output-http", server.url, binary=binary).wait(120)
        tcpdump.stop()
        server.kill()
        times = _send_times_us(dump)
        if len(times) < 2:
            row.cells[name] = "nothing was sent"
            continue
        late = [(sent - times[0] - number * _GAP_NS / 1000) / 1000 for number, sent in enumerate(times)]
        off = (times[-1] - times[0]) / wanted - 1
        p50, p99 = percentile(late, 50), percentile(late, 99)
        row.cells[name] = f"{len(times):,} sent, total {100 * off:+.2f} %, late p50 {p50:.3f} ms, p99 {p99:.2f} ms"
        row.values[name] = {"sent": len(times), "off": off, "p50": p50, "p99": p99}
        if row.reached is None:
            row.reached = len(times) == _TIMED and abs(off) <= 0.002 and p50 < 0.1 and p99 < 1
    return row


def _reading(options):
    recording = write_recording(path("fast.gor"), _RECORDS, 10_000)
    row = Row(10, f"reading a recording, {_RECORDS:,} records, to null", "<= 0.25 µs CPU a record")
    for name, binary in options.programs.items():
        cpu = median([run_to_end(binary, "--input-file", recording + "|1000000%", "--output-null").cpu for _ in range(options.rounds)])
        row.cells[name] = f"{cpu / _RECORDS * 1e6:.2f} µs"
        row.values[name] = cpu / _RECORDS * 1e6
        if row.reached is None:
            row.reached = cpu / _RECORDS * 1e6 <= 0.25
    return row


def rows(options):
    yield _rate(options)
    yield _timing(options)
    yield _reading(options)
