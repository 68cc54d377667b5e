#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Case 24: old three-field records and a missing last separator are read; a damaged record is reported and the others come."""
from lib import *

odd, out = path("odd.gor"), path("out.gor")
with open(odd, "wb") as file:
    file.write(b"1 aa11 1700000000000000000\n" + get("/old") + "\n🐵🙈🙉\n".encode())
    file.write(b"2 aa11 1500\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + "\n🐵🙈🙉\n".encode())
    file.write(b"1 bb22\nno time\n" + "\n🐵🙈🙉\n".encode())
    file.write(b"1 cc33 1700000000000000001 0 more fields\n" + get("/last"))
gor = run("--input-file", odd, "--output-file", out, "--output-file-append")
expect(gor.process.returncode, 0, "exit code")
expect([meta[:2] for meta, _ in records(out)], [["1", "aa11"], ["2", "aa11"], ["1", "cc33"]])
assert "odd.gor" in gor.log, "the damaged record was not reported\n" + gor.log
