#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""timeout(1) signals gor and then its whole group, so that the signal comes twice: the summary is printed all the same."""
from lib import *

# The leak sanitizer waits for ever when a signal comes while it looks for leaks, as the second one may.
without_leaks = {**os.environ, "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
runs = [subprocess.Popen(["timeout", "-s", name, "1", BINARY, "--input-dummy", "x", "--output-null"], stdin=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, process_group=0, env=without_leaks)
        for name in ("INT", "TERM") * 5]
for run_under_timeout in runs:
    _, said = run_under_timeout.communicate(timeout=60)
    expect(run_under_timeout.returncode, 124, f"exit code of timeout ({said})")
    assert "output-null" in said, f"no summary: {said!r}"
