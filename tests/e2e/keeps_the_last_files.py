#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-file-keep deletes the oldest files of the recording, by size and by age, and nothing else; --output-file-on-signal writes nothing
until SIGUSR1, and then the last messages."""
from lib import *


def payloads(*names):
    return [payload for name in names for meta, payload in records(path(name))]


def files(folder):
    return sorted(os.listdir(path(folder)))


requests = [post(f"/{number}", bytes(10_000)) for number in range(200)]
recording = write_recording("in.gor", requests)
SPLIT = ("--output-file-queue-limit", "10")

# By size: some files stay, the newest, with what came before in the folder if it is not of this recording.
os.mkdir(path("a"))
for name in ("traffic_x.gor", "other_0.gor", "traffic.gor", "traffic_01.gor"):
    with open(path(f"a/{name}"), "w", encoding="ascii") as file:
        file.write("foreign")
os.mkdir(path("a/traffic_5.gor"))
with open(path("a/traffic_0.gor"), "wb") as file:
    file.write(bytes(1_000_000))
os.utime(path("a/traffic_0.gor"), (1, 1))
done = run("--input-file", recording, "--output-file", path("a/traffic.gor"), *SPLIT, "--output-file-keep", "300kb")
expect(done.process.returncode, 0, "exit code")
print(done.log)
chunks = [name for name in files("a") if name not in ("traffic_x.gor", "other_0.gor", "traffic.gor", "traffic_01.gor", "traffic_5.gor")]
kept = payloads(*(f"a/{name}" for name in sorted(chunks, key=lambda name: int(name[8:-4]))))
expect(kept, requests[len(requests) - len(kept):], "the newest requests")
total = sum(os.path.getsize(path(f"a/{name}")) for name in chunks)
assert 100_000 < total <= 300 * 1024 and "traffic_0.gor" not in chunks, (total, chunks)
expect(len(files("a")) - len(chunks), 5, "files of others")
assert done.row("output-file").metric("files deleted") > 10, done.log

# By age, in folders by day.
os.makedirs(path("b/2020-01-01"))
with open(path("b/2020-01-01/10.gor"), "w", encoding="ascii") as file:
    file.write("old")
os.utime(path("b/2020-01-01/10.gor"), (1, 1))
done = run("--input-file", recording, "--output-file", path("b/%Y-%m-%d/%H.gor"), "--output-file-append", "--output-file-keep", "24h")
expect(done.process.returncode, 0, "exit code")
assert "2020-01-01" not in files("b"), files("b")

# On a signal.
recorder = Recorder()
port = free_port()
gor = Gor("--input-http", f"127.0.0.1:{port}", "--output-file", path("c/black.gor"), "--output-file-keep", "1h", "--output-file-on-signal",
          "--output-http", recorder.url, ready="listening")
ask(port, *(get(f"/first/{number}") for number in range(50)))
wait_until(lambda: len(recorder.requests) == 50, "the requests at the other output")
assert not os.path.exists(path("c")), "something is written before the signal"
gor.process.send_signal(signal.SIGUSR1)
gor.wait_for_line("written")
expect([payload.split(b" ")[1] for payload in payloads("c/black_0.gor")], [f"/first/{number}".encode() for number in range(50)], "targets")
ask(port, *(get(f"/second/{number}") for number in range(5)))
wait_until(lambda: len(recorder.requests) == 55, "the requests at the other output")
gor.process.send_signal(signal.SIGUSR1)
expect(gor.stop(), 0, "exit code")
expect([payload.split(b" ")[1] for payload in payloads("c/black_1.gor")], [f"/second/{number}".encode() for number in range(5)], "targets")
expect(files("c"), ["black_0.gor", "black_1.gor"], "files")

# Without a signal the end is not delayed, and every message is accounted for.
begin = time.monotonic()
done = run("--input-file", recording, "--output-file", path("d/black.gor"), "--output-file-keep", "100kb", "--output-file-on-signal")
assert time.monotonic() - begin < 5 and "giving up" not in done.log, done.log
expect(done.process.returncode, 0, "exit code")
expect(done.row("output-file").ignored, len(requests), "messages that were not written")

for words, message in ((("--output-file-keep", "10gb", "--output-file-append"), "a single file has no oldest part"),
                       (("--output-file-keep", "much"), "neither a size nor a duration"),
                       (("--output-file-on-signal",), "--output-file-keep must say")):
    refused = run("--input-dummy", "x", "--output-file", path("e.gor"), *words)
    expect(refused.process.returncode, 2, f"exit code of {words}")
    assert message in refused.log, refused.log

# The end of a recording.
times = [1_700_000_000_000_000_000 + second * 1_000_000_000 for second in range(100)]
with open(path("long.gor"), "wb") as file:
    for number, moment in enumerate(times):
        file.write(record(1, f"{number:024x}", moment, get(f"/{number}")))
for words, wanted in ((("--from", "-10s"), range(89, 100)), (("--from=-20s", "--to", "-10s"), range(79, 89)), (("--from", "+95s"), range(95, 100))):
    cut = subprocess.run([BINARY, "file", "cut", *words, path("long.gor")], capture_output=True, check=True)
    with open(path("cut.gor"), "wb") as file:
        file.write(cut.stdout)
    expect([payload.split(b" ")[1] for payload in payloads("cut.gor")], [f"/{number}".encode() for number in wanted], f"cut {words}")
