#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A rule with @output-http:2 is for that output alone, one with @output-http for all of the kind; on the command line and in a config file."""
from lib import *

recording = write_recording("in.gor", [get("/a"), get("/b"), get("/health")])


def targets(*flags):
    first, second, out = Recorder(), Recorder(), path("out.gor")
    if os.path.exists(out):
        os.remove(out)
    gor = run("--input-file", recording, "--output-http", first.url, "--output-http", second.url, "--output-file", out, "--output-file-append", *flags)
    expect(gor.process.returncode, 0, f"exit code ({gor.log})")
    assert gor.row("filters of output-http"), gor.log
    return first, second, [payload.split()[1].decode() for _, payload in records(out)]


first, second, recorded = targets("--http-disallow-url", "health", "--http-allow-url@output-http:2", "/a", "--http-set-header@output-http:2", "Host: two",
                                  "--http-rewrite-url@output-http", "^/:/new/")  # fmt: skip
expect(sorted(first.targets()), ["/new/a", "/new/b"], "the first server")
expect(second.targets(), ["/new/a"], "the second server")
expect([request.header(b"Host") for request in second.requests], [b"two"], "Host at the second server")
assert all(request.header(b"Host") != b"two" for request in first.requests), "Host at the first server"
expect(recorded, ["/a", "/b"], "the recording")

with open(path("gor.toml"), "w", encoding="utf-8") as file:
    file.write('"http-allow-url@output-http:2" = ["/b", "/health"]\n"http-set-param@output-file" = "x=1"\n')
first, second, recorded = targets("--config", path("gor.toml"))
expect(len(first.requests), 3, "requests at the first server")
expect(sorted(second.targets()), ["/b", "/health"], "the second server")
expect(recorded, ["/a?x=1", "/b?x=1", "/health?x=1"], "the recording")

for flags, words in (
    (["--http-allow-url@output-http:3", "/a"], ["@output-http:3", "no such output"]),
    (["--http-allow-url@output-http:0", "/a"], ["@output-http:0", "no such output"]),
    (["--http-allow-url@output-stdout", "/a"], ["@output-stdout", "no such output"]),
    (["--http-allow-url@output-http:1", "/a("], ["--http-allow-url@output-http:1", "'/a('", "character 4"]),
    (["--output-http-timeout@output-http", "1s"], ["--output-http-timeout@output-http", "only filters and rewrites"]),
    (["--http-alow-url@output-http", "1s"], ["did you mean --http-allow-url"]),
):
    gor = run("--input-file", recording, "--output-http", "http://127.0.0.1:1", *flags)
    expect(gor.process.returncode, 2, f"exit code of {flags} ({gor.log})")
    for word in words:
        assert word in gor.log, f"{word!r} is missing in {gor.log!r}"
