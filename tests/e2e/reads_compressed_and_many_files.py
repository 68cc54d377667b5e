#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Globs are merged by time, compressed files read, a thousand chunks with few descriptors; a loop, a longest wait, a dry run."""
from lib import *

import gzip
import re
import resource

COUNT = 3000
requests = [get(f"/{number}") for number in range(COUNT)]
times = [1_700_000_000_000_000_000 + number * 100_000 for number in range(COUNT)]
whole = [record(1, f"{number:024x}", times[number], requests[number]) for number in range(COUNT)]


def write(name, content):
    with open(path(name), "wb") as file:
        file.write(content)


def replay(*flags, **popen):
    """The targets in the order in which they were replayed, and what gor said."""
    out = path("out.gor")
    if os.path.exists(out):
        os.remove(out)
    gor = run(*flags, "--output-file", out, "--output-file-append", **popen)
    expect(gor.process.returncode, 0, "exit code")
    return [payload for _, payload in records(out)], gor


# Three files that overlap, each compressed in another way.
write("part-a.gor", b"".join(whole[0::3]))
write("part-b.gor.gz", gzip.compress(b"".join(whole[1::3])))
write("part-c.plain", b"".join(whole[2::3]))
subprocess.run(["zstd", "-q", path("part-c.plain"), "-o", path("part-c.zst")], check=True)
os.remove(path("part-c.plain"))
sent, gor = replay("--input-file", path("part-*") + "|1000%")
expect(sent, requests, "a pattern's files merged by time")

# A thousand chunks, of which few are open at a time.
for chunk in range(1000):
    write(f"many_{chunk}.gor", b"".join(whole[3 * chunk:3 * chunk + 3]))
few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))  # noqa: E731
sent, gor = replay("--input-file", path("many.gor") + "|1000%", preexec_fn=few)
expect(sent, requests, "a thousand chunks")
assert "1000 chunks" in gor.log, gor.log

# What was cut off gives what is whole, and the place is named.
packed = gzip.compress(b"".join(whole))
write("cut.gor.gz", packed[:len(packed) // 2])
sent, gor = replay("--input-file", path("cut.gor.gz") + "|100000%")
assert 1000 < len(sent) < COUNT and sent == requests[:len(sent)], len(sent)
assert re.search(r"cut\.gor\.gz:\d+: the compressed data is cut off", gor.log), gor.log
expect(gor.row("input-file").metric("damaged records") > 0, True)

# Out of order by as much as is looked ahead, and by more.
write("odd.gor", b"".join(whole[100:120]) + whole[0])
expect(replay("--input-file", path("odd.gor"))[0][0], requests[0], "the first of a look-ahead of 100")
sent, _ = replay("--input-file", path("odd.gor"), "--input-file-read-depth", "5")
assert sent.index(requests[0]) > 10, "a look-ahead of 5 has found it"

# Round after round until it is told to end.
write("two.gor", b"".join(whole[:2]))
gor = Gor("--input-file", path("two.gor"), "--input-file-loop", "--output-file", path("loop.gor"), "--output-file-append")
wait_until(lambda: os.path.exists(path("loop.gor")) and os.path.getsize(path("loop.gor")) > 100_000, "many rounds")
expect(gor.stop(), 0, "exit code")
looped = [payload for _, payload in records(path("loop.gor"))]
expect(looped, (requests[:2] * len(looped))[:len(looped)], "the rounds")

# Hours between two requests.
write("slow.gor", b"".join(record(1, f"{n:024x}", n * 3_600_000_000_000, requests[n]) for n in range(1, 4)))
began = time.monotonic()
expect(len(replay("--input-file", path("slow.gor"), "--input-file-max-wait", "100ms")[0]), 3)
assert time.monotonic() - began >= 0.2, "the longest wait was not waited for"

gor = run("--input-file", path("slow.gor"), "--input-file-dry-run", "--output-http", "http://127.0.0.1:1")
expect(gor.process.returncode, 0, "exit code")
for words in (r"records +3 \(3 requests", "gaps +first 1h, least 1h, most 1h", "duration +2h", "files +1", "out of order +0"):
    assert re.search(words, gor.log), f"{words}\n{gor.log}"
