#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Odd records are read, or reported with file and line, and the others come all the same."""
from lib import *

SEPARATOR = "\n🐵🙈🙉\n".encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
odd, out = path("odd.gor"), path("out.gor")
with_separator = post("/inside", b"before" + SEPARATOR + record(1, "fake", 5, get("/fake")) + b"behind")
pieces = [  # what stands in the file, and the target that is read of it
    (SEPARATOR, None),  # a separator at the beginning
    (b"1 aa11 1700000000000000000\n" + get("/old") + SEPARATOR, b"/old"),
    (b"2 aa11 1500\n" + ANSWER + SEPARATOR, b"200"),
    (b"1 bb22\nno time\n" + SEPARATOR, None),
    (b"1 bb23  0\n" + get("/empty-time") + SEPARATOR, None),
    (b"1\n" + get("/one-field") + SEPARATOR, None),
    (b"1 bb24 1700000000000000000 0\r\n" + get("/crlf") + SEPARATOR, None),
    (b"1 bb\x0025 1700000000000000000 0\n" + get("/zero") + SEPARATOR, None),
    (b"1 " + b"f" * 40 + b" 1700000000000000001\n" + with_separator + SEPARATOR, b"/inside"),
    (b"1 cc33 1700000000000000001 0 more fields\n" + get("/last"), b"/last"),  # without a separator
]
content = b"".join(piece for piece, _ in pieces)
with open(odd, "wb") as file:
    file.write(content)
gor = run("--input-file", odd, "--output-file", out, "--output-file-append")
expect(gor.process.returncode, 0, "exit code")
# The body has a separator of its own, so a reader that goes by separators alone would be wrong.
with open(out, "rb") as file:
    copy = file.read()
wanted = b"".join(piece for piece, target in pieces if target) + SEPARATOR
for time_of_old in (b"1 aa11 1700000000000000000", b"1 " + b"f" * 40 + b" 1700000000000000001"):
    wanted = wanted.replace(time_of_old + b"\n", time_of_old + b" -1\n")  # the latency that three fields do not tell
wanted = wanted.replace(b" -1\nPOST /inside", b" -1 len:%d\nPOST /inside" % len(with_separator))
expect(copy, wanted, "what is read")
damaged = [number for number, (_, target) in enumerate(pieces) if target is None]
lines = [1 + b"".join(piece for piece, _ in pieces[:number]).count(b"\n") for number in damaged]
for line in lines:
    assert f"odd.gor:{line}: damaged record" in gor.log, f"line {line}\n{gor.log}"
expect(gor.row("input-file").metric("damaged records"), len(damaged))
