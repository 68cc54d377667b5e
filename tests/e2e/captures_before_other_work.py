#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-raw-priority: the capture thread alone has nice -10 (or what is asked for, or nothing with 0), where gor may set it."""
from lib import *

if os.geteuid() != 0:
    skip("needs root")


def nice_values(gor):
    values = []
    for thread in os.listdir(f"/proc/{gor.process.pid}/task"):
        with open(f"/proc/{gor.process.pid}/task/{thread}/stat", encoding="ascii", errors="replace") as stat:
            values.append(int(stat.read().rpartition(")")[2].split()[16]))
    return sorted(values)


served, replayed = Recorder(), Recorder()
usual = os.nice(0)
out = ["--output-http", replayed.url, "--output-file", path("out.gor"), "--input-raw-threads", "1"]
for flags, line, wanted in (([], "has nice -10", {-10, usual}), (["--input-raw-priority", "-3"], "has nice -3", {-3, usual}),
                            (["--input-raw-priority", "0"], "", {usual})):
    gor = capture(served, *out, *flags)
    if line:
        gor.wait_for_line(line)
    ask(served.port, get("/"))
    values = nice_values(gor)
    expect(set(values), wanted, f"nice values with {flags}")
    assert line == "" or values.count(min(values)) == 1, values
    expect(gor.stop(), 0, "exit code")
    expect(gor.log.count("nice"), 1 if line else 0, f"lines about it ({gor.log})")

gor = capture(served, *out[:-1], "3")
ask(served.port, get("/"))
wait_until(lambda: nice_values(gor).count(-10) == 3, "nice -10 of all three threads that capture")
expect(gor.stop(), 0, "exit code")

gor = Gor("--bounding-set=-sys_nice", "--inh-caps=-sys_nice", BINARY, "--input-raw", f":{served.port}", *out, binary="setpriv",
          ready="keeps its priority; nice -10 needs CAP_SYS_NICE")
ask(served.port, get("/"))
expect(set(nice_values(gor)), {usual}, "nice values without the privilege")
expect(gor.stop(), 0, "exit code")
expect(gor.row("output-http").out, 1, "requests captured all the same")
