#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A 20 MB POST with --copy-buffer-size 32mb is replayed whole; one beyond the limit is cut, counted and not sent."""
from lib import *

body = os.urandom(20_000_000)
for limit, wanted in (("32mb", ["/large", "/small"]), ("5mb", ["/small"])):
    served, replayed = Recorder(), Recorder()
    gor = capture(served, "--output-http", replayed.url, "--copy-buffer-size", limit)
    ask(served.port, post("/large", body), get("/small"))
    wait_until(lambda: "/small" in replayed.targets(), "the small request")
    expect(gor.stop(), 0, "exit code")
    # Over two connections the small one may arrive first.
    expect(sorted(replayed.targets()), wanted)
    if "/large" in wanted:
        assert next(request for request in replayed.requests if request.target == b"/large").body == body
    row = gor.row("output-http")
    expect((row.into, row.out, row.ignored), (2, len(wanted), 2 - len(wanted)), row.line)
