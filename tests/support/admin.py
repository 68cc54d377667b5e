# SPDX-License-Identifier: Apache-2.0
"""A client of the views that gor serves with --admin."""
import urllib.error
import urllib.request

from .process import accepts, free_port, wait_until


class Admin:
    """At a free port: give gor `--admin` with `address`."""

    def __init__(self):
        self.host, self.port = "127.0.0.1", free_port()
        self.address = f"{self.host}:{self.port}"

    def wait(self):
        wait_until(lambda: accepts(self.port, self.host), "the server of --admin")

    def answer(self, target, **fields):
        """The status and the body."""
        request = urllib.request.Request(f"http://{self.address}{target}", headers={"Accept": "*/*", **fields})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def fetch(self, target, **fields):
        """The body."""
        return self.answer(target, **fields)[1]
