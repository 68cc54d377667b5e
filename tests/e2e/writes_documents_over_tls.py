#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--output-http-elasticsearch logs in over TLS, to a server with a certificate of the given authority alone; bodies come after the masks."""
from lib import *
import gzip
import json
import ssl

SECRET = "s3cret-of-gor"


def answer(request):
    if request.line.startswith(b"PUT"):
        return OK
    lines = gzip.decompress(request.body).splitlines()
    documents.extend(json.loads(line) for line in lines[1::2])
    body = json.dumps({"items": [{"create": {"status": 201}}] * (len(lines) // 2)}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


documents = []
make_certificate("ca", "DNS:ca.example")
make_certificate("other", "DNS:other.example")
key, certificate = make_certificate("server", "IP:127.0.0.1", "ca")
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
server = Recorder(answer, tls=context)
recording = write_recording("in.gor", [post("/login", f'{{"user":"a","password":"{SECRET}"}}'.encode(), headers="Content-Type: application/json\r\n")])
with open(path("key"), "w", encoding="ascii") as file:
    file.write(f"{SECRET}\n")

flags = ("--input-file", recording, "--http-mask-json", "$..password", "--elasticsearch-body", "1kb")
for url, more, authorization in ((f"https://{server.address}/gor", ("--elasticsearch-api-key-file", path("key")), f"ApiKey {SECRET}"),
                                 (f"https://user:{SECRET}@{server.address}/gor", (), "Basic ")):
    server.requests.clear()
    documents.clear()
    gor = run(*flags, *more, "--output-http-elasticsearch", url, "--elasticsearch-ca", path("ca.pem"), *PATIENTLY)
    expect((gor.process.returncode, gor.row("output-http-elasticsearch").out, len(documents)), (0, 1, 1), gor.log)
    expect(documents[0]["Req_URL"], "/login")
    assert '"user":"a"' in documents[0]["Req_Body"] and SECRET not in json.dumps(documents), documents
    assert all(request.header(b"authorization").decode().startswith(authorization) for request in server.requests), server.requests
    assert SECRET not in gor.log, gor.log

server.requests.clear()
gor = run(*flags, "--output-http-elasticsearch", f"https://{server.address}/gor", "--elasticsearch-ca", path("other.pem"), "--exit-after", "2s",
          "--drain-timeout", "1s")
assert "TLS with" in gor.log and not server.requests, gor.log
expect(gor.row("output-http-elasticsearch").dropped, 1, gor.log)
