# SPDX-License-Identifier: Apache-2.0
"""Target 12: a recording through a middleware that sends back what it gets."""
from measure import Row, median, path, run_to_end, write_recording

_RECORDS = 200_000


def rows(options):
    recording = write_recording(path("fast.gor"), _RECORDS, 10_000)
    row = Row(12, f"middleware cat, {_RECORDS:,} records", "all there, <= 1.5 µs CPU a record")
    for name, binary in options.programs.items():
        costs, counts = [], []
        for _ in range(options.rounds):
            ran = run_to_end(binary, "--input-file", recording + "|1000000%", "--middleware", "cat", "--output-null")
            costs.append(ran.cpu / _RECORDS * 1e6)
            counts.append(ran.captured)
        row.cells[name] = f"{median(costs):.2f} µs, {min(counts):,} of {_RECORDS:,}"
        row.values[name] = {"microseconds": median(costs), "count": min(counts)}
        if row.reached is None:
            row.reached = min(counts) == _RECORDS and median(costs) <= 1.5
    yield row
