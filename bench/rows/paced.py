# SPDX-License-Identifier: Apache-2.0
"""Target 5: the CPU that a captured request costs at 40,000 requests a second."""
import subprocess

from measure import Row, Running, Server, median

_RATE, _CLIENTS = 40_000, 16


def rows(options):
    server = Server()
    row = Row(5, f"CPU a captured request, {_RATE:,} requests/s", "<= 0.5 µs")
    for name, binary in options.programs.items():
        costs, offered = [], []
        for _ in range(options.rounds):
            program = Running(binary, "--input-raw", f":{server.port}", "--output-null")
            before = server.served()
            subprocess.run(["h2load", "--h1", "-t1", f"-c{_CLIENTS}", f"--rps={_RATE // _CLIENTS}", f"-D{options.seconds:g}", server.url],
                           check=True, capture_output=True)
            served = server.served() - before
            result = program.stop()
            costs.append(result.cpu / served * 1e6)
            offered.append(served / options.seconds)
        row.cells[name] = f"{median(costs):.2f} µs (at {median(offered):,.0f}/s)"
        row.values[name] = median(costs)
        if row.reached is None:
            row.reached = median(costs) <= 0.5
    server.kill()
    yield row
