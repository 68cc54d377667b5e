#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No packet within 10 s gives a hint with the filter in use."""
from lib import *

RELEASE_ONLY = "ten seconds of waiting for one line of the log"

gor = Gor("--input-raw", f":{free_port()}", "--output-null", ready=CAPTURING)
gor.wait_for_line(r"(?i)no packets?.*tcp")
expect(gor.stop(), 0, "exit code")
