#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Old names of flags work as before, with one warning each."""
from lib import *

gor = Gor("--input-dummy", "x", "--output-dummy", "x", "--output-http-debug", "--exit-after", "1500ms", stdout=subprocess.PIPE)
expect(gor.wait(), 0, f"exit code ({gor.log})")
assert "GET / HTTP/1.1" in gor.process.stdout.read()
assert "output-stdout" in gor.log, gor.log
