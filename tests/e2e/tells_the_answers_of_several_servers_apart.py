#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""With several --output-http a replayed response says in a fifth field which of them it came from; with one there is no such field."""
from lib import *


def answering(text):
    return Recorder(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))


recording = write_recording("requests.gor", [get(f"/{number}") for number in range(20)])
servers, out, again = [answering(b"one"), answering(b"two")], path("out.gor"), path("again.gor")
to_file = ("--output-http-track-response", "--output-file-append", "--output-file")
gor = run("--input-file", recording, "--output-http", servers[0].url, "--output-http", servers[1].url, *to_file, out)
expect(gor.process.returncode, 0, "exit code")
answers = [(meta[4:], payload[-3:]) for meta, payload in records(out) if meta[0] == "3"]
expect(collections.Counter(map(str, answers)), {str((["1"], b"one")): 20, str((["2"], b"two")): 20})

expect(run("--input-file", out, "--output-file-append", "--output-file", again).process.returncode, 0, "exit code of a copy")
expect(sorted(records(again)), sorted(records(out)), "the copy")

single = path("single.gor")
expect(run("--input-file", recording, "--output-http", servers[0].url, *to_file, single).process.returncode, 0, "exit code")
expect({len(meta) for meta, _ in records(single)}, {4}, "numbers of fields with one server")
