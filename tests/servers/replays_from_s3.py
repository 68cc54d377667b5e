#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recordings in S3 are replayed and read by the tools: objects, patterns and sets of chunks, plain and compressed. A server that goes away,
or stalls, is waited for, and holds the end up for no long time."""
from lib import *
from support.s3 import BUCKET, S3, can_run

if not can_run():
    skip("versitygw could not be built")

s3 = S3().start()
os.environ.update(s3.environment)
requests = [post(f"/{number}", os.urandom(20_000)) for number in range(1200)]
recording = write_recording("in.gor", requests, 1_000_000)
url = f"s3://{BUCKET}"
for key, flags in (("set/in.gor", ("--output-file-queue-limit", "250")), ("one/in.gor", ("--output-file-queue-limit", "0")),
                   ("packed/in.gor.zst", ("--output-file-queue-limit", "500"))):
    gor = run("--input-file", f"{recording}|10000%", "--output-file", f"{url}/{key}", "--output-file-buffer", path(""), *flags)
    expect(gor.process.returncode, 0, "exit code")
expect(len([key for key in s3.objects() if key.startswith("set/")]), 5, "chunks")


def replayed(*names, wanted=0):
    out = path("out.gor")
    if os.path.exists(out):
        os.remove(out)
    gor = run("--input-file", *(f"{name}|10000%" for name in names[:1]), *names[1:], "--output-file", out, "--output-file-append", seconds=120)
    expect(gor.process.returncode, wanted, f"exit code for {names}: {gor.log}")
    return [payload for _, payload in records(out)] if wanted == 0 else gor.log


expect(replayed(f"{url}/set/in.gor"), requests, "a set of chunks")
expect(replayed(f"{url}/set/in_*.gor"), requests, "a pattern")
expect(replayed(f"{url}/set/in_[13].gor"), requests[250:500] + requests[750:1000], "two of them")
expect(replayed(f"{url}/one/in_0.gor"), requests, "one large object")
expect(replayed(f"{url}/packed/in.gor.zst"), requests, "compressed objects")
expect(replayed(f"{url}/set/in_0.gor", f"{url}/set/in_4.gor"), requests[:250] + requests[1000:], "two names")
for name in ("none.gor", "none/*.gor", "one/in_0"):
    assert "no object matches" in replayed(f"{url}/{name}", wanted=1), name
assert "NoSuchBucket" in replayed("s3://nosuch-bucket/x.gor", wanted=1)
expect(run("--input-file", "s3://bucket", "--output-null").process.returncode, 2, "exit code")

# The tools, and a dry run.
expect(len(command(BINARY, "file", "cat", "--json", f"{url}/one/in_0.gor").splitlines()), 1200, "requests shown")
cut = command(BINARY, "file", "cut", "--from", "+0.5s", "--output", path("cut.gor"), f"{url}/set/in.gor")
expect([payload for _, payload in records(path("cut.gor"))], requests[500:], "requests after half a second")
refused = subprocess.run([BINARY, "file", "cat", "--output", f"{url}/new.gor", recording], capture_output=True, text=True, check=False)
assert refused.returncode == 1 and "writes files only" in refused.stderr, refused
assert "1200" in command(BINARY, "file", "info", f"{url}/set/in.gor")
dry = run("--input-file", f"{url}/set/in.gor", "--input-file-dry-run", "--output-null")
assert "1200" in dry.log, dry.log

# The server is killed and comes back in the middle of a replay: nothing is missed.
out = path("killed.gor")
gor = Gor("--input-file", f"{url}/one/in_0.gor|300%", "--output-file", out, "--output-file-append", "--output-file-flush-interval", "10ms")
wait_until(lambda: os.path.exists(out) and os.path.getsize(out) > 1_000_000, "the first requests")
s3.kill()
time.sleep(0.5)
s3.start()
expect(gor.wait(60), 0, "exit code")
expect([payload for _, payload in records(out)], requests, "requests while the server was killed")

# A server that stalls does not hold up the end.
gor = Gor("--input-file", f"{url}/one/in_0.gor|100%", "--output-file", path("stalled.gor"), "--output-file-append", "--output-file-flush-interval", "10ms")
wait_until(lambda: os.path.exists(path("stalled.gor")) and os.path.getsize(path("stalled.gor")) > 0, "the first requests")
s3.process.send_signal(signal.SIGSTOP)
time.sleep(1)
begun = time.monotonic()
gor.stop()
assert time.monotonic() - begun < 10, f"{time.monotonic() - begun} s"
s3.process.send_signal(signal.SIGCONT)
