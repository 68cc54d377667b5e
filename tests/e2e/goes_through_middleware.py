#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A middleware sees every message and decides what goes on; one that exits, hangs, floods, writes garbage or half a line, or closes its
stdout costs no more than what it does not send back, and the exit code tells."""
from lib import *

import random

COUNT = 500 if SLOW else 5000
rng = random.Random(8)
requests = [random_request(rng, largest_body=50_000) for _ in range(COUNT)]
recording = write_recording("recording.gor", requests, gap_ns=1000)
full_speed = recording + "|1000000%"


def program(name, text):
    file = path(name)
    with open(file, "w") as script:
        script.write("#!/usr/bin/env python3\nimport binascii, os, sys, time\n"
                     "def messages():\n"
                     "    for line in sys.stdin.buffer:\n"
                     "        meta, _, payload = binascii.unhexlify(line.strip()).partition(b'\\n')\n"
                     "        yield meta.split(b' '), payload\n"
                     "def send(meta, payload):\n"
                     "    sys.stdout.buffer.write(binascii.hexlify(b' '.join(meta) + b'\\n' + payload) + b'\\n')\n"
                     "    sys.stdout.buffer.flush()\n" + text)
    os.chmod(file, 0o755)
    return file


def through(middleware, *flags, source=full_speed, name="got.gor"):
    """What has come out of a gor with that middleware, and the gor."""
    if os.path.exists(path(name)):
        os.remove(path(name))
    gor = run("--input-file", source, "--middleware", middleware, "--output-file", path(name), "--output-file-append", *PATIENTLY, *flags, seconds=120)
    return ([payload for _, payload in records(path(name))] if os.path.exists(path(name)) else []), gor


# Everything comes through as it was, by cat and by a program that decodes and encodes.
for middleware in ("cat", program("echo.py", "for meta, payload in messages(): send(meta, payload)\n")):
    got, gor = through(middleware)
    expect(gor.process.returncode, 0, "exit code")
    assert got == requests, f"through {middleware}: {len(got)} of {COUNT}, or changed"
    expect((gor.row("middleware").out, gor.row("from middleware").out), (COUNT, COUNT))

# Changed, dropped, doubled, new; the rules come after it, and the words of the command are those of a shell.
changer = program("change and drop.py", """
for number, (meta, payload) in enumerate(messages()):
    if number % 4 == 0: continue
    send(meta, payload.replace(b' HTTP/1.1\\r\\n', b' HTTP/1.1\\r\\nX-Seen: ' + sys.argv[1].encode() + b'\\r\\n', 1))
    if number % 4 == 1: send(meta, b'GET /again HTTP/1.1\\r\\n\\r\\n')
    if number % 4 == 2: send([b'1', b'new%d' % number, b'1', b'0'], b'GET /new HTTP/1.1\\r\\n\\r\\n')
""")
got, gor = through(f"'{changer}' \"a b\"", "--http-set-header", "X-Rule: 1")
expect(len(got), COUNT // 4 * 3 + COUNT // 4 * 2, "messages")
assert all(b"X-Rule: 1\r\n" in payload for payload in got), "the rules come after the middleware"
expect(sum(b"\r\nX-Seen: a b\r\n" in payload for payload in got), COUNT // 4 * 3, "changed by the middleware")

# Replayed responses pass it too, and nothing waits for ever for them: a short queue, and a middleware that answers late.
server = Recorder()
kinds = path("kinds")
counter = program("count.py", f"""
kinds = {{}}
for meta, payload in messages():
    kinds[meta[0]] = kinds.get(meta[0], 0) + 1
    if meta[0] == b'1': send(meta, payload)
open({kinds!r}, 'w').write(repr(kinds))
""")
gor = run("--input-file", full_speed, "--middleware", counter, "--output-http", server.url, "--output-http-track-response", "--output-http-queue-len", "10",
          *PATIENTLY, seconds=120)
expect(gor.process.returncode, 0, "exit code")
expect(gor.row("output-http").out, COUNT, "replayed")
expect(open(kinds).read(), repr({b"1": COUNT, b"3": COUNT}), "what the middleware has seen")

# What it does wrong. A file waits for it; what was given to one that has died may be lost, and no more.
garbage = program("garbage.py", "sys.stdout.write('hello\\n\\nzz\\n'); sys.stdout.flush()\nfor meta, payload in messages(): send(meta, payload)\nsys.stdout.write('31'); sys.stdout.flush()\n")
got, gor = through(garbage)
assert got == requests, "beside garbage"
expect(gor.row("from middleware").metric("bad lines"), 4)
quits = program("quits.py", "for meta, payload in messages():\n    send(meta, payload)\n    sys.exit(7)\n")
gor = run("--input-dummy", "x", "--middleware", quits, "--output-null")
expect(gor.process.returncode, 1, "exit code with a middleware that always exits")
assert "exit code 7" in gor.log and gor.row("middleware").metric("restarts") == 5, gor.log
assert gor.row("output-null").into >= 5, "what it had sent before"
closes = program("closes.py", "for number, (meta, payload) in enumerate(messages()):\n    send(meta, payload)\n    if number == 10: os.close(1); time.sleep(1000)\n")
gor = Gor("--input-file", full_speed, "--middleware", closes, "--output-null", ready="the program has ended")
expect(gor.stop() in (0, 1), True, "exit code when its stdout is closed")

# Live traffic does not wait for one that hangs; the captured server goes on, and what does not fit is counted.
hangs = program("hangs.py", "time.sleep(1000)\n")
gor = capture(server, "--middleware", hangs, "--output-null", "--memory-limit", "2mb", "--drain-timeout", "300ms")
before = len(server.requests)
for _ in range(10):
    send_random(server.port, 100, largest_body=200_000)
expect(len(server.requests), before + 1000, "answered while the middleware hangs")
expect(gor.stop(), 0, "exit code")
row = gor.row("middleware")
assert row.dropped > 0 and row.into == row.out + row.dropped, row.line

# One that floods is heard as far as the outputs can take it, without end of memory.
floods = program("floods.py", "while True: send([b'1', b'flood', b'1', b'0'], b'GET /' + b'x' * 5000 + b' HTTP/1.1\\r\\n\\r\\n')\n")
gor = Gor("--input-dummy", "x", "--middleware", floods, "--output-null", "--drain-timeout", "300ms")
wait_until(lambda: gor.status("VmRSS") > 0, "gor")
deadline = time.monotonic() + 2
wait_until(lambda: time.monotonic() > deadline, "two seconds of flood")
assert gor.status("VmHWM") < 1_000_000, f"{gor.status('VmHWM')} kB"
expect(gor.stop(), 0, "exit code")
assert gor.row("from middleware").into > 1000 or gor.row("output-null").into > 1000, gor.log

# What cannot be started says why.
for command_line, why in (("no-such-program", "neither in PATH nor"), ("'unfinished", "unterminated quote")):
    gor = run("--input-file", recording, "--middleware", command_line, "--output-null")
    assert gor.process.returncode in (1, 2) and why in gor.log, gor.log
