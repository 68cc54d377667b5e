#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A recording that is read and written again has the same records, byte for byte, by time; appending twice keeps both runs."""
from lib import *

served = Recorder()
first, second = path("first.gor"), path("second.gor")
gor = capture(served, "--output-file", first, "--output-file-append", "--input-raw-track-response")
send_random(served.port, 300)
expect(gor.stop(signal.SIGTERM), 0, "exit code")
kinds = collections.Counter(meta[0] for meta, _ in records(first))
expect(kinds, {"1": 300, "2": 300}, "records by type")

for times in (1, 2):
    expect(run("--input-file", first + "|100000%", "--output-file", second, "--output-file-append").process.returncode, 0)
    assert sorted(records(first) * times) == sorted(records(second)), f"the copy differs after run {times}"

expect(run("--input-file", first + "|100000%", "--output-file", path("chunks.gor")).process.returncode, 0)
assert os.path.exists(path("chunks_0.gor")), os.listdir(workspace())
