#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gor explain` tells for each request on stdin what a command line's filters and rewrites do to it, with nothing opened or sent."""
from lib import *

FLAGS = ("--input-raw", ":80", "--output-http", "http://127.0.0.1:1", "--http-disallow-url", "^/admin", "--http-set-header", "X-R: 1")


def explain(data, *flags):
    return subprocess.run([BINARY, "explain", *flags], input=data, capture_output=True, check=False, timeout=60)


done = explain(get("/a"), *FLAGS)
expect((done.returncode, done.stderr), (0, b""), "exit code and stderr")
for line in ("1 GET /a HTTP/1.1", "    http-disallow-url ^/admin: passes", "      + X-R: 1", "    goes out", "requests: 1 in, 1 out (1 changed)"):
    assert line in done.stdout.decode().splitlines(), f"{line!r} is missing in {done.stdout.decode()}"

with open(write_recording("in.gor", [get("/admin") if number % 10 == 0 else get(f"/{number}") for number in range(1000)]), "rb") as file:
    done = explain(file.read(), *FLAGS)
expect(done.returncode, 0, "exit code")
expect(done.stdout.decode().splitlines()[-1], "requests: 1000 in, 900 out (900 changed); 100 dropped by http-disallow-url ^/admin", "summary")

done = explain(b"", "--http-allow-url", "(")
expect(done.returncode, 2, "exit code")
assert b"--http-allow-url: '('" in done.stderr, done.stderr
