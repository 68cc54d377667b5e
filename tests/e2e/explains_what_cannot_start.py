#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What cannot start: exit code 1, one line on stderr that names the flag, the value and the cause, and nothing is half started."""
from lib import *

os.makedirs(path("folder.gor"))
with open(path("broken.pcap"), "wb") as file:
    file.write(b"this is no capture file")
taken = Recorder()
target = Recorder()
for flags, words in (
    (["--input-raw", "nosuchif0:80", "--output-null"], ["nosuchif0"]),
    (["--input-raw", path("missing.pcap"), "--output-null"], ["missing.pcap"]),
    (["--input-raw", path("broken.pcap"), "--output-null"], ["broken.pcap"]),
    (["--input-file", path("missing.gor"), "--output-http", target.url], ["input-file", "missing.gor"]),
    (["--input-dummy", "x", "--output-http", target.url, "--output-file", path("folder.gor"), "--output-file-append"],
     ["output-file", "folder.gor"]),
    (["--input-dummy", "x", "--output-file", "/proc/nowhere/x.gor"], ["output-file", "/proc/nowhere/x.gor"]),
    (["file-server", f"127.0.0.1:{taken.port}"], [str(taken.port), "in use"]),
):
    gor = run(*flags)
    expect(gor.process.returncode, 1, f"exit code of {flags} ({gor.log})")
    lines = [line for line in gor.log.splitlines() if line.strip()]
    expect(len(lines), 1, f"lines of stderr of {flags} ({gor.log})")
    for word in words:
        assert word in gor.log, f"{word!r} is missing in {gor.log!r}"
expect(target.connections, 0, "connections to the target")
