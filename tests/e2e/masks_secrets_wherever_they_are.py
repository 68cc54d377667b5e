#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A secret in any place of HTTP is in no output, log or metric behind the masks, with a middleware and without; what cannot be masked is counted."""
import gzip
import urllib.parse

from lib import *

SECRET = b"Hidden7Secret"
MASKS = ("--http-mask-header", "X-Key", "--http-mask-param", "key", "--http-mask-json", "$..key")
JSON = b'{"a":1,"key":"%s"}' % SECRET


def message(start, *fields, body=b"", length=True):
    head = [start, *fields, *([b"Content-Length: %d" % len(body)] if length and body else [])]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def request(target=b"/", *fields, **more):
    return message(b"POST %s HTTP/1.1" % target, b"Host: h", *fields, **more)


def multipart(name, body, *fields):
    part = b"--b\r\n" + b"".join(line + b"\r\n" for line in (b'Content-Disposition: form-data; name="%s"' % name, *fields)) + b"\r\n" + body + b"\r\n"
    return request(b"/", b"Content-Type: multipart/form-data; boundary=b", body=part + b"--b--\r\n")


def chunked(body, trailers=b"", extension=b""):
    chunks = b"%x%s\r\n%s\r\n0\r\n%s\r\n" % (len(body), extension, body, trailers)
    return request(b"/", b"Transfer-Encoding: chunked", body=chunks, length=False)


twice = urllib.parse.quote(urllib.parse.quote(b"/cb?key=" + SECRET, safe=""), safe="").encode()
form = b"Content-Type: application/x-www-form-urlencoded"
MASKED = {  # what goes through, without the secret
    "header": request(b"/", b"X-Key: " + SECRET),
    "header of any case, twice": request(b"/", b"x-key:" + SECRET, b"X-KEY:\t" + SECRET),
    "folded header": request(b"/", b"X-Key: a\r\n " + SECRET, b"A: b"),
    "value on the next line": request(b"/", b"X-Key:\r\n\t" + SECRET),
    "trailer": chunked(b"x", b"X-Key: %s\r\n" % SECRET),
    "empty line before": b"\r\n" + request(b"/?key=" + SECRET, b"X-Key: " + SECRET),
    "query": request(b"/?a=1&key=%s&b=2" % SECRET),
    "encoded name": request(b"/?k%65y=" + SECRET),
    "behind a semicolon": request(b"/?a=1;key=" + SECRET),
    "array": request(b"/?key[]=" + SECRET),
    "path parameter": request(b"/p;key=%s/q" % SECRET),
    "whole URL": request(b"http://h/?key=" + SECRET),
    "URL in a parameter": request(b"/?next=" + twice),
    "JSON in a parameter": request(b"/?q=" + urllib.parse.quote(JSON, safe="").encode()),
    "Referer": request(b"/", b"Referer: https://h/?key=%s#top" % SECRET),
    "fragment of Referer": request(b"/", b"Referer: https://h/#a=1&key=" + SECRET),
    "Content-Location": request(b"/", b"Content-Location: /;key=" + SECRET),
    "form": request(b"/", form, body=b"a=1&k%65y=" + SECRET),
    "form without a type": request(b"/", body=b"a=1&key=" + SECRET),
    "form in chunks": request(b"/", form, b"Transfer-Encoding: chunked", body=b"4\r\nkey=\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(SECRET), SECRET), length=False),
    "multipart": multipart(b"key", SECRET),
    "multipart, JSON": multipart(b"other", JSON, b"Content-Type: application/json"),
    "multipart, header": multipart(b"other", b"x", b"X-Key: " + SECRET),
    "JSON": request(b"/", b"Content-Type: application/json", body=JSON),
    "JSON of another type": request(b"/", b"Content-Type: text/plain", body=JSON),
    "JSON behind a mark": request(b"/", body=b"\xef\xbb\xbf" + JSON),
    "JSON, escaped name": request(b"/", body=JSON.replace(b"key", b"\\u006bey")),
    "JSON, several": request(b"/", b"Content-Type: application/x-ndjson", body=JSON + b"\n" + JSON),
    "gzip": request(b"/", b"Content-Encoding: gzip", body=gzip.compress(JSON)),
}  # fmt: skip
STOPPED = {  # what is not understood
    "HTTP/0.9": b"GET /?key=%s\r\n\r\n" % SECRET,
    "HTTP/2.0": b"GET /?key=%s HTTP/2.0\r\n\r\n" % SECRET,
    "no colon": request(b"/", b"X-Key " + SECRET),
    "carriage return": request(b"/", b"A: b\rX-Key: " + SECRET),
    "second request": request(b"/") + request(b"/?key=" + SECRET),
    "chunk extension": chunked(b"x", extension=b";key=" + SECRET),
    "unknown coding": request(b"/", b"Content-Encoding: br", body=b"\x0b" + SECRET),
    "much gzip": request(b"/", b"Content-Encoding: gzip", body=gzip.compress(JSON + b" " * (6 << 20))),
    "JSON that is cut": request(b"/", body=JSON[:-3]),
    "JSON in a function": request(b"/", body=b"f(%s)" % JSON),
    "UTF-16": request(b"/", body=b"\xff\xfe" + JSON.decode().encode("utf-16-le")),
    "multipart without its end": multipart(b"key", SECRET)[:-6],
    "part in base64": multipart(b"other", SECRET, b"Content-Transfer-Encoding: base64"),
    "part that is a request": multipart(b"other", b"GET /?key=" + SECRET, b"Content-Type: application/http"),
    "two lengths": request(b"/", b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SECRET, length=False),
    "two types": request(b"/", b"Content-Type: image/png", form, body=b"key=" + SECRET),
}  # fmt: skip


def shows_secret(data):
    for _ in range(4):
        if SECRET in data or SECRET.decode().encode("utf-16-le") in data:
            return True
        data = urllib.parse.unquote_to_bytes(data)
    return False


names = [*MASKED, *STOPPED]
recording = path("secrets.gor")
with open(recording, "wb") as file:
    for number, name in enumerate(names):
        file.write(record(1, f"{number:024x}", 1_700_000_000_000_000_000 + number, {**MASKED, **STOPPED}[name]))
        head, _, body = {**MASKED, **STOPPED}[name].partition(b"\r\n\r\n")
        location = b"/cb?key=%s" % SECRET
        file.write(record(2, f"{number:024x}", 1_700_000_000_000_000_000 + number, message(b"HTTP/1.1 302 Found", b"Location: " + location, b"X-Key: " + SECRET, b"Content-Length: 0"), 7))  # fmt: skip


def answer(got):
    """Says the secret again, as a service does that one is sent to."""
    return b"HTTP/1.1 302 Found\r\nLocation: /next?key=%s\r\nX-Key: %s\r\nContent-Length: %d\r\n\r\n%s" % (SECRET, SECRET, len(JSON), JSON)


def check(label, *flags):
    target = Recorder(answer)
    out, chained = path(f"{label}.gor"), path(f"{label}-chained.gor")
    port = free_port()
    receiver = Gor("--input-tcp", f"127.0.0.1:{port}", "--output-file", chained, "--output-file-append", ready="listening on port")
    with open(path(f"{label}.stdout"), "wb") as stdout:
        gor = run("--input-file", recording, *MASKS, "--output-file", out, "--output-file-append", "--output-stdout", "--output-tcp", f"127.0.0.1:{port}",
                  "--output-http", target.url, "--output-http-track-response", "--output-http-redirects", "0", "--verbose", "4", "--stats", *PATIENTLY, *flags, stdout=stdout)  # fmt: skip
    expect(gor.process.returncode, 0, f"exit code ({gor.log})")
    expect(receiver.stop(), 0, f"exit code of the receiver ({receiver.log})")
    assert not shows_secret(gor.log.encode()), next(line for line in gor.log.splitlines() if shows_secret(line.encode()))
    assert not shows_secret(receiver.log.encode()), "a secret is in the receiver's log"
    for name in (out, chained, path(f"{label}.stdout"), path("seen")):
        data = open(name, "rb").read() if os.path.exists(name) else b""
        assert not shows_secret(data), f"a secret is in {name}: {data[max(0, data.find(SECRET) - 200):][:300]}"
    for got in target.requests:
        assert not shows_secret(got.head + got.body), f"the target got a secret: {got}"
    kinds = collections.Counter(meta[0] for meta, _ in records(out))
    through = {names[int(meta[1], 16)] for meta, _ in records(out) if meta[0] == "1"}
    expect(sorted(through), sorted(MASKED), "what went through")
    expect((kinds["2"], len(target.requests)), (len(MASKED), len(MASKED)), "responses and requests replayed")
    row = gor.row("mask")
    expect(row.dropped, 2 * len(STOPPED), f"stopped ({row.line})")
    assert "a head that cannot be masked" in row.line and "a body that cannot be masked" in row.line, row.line
    return gor


gor = check("plain")
expect(sum(f"POST /" in line and " 302" in line for line in gor.log.splitlines()) > 0, True, "answers told in the log")
with open(path("echo.sh"), "w") as file:
    file.write(f"#!/bin/sh\nexec tee {path('seen')}\n")
os.chmod(path("echo.sh"), 0o755)
check("middleware", "--middleware", path("echo.sh"))
assert os.path.getsize(path("seen")) > 0, "the middleware saw nothing"

explained = subprocess.run([BINARY, "explain", *MASKS], stdin=open(recording, "rb"), capture_output=True, timeout=60)
assert not shows_secret(explained.stdout + explained.stderr), "explain shows a secret"
expect(explained.stdout.count(b"http-mask: drops it"), 2 * len(STOPPED), "messages that explain drops")
filtered = subprocess.run([BINARY, "file", "filter", *MASKS, recording], capture_output=True, timeout=60)
assert not shows_secret(filtered.stdout + filtered.stderr), "file filter shows a secret"
