#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--input-http: what curl, Python, Node, nginx's mirror and bare sockets send is answered and recorded as it was, plain and over TLS."""
from lib import *

import http.client
import random
import shutil
import ssl

port, dump = free_port(), path("got.gor")
gor = Gor("--input-http", f"127.0.0.1:{port}", "--output-file", dump, "--output-file-append", "--output-file-flush-interval", "1ms",
          "--copy-buffer-size", "1mb", ready="listening on port")
url = f"http://127.0.0.1:{port}"


def got():
    return [payload for _, payload in records(dump)] if os.path.exists(dump) else []


def last_is(begin, end, what):
    wait_until(lambda: got() and got()[-1].startswith(begin) and got()[-1].endswith(end), what)


def connect(to):
    return socket.create_connection(("127.0.0.1", to), timeout=60)


# curl: without and with a body, chunked, waiting for 100 Continue, HEAD.
body = path("body")
with open(body, "wb") as file:
    file.write(random.Random(1).randbytes(300_000))
expect(command("curl", "-s", f"{url}/plain?x=1"), "OK")
last_is(b"GET /plain?x=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" % port, b"\r\n\r\n", "the request of curl")
expect(command("curl", "-s", "--data-binary", f"@{body}", "-H", "Expect: 100-continue", f"{url}/expecting"), "OK")
last_is(b"POST /expecting ", open(body, "rb").read(), "the body that came after 100 Continue")
assert b"Expect" not in got()[-1].split(b"\r\n\r\n")[0], "the Expect header goes on"
with open(body, "rb") as file:
    expect(subprocess.run(["curl", "-s", "-T", "-", f"{url}/chunked"], stdin=file, capture_output=True, check=True).stdout, b"OK")
last_is(b"PUT /chunked ", b"\r\n0\r\n\r\n", "the chunked body")
assert command("curl", "-sI", f"{url}/head").startswith("HTTP/1.1 200 OK"), "HEAD"

# Python and Node keep their connections.
client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
for number in range(50):
    client.request("POST", f"/python/{number}", body=b"x" * number, headers={"X-Number": str(number)})
    answer = client.getresponse()
    expect((answer.status, answer.read()), (200, b"OK"))
client.close()
wait_until(lambda: sum(b"/python/" in payload for payload in got()) == 50, "the requests of Python")
if shutil.which("node"):
    script = ("const http = require('http'); const agent = new http.Agent({keepAlive: true, maxSockets: 4}); let left = 50;"
              "for (let i = 0; i < 50; i++) http.request({port: %d, host: '127.0.0.1', path: '/node/' + i, method: 'PUT', agent},"
              "  answer => { answer.resume(); answer.on('end', () => { if (--left === 0) process.exit(0); }); }).end('y'.repeat(i));" % port)
    command("node", "-e", script, timeout=60)
    wait_until(lambda: sum(b"/node/" in payload for payload in got()) == 50, "the requests of Node")

# What nginx mirrors, while its clients get their answers from elsewhere.
front = free_port()
Nginx("mirroring", more=f"""server {{
  listen 127.0.0.1:{front};
  location / {{ mirror /mirror; proxy_pass http://127.0.0.1:{free_port()}; proxy_http_version 1.1; }}
  location = /mirror {{ internal; proxy_pass {url}$request_uri; proxy_http_version 1.1; proxy_set_header Host $host; }}
}}""")
subprocess.run(["curl", "-s", "--data-binary", f"@{body}", f"http://127.0.0.1:{front}/mirrored?y=2"], check=True, capture_output=True)
last_is(b"POST /mirrored?y=2 HTTP/1.1\r\n", open(body, "rb").read(), "the mirrored request")

# Bare sockets: pipelined in pieces of any size, byte for byte.
rng = random.Random(2)
requests = [random_request(rng, largest_body=3000) for _ in range(300)]
for size in (7, 1000, 1 << 20):
    before = len(got())
    stream = b"".join(requests)
    with connect(port) as connection:
        sender = threading.Thread(target=lambda: [connection.sendall(stream[at:at + size]) for at in range(0, len(stream), size)])
        sender.start()
        answered = b""
        while answered.count(b"HTTP/1.1 200 OK\r\n") < len(requests):
            data = connection.recv(65536)
            assert data, "the connection ended"
            answered += data
        sender.join()
    wait_until(lambda: len(got()) >= before + len(requests), "all pipelined requests")
    expect(got()[before:], requests, f"in pieces of {size}")

expect(gor.stop(), 0, "exit code")

# TLS, and plain text where TLS is spoken.
key, certificate = make_certificate("server", "IP:127.0.0.1")
port = free_port()
gor = Gor("--input-http", f"127.0.0.1:{port}", "--input-http-certificate", certificate, "--input-http-certificate-key", key, "--output-file", path("tls.gor"),
          "--output-file-append", ready=r"listening on port \d+ \(TLS\)")
expect(command("curl", "-s", "--cacert", certificate, "--data-binary", "@" + body, f"https://127.0.0.1:{port}/tls", f"https://127.0.0.1:{port}/again"), "OKOK")
with connect(port) as connection:
    connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
    while connection.recv(65536):
        pass
context = ssl.create_default_context(cafile=certificate)
secure = http.client.HTTPSConnection("127.0.0.1", port, timeout=60, context=context)
for _ in range(10):
    secure.request("GET", "/python")
    expect(secure.getresponse().read(), b"OK")
secure.close()
expect(gor.stop(), 0, "exit code")
expect(gor.row("input-http").out, 12, "messages over TLS")
expect(gor.row("input-http").metric("TLS handshakes failed"), 1)
assert records(path("tls.gor"))[0][1].endswith(open(body, "rb").read()), "the body over TLS"
