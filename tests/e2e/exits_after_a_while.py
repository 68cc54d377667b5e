#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--exit-after ends an endless capture with a summary and exit code 0, and not before its time."""
from lib import *

began = time.monotonic()
gor = run("--input-dummy", "x", "--output-null", "--exit-after", "2500ms")
expect(gor.process.returncode, 0, "exit code")
assert time.monotonic() - began >= 2.5, "it ended early"
assert gor.row("output-null").into >= 2, gor.log
