#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sends every message back, decoded and encoded again."""
import binascii
import sys

for line in sys.stdin.buffer:
    metadata, _, payload = binascii.unhexlify(line.strip()).partition(b"\n")
    sys.stdout.buffer.write(binascii.hexlify(metadata + b"\n" + payload) + b"\n")
    sys.stdout.buffer.flush()
