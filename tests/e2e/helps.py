#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--help and --version print on stdout and exit with 0."""
from lib import *

helped = command(BINARY, "--help")
for word in ("--input-raw", "--output-http", "--output-file", "--exit-after"):
    assert word in helped, f"{word} is not in --help"
assert command(BINARY, "--version").strip(), "no version"
