#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A replay shows a line on a terminal that is rewritten in place; not with --quiet, nor where stderr is no terminal."""
from lib import *

RELEASE_ONLY = "eight seconds of waiting; its code is tested with sanitizers by the unit tests of app"

import pty
import re
import select

recording = write_recording("slow.gor", [get(f"/{number}") for number in range(40)], gap_ns=100_000_000)


def seen_on_a_terminal(*flags):
    ours, theirs = pty.openpty()
    gor = start([BINARY, "--input-file", recording, "--output-null", *flags], stderr=theirs)
    os.close(theirs)
    text = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:  # its end
            break
        if not piece:
            break
        text += piece
    expect(gor.wait(60), 0, "exit code")
    os.close(ours)
    return text.decode()


text = seen_on_a_terminal()
lines = re.findall(r"\r\x1b\[K(\d+% of \d[^\r\n]* requests/s[^\r\n]*)", text)
assert len(lines) >= 2, text
assert re.search(r"\r\x1b\[K[^\r\n]*end of file\r\n", text), "a log line stands in a line of its own\n" + text
assert re.search(r"\r\x1b\[Kinput-file ", text), "the line is gone before the summary\n" + text

text = seen_on_a_terminal("--quiet")
assert "requests/s" not in text and "end of file" not in text and "input-file" in text, text

assert "requests/s" not in run("--input-file", recording + "|1000%", "--output-null").log
