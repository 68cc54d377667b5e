#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--stats-json has what the summary has, for programs; its latencies show a pause of the target in both ways of counting."""
from lib import *
import json
import re


def answer(request):
    """At once, but for one request after a second."""
    if request.target == b"/20":
        time.sleep(1)
    return OK


def latencies(stats, name):
    output = next(station for station in stats["stations"] if station["station"] == "output-http")
    return {tuple(sorted(one["labels"].items())): one for one in output["latencies"] if one["name"] == name}


# 100 requests in a second, over one connection: 80 of them wait for the slow one.
target = Recorder(answer)
recording = write_recording("x.gor", [get(f"/{number}") for number in range(100)], gap_ns=10_000_000)
gor = run("--input-file", recording, "--output-http", target.url, "--output-http-workers", "1")
expect(gor.wait(), 0, "exit code")
stats = gor.stats()
expect((stats["version"], stats["state"]), (1, "ended"))
(duration,) = latencies(stats, "http_client_request_duration_seconds").values()
expect(duration["labels"], {"http_request_method": "GET", "http_response_status_code": "200", "server_address": "127.0.0.1",
                            "server_port": target.url.rpartition(":")[2]})
expect(duration["count"], 100)
assert duration["p50"] < 0.2 and duration["p95"] < 0.5 and 1 <= duration["max"] < 10, duration
delay = latencies(stats, "gor_replay_delay_seconds")[(("status_class", "2xx"),)]
assert delay["count"] == 100 and delay["p50"] > 0.3 and delay["max"] >= 1, f"the pause is hidden: {delay}"
assert re.search(r"output-http .*  p50 .*  p99 ", gor.log), gor.log

# Written at intervals, and always a complete object.
gor = Gor("--input-dummy", "x", "--output-null", "--stats-json", path("stats.json"), "--stats-json-interval", "20ms")
seen = set()


def has_grown():
    with open(path("stats.json"), encoding="utf-8") as file:
        stats = json.load(file)
    expect(stats["state"], "running")
    seen.add(stats["time"])
    return len(seen) > 20 and stats["stations"][0]["born"]["requests"] > 1


wait_until(lambda: os.path.exists(path("stats.json")), "the file of --stats-json")
wait_until(has_grown, "stats that grow")
expect(gor.stop(), 0, "exit code")
with open(path("stats.json"), encoding="utf-8") as file:
    expect(json.load(file)["state"], "ended")

# Anything else is refused before traffic starts, and left alone.
before = open(path("x.gor"), "rb").read()
gor = run("--input-dummy", "x", "--output-null", "--stats-json", path("x.gor"))
expect(gor.process.returncode, 1, "exit code")
assert "--stats-json" in gor.log and open(path("x.gor"), "rb").read() == before, gor.log
ended = subprocess.run([BINARY, "--input-dummy", "x", "--output-null", "--stats-json-interval", "1s"], capture_output=True,
                       text=True, timeout=60, check=False)
assert ended.returncode == 2 and "needs --stats-json" in ended.stderr, ended
