#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gor file`: info, cut, filter, sort, merge, split, cat and convert, on recordings larger than what they may hold."""
from lib import *


def links_of(process):
    """What the descriptors of the process are."""
    links = []
    for descriptor in os.listdir(f"/proc/{process}/fd"):
        try:
            links.append(os.readlink(f"/proc/{process}/fd/{descriptor}"))
        except OSError:  # closed meanwhile
            pass
    return links


import json
import random
import re

SECOND = 1_000_000_000
START = 1_700_000_000 * SECOND
rng = random.Random(1)


def file(*words, into=None, code=0, data=None):
    """Runs `gor file`; its stdout, which goes to the file `into` where one is named."""
    done = subprocess.run([BINARY, "file", *words], input=data, capture_output=True, check=False, timeout=100)
    expect(done.returncode, code, f"exit code of {words} ({done.stderr.decode()})")
    if into:
        with open(path(into), "wb") as out:
            out.write(done.stdout)
    return done.stderr.decode() if code else done.stdout


def write(name, content):
    with open(path(name), "wb") as out:
        out.write(b"".join(content))
    return path(name)


exchanges = []
for number in range(2000):
    identifier = f"{number % 5:016x}{number:08x}"
    at = START + number * SECOND // 100
    body = rng.randbytes(rng.randint(1, 200)) if number % 3 else b'{"number": %d}' % number
    request = post(f"/{number}?a=b", body, host=f"h{number % 3}") if number % 2 else get(f"/{number}", host=f"h{number % 3}")
    response = b"HTTP/1.1 %d Fine\r\nContent-Length: 2\r\n\r\nok" % (404 if number % 10 == 0 else 200)
    exchanges.append((record(1, identifier, at, request), record(2, identifier, at + 1000, response, 500)))
flat = [piece for exchange in exchanges for piece in exchange]
recording = write("x.gor", flat)

text = file("info", recording).decode()
for words in ("records    4000: 2000 requests, 2000 responses", "methods    GET 1000, POST 1000", "statuses   200 1800, 404 200",
              "damaged    0", "hosts      h0 667, h1 667, h2 666", "rate       100."):
    assert words in text, f"{words}\n{text}"
expect(sum("/s\n" in line + "\n" and "#" in line for line in text.splitlines()) > 10, True, "lines of the chart")

# By time, and by what a rule says; a response goes with its request.
expect(file("cut", "--from", "+5s", "--to", "2023-11-14T22:13:30Z", recording), b"".join(flat[1000:2000]), "cut")
kept = file("filter", "--http-allow-method", "POST", recording)
expect(kept, b"".join(flat[i] for i in range(len(flat)) if (i // 2) % 2), "filter")

# Any order, more than is held at a time, and back.
big = [(START + number, record(1, f"{number:024x}", START + number, post(f"/{number}", rng.randbytes(rng.randint(1000, 100_000)))))
       for number in range(1500)]
rng.shuffle(big)
shuffled = write("shuffled.gor", [content for _, content in big])
for name in ("sorted.gor", "sorted.gor.gz"):
    file("sort", shuffled, "--output", path(name))
    expect(file("cat", path(name)), b"".join(content for _, content in sorted(big)), name)
assert not [name for name in os.listdir(workspace()) if name.startswith("gor-sort")], os.listdir(workspace())

# Apart, and together again.
file("split", "--by", "host", "--output", path("host.zst"), recording)
expect(sorted(name for name in os.listdir(workspace()) if name.startswith("host_")), [f"host_h{n}.zst" for n in range(3)])
expect(file("merge", path("host_*.zst")), b"".join(flat), "split by host and merged")
# Hosts whose names say little as names of files, or nothing: each has a file of its own, and only case makes no other host.
odd = ["a:80", "a80", "a_80", "A:80", "x" * 400, "x" * 401, "../../up", "b\xff", "b\xfe", "", "none"]
with open(path("odd.gor"), "wb") as out:
    for number, host in enumerate(odd):
        out.write(record(1, f"{number:024x}", number, f"GET /{number} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1")))
os.makedirs(path("odd"))
file("split", "--by", "host", "--output", path("odd/host.gor"), path("odd.gor"))
targets = sorted([payload.split()[1] for _, payload in records(path(f"odd/{name}"))] for name in os.listdir(path("odd")))
expect(targets, [[b"/0", b"/3"], [b"/1"], [b"/2"], [b"/4"], [b"/5"], [b"/6"], [b"/7"], [b"/8"], [b"/9", b"/10"]], "files of odd hosts")
assert "host_a_80.gor" in os.listdir(path("odd")), os.listdir(path("odd"))

file("split", "--by", "session", "--output", path("session.gor"), recording)
expect(file("cat", path("session_0000000000000003.gor")), b"".join(flat[i] for i in range(len(flat)) if (i // 2) % 5 == 3))
file("split", "--by", "count", "--count", "700", "--output", path("count.gor"), recording)
expect(file("cat", path("count.gor")), b"".join(flat), "the chunks that split has made, by their common name")
assert "File exists" in file("split", "--by", "count", "--count", "700", "--output", path("count.gor"), recording, code=1)

# For other programs.
lines = [json.loads(line) for line in file("cat", "--json", recording).splitlines()]
expect([(line["type"], line["timestamp"]) for line in lines[:2]], [("request", START), ("response", START + 1000)])
expect(lines[0]["url"], "http://h0/0")
expect(sum(line.get("status") == 404 for line in lines), 200)

file("convert", "--to", "har", recording, "--output", path("x.har"))
with open(path("x.har"), "rb") as har:
    log = json.load(har)["log"]
expect((log["version"], len(log["entries"])), ("1.2", 2000), "HAR")
for entry in log["entries"]:
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= entry.keys(), entry
expect(file("convert", "--from", "har", path("x.har")), b"".join(flat), "HAR and back")
expect(file("convert", "--from", "har", data=b'{"log":{"entries":[{"a":1}]}}'), b"", "an entry that is none")

# curl sends what was recorded.
served = Recorder()
sample = [get("/plain?x=1&y", f"127.0.0.1:{served.port}", "X-Quote: it's \"so\"\r\nX-Empty:\r\n"),
          post("/zero", bytes(range(256)), f"127.0.0.1:{served.port}", "Content-Type: application/octet-stream\r\n"),
          post("/text", b"@a=b&c='\n", f"127.0.0.1:{served.port}", "Content-Type: text/plain\r\n"),
          f"DELETE /../up HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode()]
commands = file("convert", "--to", "curl", write_recording("curl.gor", sample)).decode()
subprocess.run(["bash", "-euc", commands.replace("curl ", "curl -s -m 20 -A '' -H Accept: ")], check=True, capture_output=True, timeout=100)
expect([request.line for request in served.requests], [request.split(b"\r\n")[0] for request in sample])
expect([request.body for request in served.requests], [b"", bytes(range(256)), b"@a=b&c='\n", b""])
expect(served.requests[0].header(b"x-quote"), b"it's \"so\"")
expect(served.requests[0].header(b"x-empty"), b"")

# nginx's own log.
access = path("combined.log")
nginx = Nginx("logs", more=f"""server {{ listen 127.0.0.1:{(other := free_port())}; access_log {access}; location / {{ return 200; }} }}""")
wait_until(lambda: accepts(other), "the server whose log is read")
ask(other, get("/from/the/log?a=b", headers="User-Agent: \"me\"\r\nReferer: http://r/\r\n"), post("/posted", b"x"))
nginx.stop()
from_log = path("from-log.gor")
file("convert", "--from", "access-log", "--host", "example.com", access, "--output", from_log)
(first, second) = [payload for _, payload in records(from_log)]
expect(first, b"GET /from/the/log?a=b HTTP/1.1\r\nHost: example.com\r\nUser-Agent: \"me\"\r\nReferer: http://r/\r\n\r\n")
expect(second, b"POST /posted HTTP/1.1\r\nHost: example.com\r\n\r\n")
assert abs(int(records(from_log)[0][0][2]) / SECOND - time.time()) < 100, records(from_log)[0]

# What is damaged is told with its place, and the rest goes on.
damaged = write("damaged.gor", [flat[0], b"garbage", record(1, "a", 1, b"")[-14:], flat[1]])
done = subprocess.run([BINARY, "file", "cat", damaged], capture_output=True, check=True)
expect(done.stdout, flat[0] + flat[1])
assert re.search(r"damaged\.gor:7: damaged record", done.stderr.decode()), done.stderr

# What begins with a response is split too, and sorting leaves nothing behind, whatever ends it.
early = path("early.gor")
with open(early, "wb") as file:
    file.write(record(2, "x", 5, b"HTTP/1.1 200 OK\r\n\r\n") + record(1, "y", 6, get("/")))
for by in (("host",), ("count", "--count", "1"), ("session",)):
    subprocess.run([BINARY, "file", "split", "--by", *by, "--output", path(f"early-{by[0]}.gor"), early], check=True, capture_output=True)
os.mkdir(path("sorted"))
large = write_recording("large.gor", [post(f"/{number}", b"x" * 100_000) for number in reversed(range(1200))])
sort = start([BINARY, "file", "sort", "--output", path("sorted/out.gor"), large], stderr=subprocess.DEVNULL)
wait_until(lambda: sort.poll() is not None or any("/proc/" not in link and "sorted" in link for link in links_of(sort.pid)), "a run")
sort.kill()
sort.wait()
expect([name for name in os.listdir(path("sorted")) if name != "out.gor"], [], "what a sort that was killed has left")
