# SPDX-License-Identifier: Apache-2.0
"""Target 16: what a message costs inside gor, without reading or writing anything. Needs -DGOR_BENCH=ON."""
import json
import os
import subprocess

from measure import ROOT, Row

_PROGRAM = os.path.join(ROOT, "build/release/bench/bench_path")


def rows(_options):
    row = Row(16, "input, three stages, fan-out, null: a message", "<= 60 ns")
    if os.path.exists(_PROGRAM):
        words = [_PROGRAM, "--benchmark_format=json", "--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true"]
        found = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)["benchmarks"]
        median = next(entry["cpu_time"] for entry in found if entry["name"].endswith("_median"))
        row.cells["gor"] = f"{median:.0f} ns"
        row.values["gor"] = median
        row.reached = median <= 60
    else:
        row.cells["gor"] = "not built: cmake --preset release -DGOR_BENCH=ON"
    yield row
