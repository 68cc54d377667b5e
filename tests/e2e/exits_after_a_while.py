#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--exit-after ends an endless capture with a summary and exit code 0."""
from lib import *

began = time.monotonic()
gor = run("--input-dummy", "x", "--output-null", "--exit-after", "2500ms")
seconds = time.monotonic() - began
expect(gor.process.returncode, 0, "exit code")
assert 2.4 < seconds < 5, f"{seconds:.1f} s"
assert gor.row("output-null").into >= 2, gor.log
