#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `gor file convert --to curl` prints, run by bash, sends the recorded requests, byte for byte."""
from lib import *

import random
import shutil

COUNT = 40 if SLOW else 200
source = random.Random(int(os.environ.get("GOR_SEED", "1")))
received = []
listener = socket.create_server(("127.0.0.1", 0))


def serve():
    while True:
        connection, _ = listener.accept()
        connection.settimeout(20)
        got = b""
        while not is_whole(got):
            try:
                more = connection.recv(65536)
            except TimeoutError:
                more = b""
            if not more:
                break
            got += more
            if b"100-continue" in got and got.endswith(b"\r\n\r\n"):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        received.append(got)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        connection.close()


def is_whole(got):
    head, end, body = got.partition(b"\r\n\r\n")
    if not end:
        return False
    fields = [line.split(b":", 1) for line in head.split(b"\r\n")[1:] if not line.startswith(b" ")]
    fields = {name.lower(): value.strip() for name, value in fields}
    if b"transfer-encoding" in fields:
        return body.endswith(b"0\r\n\r\n")
    return len(body) >= int(fields.get(b"content-length", b"0"))


def text(alphabet, most):
    return bytes(source.choices(alphabet, k=source.randrange(most)))


def body():
    kind = source.randrange(6)
    if kind == 0:
        return b""
    if kind == 1:
        return source.choice([b"-", b"@", b"-n", b"--data", b"@/etc/passwd", b"%s", b"\\", b"'", b"$(id)", b"`id`", b"!!"]) + text(b"ab", 5)
    if kind == 2:
        return source.randbytes(source.randrange(300_000))
    if kind == 3:
        return text(b"abc'\"\\$%@&-=\n\r\t ", 3000)
    return source.randbytes(source.randrange(200))


def request():
    method = source.choice([b"GET", b"POST", b"PUT", b"DELETE", b"PATCH", b"M-SEARCH"])
    target = b"/" + text(b"abc019-._~:/?@!$&'()*+,;=%[]{}#\"<>|\\^` \xc3\xa4", 40).strip()
    fields = [b"Host: " + source.choice([b"shop.example", b"shop.example:8080", b"[::1]:80", b"10.0.0.1"])]
    for name in (b"User-Agent", b"Accept", b"accept-encoding", b"Cookie", b"X-A", b"X-A", b"Connection", b"Referer", b"Authorization", b"Expect", b"Content-Type"):
        if source.randrange(3) == 0:
            value = {b"Connection": b"close", b"Expect": b"100-continue"}.get(name, b"x" + text(b"abc '\"\\;:,=$`!\xc3\xa4", 30) + b"y")
            fields.append(name + source.choice([b": ", b":"]) + value)
    if source.randrange(5) == 0:
        fields.append(b"Empty:")
    content = body()
    is_chunked = False
    if content or method != b"GET":
        is_chunked = source.randrange(5) == 0 and len(content) < 1000 and b"100-continue" not in b"".join(fields)
        fields.append(b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: %d" % len(content))
    if source.randrange(3) == 0:
        source.shuffle(fields)
    if is_chunked:
        content = (b"%x\r\n%s\r\n" % (len(content), content) if content else b"") + b"0\r\n\r\n"
    return method + b" " + target + b" HTTP/1.%d\r\n" % (is_chunked or source.randrange(4) > 0) + b"\r\n".join(fields) + b"\r\n\r\n" + content


threading.Thread(target=serve, daemon=True).start()
requests = [request() for _ in range(COUNT)]
recording, commands = write_recording("requests.gor", requests), path("commands.sh")
result = subprocess.run([BINARY, "file", "convert", "--to", "curl", recording], stdout=open(commands, "wb"))
expect(result.returncode, 0, "exit code")
home = path("home")
os.makedirs(home, exist_ok=True)
with open(os.path.join(home, ".curlrc"), "w") as file:
    file.write(f'silent\nmax-time = 60\noutput = "/dev/null"\nconnect-to = "::127.0.0.1:{listener.getsockname()[1]}"\n')
ran = subprocess.run([shutil.which("bash"), commands], env={**os.environ, "CURL_HOME": home, "HOME": home, "no_proxy": "*"}, stderr=subprocess.PIPE, timeout=300)
expect(ran.returncode, 0, f"bash ({ran.stderr[-500:]})")
expect(len(received), COUNT, f"requests ({ran.stderr[-500:]})")
for got, wanted in zip(received, requests):
    expect(got, wanted)
