# SPDX-License-Identifier: Apache-2.0
"""What a large recording takes: to write it and to read it, plain and compressed."""
import os
import random
import time

from measure import Row, path, run_to_end
from support.gor import record

_GB = 1 << 30


def _write_source(name, megabytes):
    """JSON and binary bodies up to 100 KB, a response each."""
    rng = random.Random(1)
    with open(name, "wb") as file:
        number = 0
        while file.tell() < megabytes << 20:
            number += 1
            text = b'{"user": %d, "name": "somebody", "items": [%d, %d]}, ' % (number, rng.randint(0, 999), rng.randint(0, 999))
            body = text * rng.randint(1, 1000) + rng.randbytes(rng.randint(0, 20_000))
            head = b"POST /orders/%d HTTP/1.1\r\nHost: shop.example\r\nContent-Length: %d\r\n\r\n" % (number, len(body))
            file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number * 1000, head + body))
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + text[:40] * 25
            file.write(record(2, f"{number:024x}", 1_700_000_000_000_000_500 + number * 1000, answer))
    return name


def _timed(binary, *flags):
    began = time.monotonic()
    done = run_to_end(binary, *flags)
    return done, time.monotonic() - began


def _touch_memory(size):
    """A machine that has not used so much memory yet is slow to write the first file of that size, whoever does it."""
    with open(path("touched"), "wb") as file:
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
    os.remove(path("touched"))


def rows(options):
    size = 5 * _GB if options.rounds > 1 else _GB // 20
    row = Row(18, f"a recording of {size / _GB:.2g} GB: MB/s (MB of memory) written, read", "read with < 100 MB")
    source = _write_source(path("source.gor"), max(10, min(100, size >> 23)))
    _touch_memory(size)
    for name, binary in options.programs.items():
        plain, cells, memory = path("large.gor"), [], 0
        _, took = _timed(binary, "--input-file", source + "|1000000%", "--input-file-loop", "--output-file", plain,
                         "--output-file-append", "--output-file-max-size-limit", str(size))
        cells.append(f"plain {size / took / 1e6:.0f}")
        for kind in (".gor", ".gz", ".zst"):
            large = path("large" + kind)
            if kind != ".gor":
                written, took = _timed(binary, "--input-file", plain + "|1000000%", "--output-file", large, "--output-file-append")
                cells.append(f"{kind} {size / took / 1e6:.0f} ({written.megabytes:.0f})")
            read, took = _timed(binary, "--input-file", large + "|1000000%", "--output-null")
            memory = max(memory, read.megabytes)
            cells[-1] += f", {size / took / 1e6:.0f} ({read.megabytes:.0f})"
            if kind != ".gor":
                cells[-1] += f", {os.path.getsize(large) / size:.0%} of the size"
                os.remove(large)
        os.remove(plain)
        row.cells[name] = "; ".join(cells)
        row.values[name] = memory
        if row.reached is None:
            row.reached = memory < 100
    yield row
