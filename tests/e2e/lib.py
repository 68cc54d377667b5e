# SPDX-License-Identifier: Apache-2.0
"""The vocabulary of the end-to-end tests. Each test is a script that ends with exit code 0, 1 (an AssertionError) or 77 (skipped)."""
import collections  # noqa: F401 (the tests take their names from here)
import os
import signal  # noqa: F401
import socket  # noqa: F401
import subprocess
import sys
import threading  # noqa: F401
import time  # noqa: F401

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from support.admin import Admin  # noqa: E402,F401
from support.certificates import make_certificate  # noqa: E402,F401
from support.gor import BINARY, Gor, record, records, run  # noqa: E402,F401
from support.nginx import Nginx  # noqa: E402,F401
from support.network import GATEWAY, Network  # noqa: E402,F401
from support.process import accepts, free_port, path, start, wait_until, workspace  # noqa: E402,F401
from support.recorder import OK, Recorder  # noqa: E402,F401
from support.rogue import Rogue  # noqa: E402,F401
from support.traffic import Client, ask, get, post, random_request, send_random, start_curl, start_wrk  # noqa: E402,F401

# Ended by the runner: sys.exit() ends what the test has started.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))

CAPTURING = r"capturing"
SLOW = os.environ.get("GOR_SLOW") == "1"  # A sanitizer build: less traffic, the same claims.


# On a loaded machine a server may answer late and a full queue may take a while: no test means to fail for that.
PATIENTLY = ("--drain-timeout", "60s", "--output-http-timeout", "30s")


def capture(server, *flags, **popen):
    """gor capturing what the server on loopback gets, ready when its capture has begun."""
    return Gor("--input-raw", f":{server.port}", *PATIENTLY, *flags, ready=CAPTURING, **popen)


def write_recording(name, requests, gap_ns=1):
    """A recording of the requests, that far apart; its path."""
    with open(path(name), "wb") as file:
        for number, request in enumerate(requests):
            file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number * gap_ns, request))
    return path(name)


def expect(actual, wanted, what=""):
    assert actual == wanted, f"{what or 'value'}: got {_short(actual)}, wanted {_short(wanted)}"


def _short(value, most=200):
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}... ({len(text)} characters)"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def command(*words, **options):
    return subprocess.run(words, check=True, text=True, capture_output=True, stdin=subprocess.DEVNULL, **options).stdout
