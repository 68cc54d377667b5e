#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Replays requests with the tokens that the replay was given.

Clients ask for a token (GET /token, whose answer's body it is) and then send it along (?token=...). The replayed server gives out other tokens
than the original one did, so what a request says is replaced by what the replayed answer to the same /token request said. Needs both
responses: --input-raw-track-response (or a recording that has them) and --output-http-track-response; and --causal, so that the replayed answer
comes before the request that needs its token, and behind the original one.
"""
import binascii
import re
import sys

REQUEST, RESPONSE, REPLAYED = b"1", b"2", b"3"

asked = set()  # ids of requests for a token
original = {}  # id -> the token in the original response
replayed = {}  # an original token -> the one to send


def body_of(payload):
    return payload.partition(b"\r\n\r\n")[2].strip()


def changed(kind, identifier, payload):
    if kind == REQUEST and payload.startswith(b"GET /token "):
        asked.add(identifier)
    elif kind == REQUEST:
        line, end, rest = payload.partition(b"\r\n")
        line = re.sub(rb"(?<=[?&]token=)[^& ]+", lambda match: replayed.get(match[0], match[0]), line)
        return line + end + rest
    elif identifier in asked and kind == RESPONSE:
        original[identifier] = body_of(payload)
    elif identifier in asked and kind == REPLAYED and identifier in original:
        replayed[original.pop(identifier)] = body_of(payload)
        asked.discard(identifier)
    return payload


for line in sys.stdin.buffer:
    metadata, _, payload = binascii.unhexlify(line.strip()).partition(b"\n")
    kind, identifier = metadata.split(b" ")[:2]
    sys.stdout.buffer.write(binascii.hexlify(metadata + b"\n" + changed(kind, identifier, payload)) + b"\n")
    sys.stdout.buffer.flush()
