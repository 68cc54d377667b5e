#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--stats with --output-http-stats prints the header once and then a line of integers each interval."""
from lib import *

served, replayed = Recorder(), Recorder()
gor = capture(served, "--output-http", replayed.url, "--stats", "--output-http-stats", "--output-http-stats-ms", "300")
ask(served.port, *[get(f"/{number}") for number in range(50)])
gor.wait_for_line(r"output_http:\d+,\d+,\d+,50,\d+")
expect(gor.stop(), 0, "exit code")
expect(gor.log.count("output_http:latest,mean,max,count,count/second"), 1, "headers")
