#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A disk that is full: a clear error, the other output goes on, recording goes on once there is room, and the exit code is 1."""
from lib import *

import atexit
import random
import re

disk = path("disk")
os.mkdir(disk)
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=10m", "none", disk], check=False, capture_output=True).returncode != 0:
    skip("tmpfs cannot be mounted here")
atexit.register(lambda: subprocess.run(["umount", "--lazy", disk], check=False))

for name in ("x.gor", "x.gor.gz", "x.zst"):
    served, replayed = Recorder(), Recorder()
    ballast, recording = os.path.join(disk, "ballast"), os.path.join(disk, name)
    gor = capture(served, "--output-http", replayed.url, "--output-file", recording, "--output-file-flush-interval", "50ms",
                  "--output-file-queue-limit", "5", "--output-file-size-limit", "1mb")
    rng = random.Random(1)
    ask(served.port, post("/before", rng.randbytes(100_000)))
    stem, extension = os.path.splitext(recording)
    first = f"{stem}_0{extension}"
    wait_until(lambda: os.path.exists(first) and os.path.getsize(first) > 100_000, "the first record")
    subprocess.run(["dd", "if=/dev/zero", f"of={ballast}", "bs=4k"], check=False, capture_output=True)  # until the disk is full
    lost = 0
    while lost < 30 or not re.search("No space left on device", gor.log):
        ask(served.port, post(f"/lost/{lost}", rng.randbytes(100_000)))
        lost += 1
    assert len(os.listdir(disk)) < 10, f"empty files pile up: {os.listdir(disk)}"
    os.remove(ballast)
    after = 0
    while not re.search("can be written again", gor.log):
        ask(served.port, post(f"/after/{after}", rng.randbytes(1000)))
        after += 1
    ask(served.port, get("/last"))
    expect(gor.stop(), 1, "exit code")
    expect(len(replayed.requests), 2 + lost + after, "requests at the other output")
    row = gor.row("output-file")
    assert row.failed > 0 and "FAILED: cannot write" in row.line, row.line
    expect(gor.log.count("No space left on device;"), 2, "lines that tell of the trouble, in the log and in the summary")
    texts = []
    for number in range(100):
        chunk = f"{stem}_{number}{extension}"
        if not os.path.exists(chunk):
            break
        tool = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dcq"]}.get(extension, ["cat"])
        with open(path("plain"), "wb") as file:
            subprocess.run([*tool, chunk], check=True, stdout=file)
        texts += [payload.split(b" ")[1] for _, payload in records(path("plain"))]
        os.remove(chunk)
    expect(len(texts), row.out, "records in the files")
    expect(texts[0], b"/before")
    expect(texts[-1], b"/last")
