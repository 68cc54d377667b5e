# SPDX-License-Identifier: Apache-2.0
"""A server of S3's protocol on loopback: versitygw over a folder, whose files are the objects."""
import glob
import os
import subprocess

from .process import accepts, free_port, path, start, wait_until

_BINARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/servers/versitygw")
BUCKET = "traffic"


def can_run():
    return os.access(_BINARY, os.X_OK)


class S3:
    def __init__(self):
        self.port, self._folder = free_port(), path("objects")
        os.makedirs(os.path.join(self._folder, BUCKET), exist_ok=True)
        os.makedirs(path("metadata"), exist_ok=True)
        self.environment = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}", "AWS_ACCESS_KEY_ID": "user", "AWS_SECRET_ACCESS_KEY": "secret-key",
                            "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", "HOME": path("")}
        self.process = None

    def start(self):
        log = open(path("versitygw.log"), "ab")
        self.process = start([_BINARY, "--port", f"127.0.0.1:{self.port}", "--access", "user", "--secret", "secret-key", "posix", "--sidecar",
                              path("metadata"), self._folder], stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: accepts(self.port), "versitygw")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def objects(self):
        """The objects by key."""
        root = os.path.join(self._folder, BUCKET)
        found = {}
        for name in glob.glob(f"{root}/**", recursive=True):
            key = os.path.relpath(name, root)
            if os.path.isfile(name) and not key.startswith("."):
                with open(name, "rb") as file:
                    found[key] = file.read()
        return found

    def open_uploads(self):
        """Uploads that were begun, and neither completed nor aborted."""
        return glob.glob(os.path.join(self._folder, BUCKET, ".sgwtmp", "multipart", "*", "*"))
