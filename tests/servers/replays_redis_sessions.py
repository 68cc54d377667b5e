#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sessions of redis that were recorded, replayed against an empty server: it has the same data afterwards, and gave the same answers."""
from lib import *
from support.redis import Redis, can_run

if not can_run():
    skip("redis-server is not installed")

original, copy = Redis(), Redis()
recording = path("redis.gor")
gor = Gor("--input-raw", f":{original.port}", "--input-raw-protocol", "binary", "--input-raw-track-response", "--output-file", recording,
          "--output-file-append", ready=CAPTURING)
# Each session depends on the order of its commands, and on the database that it has selected.
for session in range(8):
    lines = [f"SELECT {session % 2}"]
    for number in range(100):
        lines += [f"APPEND text:{session} {number},", f"LPUSH list:{session} {number}", f"INCRBY sum:{session} {number}", f"LRANGE list:{session} 0 5"]
    original.run(input="\n".join(lines) + "\n")
original.run("-x", "SET", "large", input="x" * 1_000_000)
subprocess.run(["redis-benchmark", "-p", str(original.port), "-n", "3000", "-c", "8", "-t", "set,incr,lpush", "-q"], check=True,
               stdout=subprocess.DEVNULL)
expect(gor.stop(), 0, "exit code")
requests = sum(meta[0] == "1" for meta, _ in records(recording))
assert requests > 8 * 401 + 9000, f"{requests} requests recorded"

answers = path("answers.gor")
replay = run("--input-file", recording, "--output-binary", f"127.0.0.1:{copy.port}", "--output-binary-track-response", "--output-file", answers,
             "--output-file-append", seconds=120)
expect(replay.process.returncode, 0, "exit code")
expect(replay.row("output-binary").out, requests, "requests sent")
for database in ("0", "1"):
    contents = [server.run("-n", database, "--raw", "KEYS", "*").split() for server in (original, copy)]
    expect(sorted(contents[1]), sorted(contents[0]), f"keys of database {database}")
    for key in contents[0]:
        expect(copy.run("-n", database, "DUMP", key), original.run("-n", database, "DUMP", key), key)

by_id = collections.defaultdict(dict)
for meta, payload in records(answers):
    by_id[meta[1]][meta[0]] = payload
# The answers to the benchmark's clients depend on each other, since they share keys; those about the server itself vary.
unsure = (b"key:", b"counter:", b"mylist", b"COMMAND", b"CONFIG")
own = [kinds for kinds in by_id.values() if "3" in kinds and not any(word in kinds["1"] for word in unsure)]
assert len(own) >= 8 * 401, f"{len(own)} answers compared"
expect([kinds for kinds in own if kinds["3"] != kinds["2"]], [], "answers that differ")
