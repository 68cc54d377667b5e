#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Chunks at their limits, compressed ones too, read by gzip and zstd; names with a time; appending to what is there."""
from lib import *

import glob
import random
import re

COUNT = 1200
rng = random.Random(1)
requests = [get(f"/{number}", headers=f"X-Random: {rng.randbytes(100).hex()}\r\n") for number in range(COUNT)]
recording = write_recording("requests.gor", requests)


def read(name):
    """The payloads of a recording, decompressed by the usual programs."""
    tool = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}.get(os.path.splitext(name)[1])
    if tool:
        plain = name + ".plain"
        with open(plain, "wb") as file:
            subprocess.run([*tool, name], check=True, stdout=file)
        name = plain
    return [payload for _, payload in records(name)]


def write(out, *flags):
    expect(run("--input-file", recording + "|1000000%", "--output-file", path(out), *flags).process.returncode, 0, "exit code")


def chunks(pattern):
    return sorted(glob.glob(path(pattern)), key=lambda name: int(re.search(r"_(\d+)\.\w+$", name)[1]))


for name, pattern in (("plain.gor", "plain_*.gor"), ("gzip.gor.gz", "gzip.gor_*.gz"), ("zstd.zst", "zstd_*.zst")):
    write(name)  # 256 messages a chunk, if nothing else is said
    expect([len(read(chunk)) for chunk in chunks(pattern)], [256, 256, 256, 256, 176], f"records in the chunks of {name}")
    write(name, "--output-file-queue-limit", "0", "--output-file-size-limit", "20k")
    found = chunks(pattern)
    assert all(os.path.getsize(chunk) >= 20480 for chunk in found[5:-1]), [os.path.getsize(chunk) for chunk in found]
    assert len(found) > 6, found
    expect(sum((read(chunk) for chunk in found), []), requests * 2, "the records of all chunks in order")

for name in ("one.gor", "one.gor.gz", "one.zst"):
    for times in (1, 2):
        write(name, "--output-file-append")
        expect(read(path(name)), requests * times, f"{name} after run {times}")

write("%Y/%m-%d/%i-%t.gor", "--output-file-append")
(dated,) = glob.glob(path("2*/*/*.gor"))
assert re.search(r"/20\d\d/\d\d-\d\d/[0-9a-f]{8}-1\.gor$", dated), dated
expect(read(dated), requests, "the records of a dated file")

write("each/%r.gor", "--output-file-append")
expect(len(os.listdir(path("each"))), COUNT, "files of one request")
expect(read(path(f"each/{7:024x}.gor")), [requests[7]])

gor = run("--input-dummy", "x", "--input-file", recording, "--output-file", path("limited.gor"), "--output-file-max-size-limit", "50k")
expect(gor.process.returncode, 0, "exit code")
size = sum(os.path.getsize(chunk) for chunk in chunks("limited_*.gor"))
assert 50 * 1024 <= size < 52 * 1024, size
assert "--output-file-max-size-limit" in gor.log, gor.log
