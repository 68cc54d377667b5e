#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SIGKILL at a random moment loses what is younger than the flush interval, and nothing else; nothing is invented.

GOR_KILLS says how often for each kind of file (3 where it is not set)."""
from lib import *

import random

KILLS = int(os.environ.get("GOR_KILLS", "3"))
INTERVAL, SLACK = 0.1, 1.0  # seconds: --output-file-flush-interval, and what a loaded machine may take on top of it
rng = random.Random(int(os.environ.get("GOR_SEED", "1")))


def read_back(name):
    copy = path("copy.gor")
    if os.path.exists(copy):
        os.remove(copy)
    gor = run("--input-file", name + "|1000000%", "--input-file-read-depth", "0", "--output-file", copy, "--output-file-append")
    expect(gor.process.returncode, 0, "exit code")
    return [payload for _, payload in records(copy)] if os.path.exists(copy) else []


def paced(extension):
    """Requests that are captured as they come, a hundred a second: what was answered long enough ago is there."""
    served, name = Recorder(), path(f"paced{extension}")
    gor = capture(served, "--output-file", name, "--output-file-append", "--output-file-flush-interval", f"{INTERVAL}s")
    client, sent = Client(served.port), []
    end = time.monotonic() + SLACK + INTERVAL + rng.random()
    while time.monotonic() < end:
        request = post(f"/{len(sent)}", rng.randbytes(rng.randint(0, 5000)))
        client.ask(request)
        sent.append((time.monotonic(), request))
        time.sleep(0.01)  # the pace
    killed = time.monotonic()
    gor.process.kill()
    gor.process.wait()
    client.close()
    old = sum(at < killed - INTERVAL - SLACK for at, _ in sent)
    back = read_back(name)
    expect(back, [request for _, request in sent[:len(back)]], f"records of {name}")
    assert len(back) >= old, f"{len(back)} records are there, {old} of {len(sent)} were old enough"
    os.remove(name)


def saturated(extension, recording, requests):
    """As fast as it can: the kill comes while something is written."""
    name = path(f"saturated{extension}")
    gor = Gor("--input-file", recording + "|1000000%", "--input-file-loop", "--output-file", name, "--output-file-append",
              "--output-file-flush-interval", "1ms")
    wait_until(lambda: os.path.exists(name) and os.path.getsize(name) > 1_000_000, "a recording")
    time.sleep(rng.random() / 20)  # a random moment
    gor.process.kill()
    gor.process.wait()
    size = os.path.getsize(name)
    back = read_back(name)
    expect(back, (requests * (len(back) // len(requests) + 1))[:len(back)], f"records of {name}")
    assert len(back) > 100, f"{len(back)} records in {size} bytes"
    # And another run goes on behind it.
    expect(run("--input-file", recording + "|1000000%", "--output-file", name, "--output-file-append").process.returncode, 0)
    again = read_back(name)
    expect(again[:len(back)] + again[-len(requests):], back + requests, "what was there, and what was appended")
    assert len(again) - len(back) - len(requests) in (0, 1), "more than what was cut off has come between"
    os.remove(name)


mixed = [post(f"/{number}", rng.randbytes(rng.choice((10, 500, 50_000)))) if number % 2 else get(f"/{number}") for number in range(200)]
source = write_recording("source.gor", mixed)
for ending in (".gor", ".gor.gz", ".zst"):
    for _ in range(KILLS):
        paced(ending)
        saturated(ending, source, mixed)
