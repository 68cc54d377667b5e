#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SIGINT and SIGTERM: everything captured is replayed and recorded before the end, exit code 0."""
from lib import *


def slowly(request):
    time.sleep(0.002)
    return OK


for number, stop_signal in enumerate((signal.SIGINT, signal.SIGTERM)):
    served, replayed, out = Recorder(), Recorder(slowly), path(f"out{number}.gor")
    gor = capture(served, "--output-http", replayed.url, "--output-file", out, "--output-file-append",
                  "--output-http-queue-len", "5000")
    send_random(served.port, 1000, largest_body=5000)
    expect(gor.stop(stop_signal), 0, "exit code")
    expect(len(replayed.requests), 1000, "requests at the target")
    expect(len(records(out)), 1000, "records")
    expect(gor.row("output-http").out, 1000)
