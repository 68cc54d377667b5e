#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recordings in S3: chunks become objects, small ones at once and large ones in parts. Nothing is lost, and no object is torn, when gor or the
server is killed in the middle of uploads; the next run uploads what is left."""
import re

from lib import *
from support.s3 import BUCKET, S3, can_run

if not can_run():
    skip("versitygw could not be built")

s3 = S3().start()
os.environ.update(s3.environment)
buffer = path("buffer")
os.mkdir(buffer)


def left():
    return [name for _, _, names in os.walk(buffer) for name in names]


def messages(first, count, body):
    return [post(f"/{number}", body) for number in range(first, first + count)]


runs = 0


def record_to(key, requests, *flags, **options):
    global runs
    runs += 1
    recording = write_recording(f"in-{runs}.gor", requests)
    return Gor("--input-file", recording, "--output-file", f"s3://{BUCKET}/{key}", "--output-file-buffer", buffer, *flags, **options)


def parts_of(content):
    return [piece.partition(b"\n")[2] for piece in content.split("\n🐵🙈🙉\n".encode()) if piece]


def recorded(prefix):
    """The requests in all objects whose keys begin so. Each object ends with a complete record."""
    found = []
    for key, content in sorted(s3.objects().items(), key=lambda named: int(re.search(r"_(\d+)\.", named[0])[1])):
        if key.startswith(prefix):
            assert content.endswith("\n🐵🙈🙉\n".encode()), f"{key} is torn"
            found += parts_of(content)
    return found


# Many small chunks, and a second run that goes on with their numbers.
small = messages(0, 1000, b"x" * 100)
expect(record_to("small/in.gor", small[:600], "--output-file-queue-limit", "100").wait(60), 0, "exit code")
expect(sorted(s3.objects()), [f"small/in_{number}.gor" for number in range(6)], "objects")
expect(record_to("small/in.gor", small[600:], "--output-file-queue-limit", "100").wait(60), 0, "exit code")
expect(recorded("small/"), small, "requests in small objects")
expect(left(), [], "files in the buffer")

# A chunk of 20 MB, in parts; compressed ones; a key with characters that are encoded, and a time in it.
large = messages(0, 200, os.urandom(100_000))
gor = record_to("large/a b+c&ü %Y.gor", large, "--output-file-queue-limit", "0")
expect(gor.wait(60), 0, "exit code")
key = time.strftime("large/a b+c&ü %Y_0.gor", time.gmtime())
expect(parts_of(s3.objects()[key]), large, "requests in a large object")
expect(record_to("packed/in.gor.gz", small[:10]).wait(60), 0, "exit code")
packed = path("packed.gor.gz")
with open(packed, "wb") as file:
    file.write(s3.objects()["packed/in.gor_0.gz"])
expect(run("--input-file", packed, "--output-null").row("input-file").out, 10, "requests in a compressed object")

# The server is killed in the middle of uploads, and comes back: all is there, once.
kept = messages(0, 400, os.urandom(200_000))
gor = record_to("killed-server/in.gor", kept, "--output-file-queue-limit", "60")
wait_until(lambda: any(key.startswith("killed-server/") for key in s3.objects()), "the first object")
s3.kill()
wait_until(lambda: re.search("cannot upload|is tried again", gor.log) or gor.ended(), "the trouble")
s3.start()
gor.wait(120)
if gor.process.returncode != 0:  # The server was away for too long at the end.
    expect(record_to("killed-server/in.gor", [], ready=None).wait(120), 0, "exit code")
expect(recorded("killed-server/"), kept, "requests after the server was killed")
expect(s3.open_uploads(), [], "uploads that are open")

# gor is killed in the middle of uploads: the next run uploads what is left, whole records only.
for delay in (0.05, 0.15, 0.3, 0.6):
    prefix = f"killed-gor-{delay}/"
    gor = record_to(prefix + "in.gor", kept, "--output-file-queue-limit", "100", "--output-file-flush-interval", "1ms")
    wait_until(lambda: left() or any(key.startswith(prefix) for key in s3.objects()), "something recorded")
    time.sleep(delay)
    gor.process.kill()
    gor.process.wait()
    before = [message for key, content in s3.objects().items() if key.startswith(prefix) for message in parts_of(content)]
    empty = path("empty.gor")
    open(empty, "wb").close()
    again = run("--input-file", empty, "--output-file", f"s3://{BUCKET}/{prefix}in.gor", "--output-file-buffer", buffer, seconds=120)
    expect(again.process.returncode, 0, "exit code")
    after = recorded(prefix)
    assert len(after) >= len(before), f"{len(before)} before, {len(after)} after"
    expect(after, kept[:len(after)], f"requests after gor was killed, {delay} s")
    expect(left(), [], "files in the buffer")
    expect(s3.open_uploads(), [], "uploads that are open")

# A server that stays away: exit code 1, and the files are named. The next run uploads them.
s3.kill()
gor = record_to("away/in.gor", small[:5])
expect(gor.wait(120), 1, "exit code")
assert "files left in" in gor.log and len(left()) == 1, gor.log
s3.start()
expect(record_to("away/in.gor", small[5:8]).wait(60), 0, "exit code")
expect(recorded("away/"), small[:8], "requests of two runs")

# Two gors at once, with one key: each object belongs to one.
both = [record_to("both/in.gor", small[begin:begin + 300], "--output-file-queue-limit", "10", "--output-file-buffer", path(f"buffer-{begin}"))
        for begin in (0, 300) if os.makedirs(path(f"buffer-{begin}"), exist_ok=True) is None]
for gor in both:
    expect(gor.wait(60), 0, f"the exit code of\n{gor.log}\n")
expect(sorted(recorded("both/")), sorted(small[:600]), "requests of two gors")

# What is refused is said at once.
for environment, words in (({"AWS_SECRET_ACCESS_KEY": "wrong"}, "SignatureDoesNotMatch"), ({"AWS_ACCESS_KEY_ID": ""}, "no credentials for S3"),
                           ({"AWS_ENDPOINT_URL": "ftp://x"}, "AWS_ENDPOINT_URL")):
    gor = record_to("refused/in.gor", small[:1], env={**os.environ, **environment})
    gor.wait(60)
    assert gor.process.returncode in (1, 2) and words in gor.log and "secret-key" not in gor.log, gor.log
