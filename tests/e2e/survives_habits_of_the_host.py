#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A limit on file sizes is a full disk and not the end of gor; with stdin, stdout or stderr closed no log line gets into a recording."""
from lib import *

import resource

recording = write_recording("some.gor", [post(f"/{i}", b"x" * 1000) for i in range(100)])

most = 16 * 1024
gor = run("--input-file", recording, "--output-file", path("limited.gor"), "--output-file-append", *PATIENTLY,
          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))  # fmt: skip
expect(gor.process.returncode, 1, f"exit code ({gor.log})")
assert "File too large" in gor.log, gor.log
assert os.path.getsize(path("limited.gor")) <= most, "the limit was passed"
whole = len(records(path("limited.gor")))
expect(gor.row("output-file").out, whole, f"records written ({gor.log})")
assert whole < 100, whole

for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
    out = path("out.gor")
    words = [BINARY, "--input-file", recording, "--output-file", out, "--verbose", "4", *PATIENTLY]
    ended = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", *words], stderr=subprocess.PIPE, timeout=60)
    expect(ended.returncode, 0, f"exit code with {closed} ({ended.stderr})")
    with open(out.replace(".gor", "_0.gor"), "rb") as file:
        data = file.read()
    with open(recording, "rb") as file:
        expect(data, file.read(), f"the recording with {closed}")
    os.remove(out.replace(".gor", "_0.gor"))
