#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--stats with --output-http-stats prints the header once and then a line of integers each interval."""
from lib import *
import re

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url, "--stats", "--output-http-stats", "--output-http-stats-ms", "300")
ask(served.port, *[get(f"/{number}") for number in range(50)])
# All within one interval, or over some.
wait_until(lambda: sum(map(int, re.findall(r"output_http:\d+,\d+,\d+,(\d+),\d+", gor.log))) == 50, "lines that count 50 requests")
expect(gor.stop(), 0, "exit code")
expect(gor.log.count("output_http:latest,mean,max,count,count/second"), 1, "headers")
