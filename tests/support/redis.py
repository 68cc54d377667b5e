# SPDX-License-Identifier: Apache-2.0
"""A redis server on loopback, and its command-line client."""
import shutil
import subprocess

from .process import accepts, free_port, path, start, wait_until


def can_run():
    return shutil.which("redis-server") is not None and shutil.which("redis-cli") is not None


class Redis:
    def __init__(self):
        self.port = free_port()
        self.process = start(["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", path("")],
                             stdout=subprocess.DEVNULL)
        wait_until(lambda: accepts(self.port), "redis")

    def run(self, *words, input=None):
        """What the client prints for one command, or for the lines of `input`, all over one connection."""
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], input=input, check=True, capture_output=True, text=True,
                              encoding="latin-1").stdout
