#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--http-mask-*: secrets of requests and responses, gzip bodies too, are in no recording; equal ones stay equal, and with a key file from run to run."""
import gzip
import json

from lib import *

SECRETS = [f"secret-{number:03d}" for number in range(30)]


def answer(request):
    """Hands the token out that the request brought."""
    body = gzip.compress(json.dumps({"login": {"token": request.target.decode()[-10:], "ok": True}}).encode())
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def recorded(name, *flags):
    served, out = Recorder(answer), path(name)
    gor = capture(served, "--input-raw-track-response", "--output-file", out, "--output-file-append",
                  "--http-mask-header", "authorization", "--http-mask-param", "token", "--http-mask-json", "$..token", *flags)  # fmt: skip
    client = Client(served.port)
    for secret in SECRETS:
        client.ask(get(f"/?page=1&token={secret}", headers=f"Authorization: {secret}\r\n"))
    expect(gor.stop(), 0, f"exit code ({gor.log})")
    expect(gor.row("mask").into, 2 * len(SECRETS), "messages")
    exchanges = collections.defaultdict(dict)
    for meta, payload in records(out):
        exchanges[meta[1]][meta[0]] = payload
    expect(len(exchanges), len(SECRETS), "exchanges")
    with open(out, "rb") as file:
        assert b"secret" not in file.read(), "a secret is in the recording"
    tokens = []
    for exchange in exchanges.values():
        head, _, body = exchange["2"].partition(b"\r\n\r\n")
        assert b"Content-Length: %d" % len(body) in head and b"gzip" not in head, head
        token = json.loads(body)["login"]["token"]
        assert f"/?page=1&token={token} HTTP".encode() in exchange["1"], exchange
        assert f"Authorization: {token}\r\n".encode() in exchange["1"], exchange
        tokens.append(token)
    expect(len(set(tokens)), len(SECRETS), "different tokens")
    return tokens


assert set(recorded("a.gor")).isdisjoint(recorded("b.gor")), "two runs had the same key"
with open(path("key"), "wb") as file:
    file.write(os.urandom(32))
expect(sorted(recorded("c.gor", "--mask-key-file", path("key"))), sorted(recorded("d.gor", "--mask-key-file", path("key"))), "tokens of two runs")

for flags, code, words in (
    (["--http-mask-header", "content-length"], 2, ["--http-mask-header", "'content-length'"]),
    (["--http-mask-json", "$.a["], 2, ["--http-mask-json", "'$.a['"]),
    (["--mask-key-file", path("key")], 2, ["--mask-key-file", "needs a flag --http-mask"]),
    (["--http-mask-header", "A", "--mask-key-file", path("nowhere")], 1, ["--mask-key-file", "nowhere"]),
):
    gor = run("--input-dummy", "x", "--output-null", *flags)
    expect(gor.process.returncode, code, f"exit code of {flags} ({gor.log})")
    for word in words:
        assert word in gor.log, f"{word!r} is missing in {gor.log!r}"
