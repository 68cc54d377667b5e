#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Three --output-http get one copy each; the same URL twice gets two."""
from lib import *

served, single, double = Recorder(), Recorder(), Recorder()
gor = capture(served, "--output-http", single.url, "--output-http", double.url, "--output-http", double.url)
ask(served.port, *[get(f"/{number}") for number in range(50)])
wait_until(lambda: len(single.requests) >= 50 and len(double.requests) >= 100, "all copies")
expect(gor.stop(), 0, "exit code")
expect(collections.Counter(single.targets()), collections.Counter(served.targets()))
expect(collections.Counter(double.targets()), collections.Counter(served.targets() * 2))
