#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Credentials for S3 come from the environment, the shared files, a container's service or an instance's, in this order; a server that is
busy is asked again; what S3 refuses ends gor at the start, with the reason."""
import http.server
import json
import re

from lib import *


class Aws(http.server.BaseHTTPRequestHandler):
    """A bucket, the service of containers, and the metadata service of instances."""
    protocol_version = "HTTP/1.1"
    objects, keys_seen, busy, refusal = {}, set(), 0, None

    def answer(self, status, body=b"", **fields):
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_all(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/role":
            good = self.headers["Authorization"] == "container-token"
            return self.answer(200 if good else 403, credentials("CONTAINER") if good else b"")
        if self.path == "/latest/api/token":
            return self.answer(200 if self.command == "PUT" else 405, b"imds-token")
        if self.path.startswith("/latest/meta-data/iam/security-credentials/"):
            if self.headers["X-aws-ec2-metadata-token"] != "imds-token":
                return self.answer(401)
            return self.answer(200, credentials("INSTANCE") if self.path.endswith("/my-role") else b"my-role\n")
        authorization = self.headers["Authorization"] or ""
        Aws.keys_seen.add(re.search(r"Credential=(\w+)/", authorization)[1])
        if Aws.refusal:
            return self.answer(*Aws.refusal)
        if Aws.busy > 0:
            Aws.busy -= 1
            return self.answer(503, b"<Error><Code>SlowDown</Code></Error>")
        if self.command == "PUT":
            Aws.objects[self.path] = body
            return self.answer(200)
        return self.answer(200, b"<ListBucketResult></ListBucketResult>")

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_all

    def log_message(self, *_):
        pass


def credentials(name):
    return json.dumps({"AccessKeyId": name, "SecretAccessKey": "s", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}).encode()


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Aws)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_address[1]}"
recording = write_recording("in.gor", [get("/one"), get("/two")])
clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def record_as(name, environment, wanted=0):
    """Records with that environment; the access keys that the bucket has seen."""
    Aws.keys_seen, Aws.objects = set(), {}
    gor = run("--input-file", recording, "--output-file", f"s3://bucket/{name}/x.gor", "--output-file-buffer", path(""),
              env={**clean, "HOME": path("home"), "AWS_ENDPOINT_URL": url, "AWS_EC2_METADATA_SERVICE_ENDPOINT": url, **environment})
    expect(gor.process.returncode, wanted, "exit code")
    if wanted == 0:
        expect(list(Aws.objects), [f"/bucket/{name}/x_0.gor"], "objects")
        assert b"GET /one" in Aws.objects[f"/bucket/{name}/x_0.gor"]
    return gor, Aws.keys_seen


expect(record_as("instance", {})[1], {"INSTANCE"})
container = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/role", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-token"}
expect(record_as("container", container)[1], {"CONTAINER"})
os.makedirs(path("home/.aws"))
with open(path("home/.aws/credentials"), "w", encoding="ascii") as file:
    file.write("[default]\naws_access_key_id = SHARED\naws_secret_access_key = s\n[other]\naws_access_key_id=OTHER\naws_secret_access_key=s\n")
expect(record_as("shared", container)[1], {"SHARED"})
expect(record_as("profile", {**container, "AWS_PROFILE": "other"})[1], {"OTHER"})
keys = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "s3cr3t"}
expect(record_as("environment", {**container, **keys})[1], {"ENVIRONMENT"})

Aws.busy = 3
gor, _ = record_as("busy", keys)
expect(Aws.busy, 0, "answers that said to come later")

for refusal, words in (((403, b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"), "403 AccessDenied: Access Denied"),
                       ((301, b""), "301"), ((404, b"<Error><Code>NoSuchBucket</Code></Error>"), "404 NoSuchBucket")):
    Aws.refusal = refusal
    gor, _ = record_as("refused", keys, wanted=1)
    assert f"--output-file s3://bucket: {words}" in gor.log and "s3cr3t" not in gor.log, gor.log
Aws.refusal = None
for words in (("--output-file", "s3://bucket"), ("--output-file", "s3://bucket/x", "--output-file-append"),
              ("--output-file", "s3://bucket/x", "--output-file-buffer", "/tmp/%Y")):
    refused = run("--input-file", recording, *words)
    expect(refused.process.returncode, 2, f"exit code of {words}")
