# SPDX-License-Identifier: Apache-2.0
"""Target 15: capture of 200 KB POSTs at full speed while other programs take what the machine has."""
import subprocess

from measure import Row, Server, start
from saturated import measure, summed_up

_COPIER = "a = bytearray(200 << 20)\nb = bytearray(200 << 20)\nwhile True:\n    b[:] = a\n"
_CASES = [
    ("6 busy loops", [["sh", "-c", "while :; do :; done"]] * 6),
    ("3 memory copiers", [["python3", "-c", _COPIER]] * 3),
    ("3 forkers", [["sh", "-c", "while :; do /bin/true; done"]] * 3),
]


def _beside(commands, work):
    others = [start(command, stdout=subprocess.DEVNULL) for command in commands]
    try:
        return work()
    finally:
        for other in others:
            other.kill()
            other.wait()


def rows(options):
    server = Server()
    for what, commands in _CASES:
        runs = {name: [] for name in options.programs}
        for _ in range(options.rounds):
            for name, binary in options.programs.items():
                runs[name].append(_beside(commands, lambda: measure(binary, server, options.seconds, 200_000, "null", [])))
        row = Row(15, f"capture, 200 KB POSTs, beside {what}", "100 %, < 150 MB")
        for name, results in runs.items():
            share, rate, megabytes = summed_up(results)
            row.cells[name] = f"{'?' if share is None else f'{100 * share:.2f}'} % captured, nginx keeps {rate:,.0f}/s, {megabytes:.0f} MB"
            row.values[name] = {"captured": share, "rate": rate, "megabytes": megabytes}
            if row.reached is None:
                row.reached = share == 1.0 and megabytes < 150
        yield row
    server.kill()
