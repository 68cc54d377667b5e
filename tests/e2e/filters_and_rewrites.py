#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Filters and rewrites do what docs/filters.md says: each of its examples, with flags, requests and results, as it stands there."""
import re
import shlex

from lib import *


def examples():
    with open(os.path.join(os.path.dirname(__file__), "../../docs/filters.md"), encoding="utf-8") as file:
        for block in re.findall(r"^```rule\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL):
            yield block


def messages(lines, mark):
    """The groups of lines that begin with the mark, one a message, each with what stands behind it."""
    groups = [[]]
    for line in lines:
        if line.startswith(mark):
            groups[-1].append(line[2:])
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def request(lines):
    """The message of these lines: a head, or with an empty line in it a body too."""
    return "\r\n".join(lines if "" in lines else [*lines, "", ""]).encode()


checked = 0
for example in examples():
    flags, *lines = example.splitlines()
    asked, wanted = messages(lines, "<"), messages(lines, ">")
    expect(len(asked), len(wanted), f"results of {flags}")
    recording, out = write_recording("in.gor", [request(lines) for lines in asked]), path(f"out{checked}.gor")
    gor = run("--input-file", recording, "--output-file", out, "--output-file-append", *shlex.split(flags))
    expect(gor.process.returncode, 0, f"exit code of {flags} ({gor.log})")
    went_on = {int(meta[1], 16): payload for meta, payload in records(out)}
    for number, lines in enumerate(wanted):
        expect(went_on.get(number), None if lines == ["dropped"] else request(lines), f"request {number} of {flags}")
        checked += 1
assert checked > 20, f"{checked} requests in docs/filters.md"
