# SPDX-License-Identifier: Apache-2.0
"""Hosts: network namespaces of this test's own, joined by a bridge. They end with the processes that hold them."""
import os
import subprocess

from .process import start, wait_until

GATEWAY = "10.77.0.1"  # where the test itself is


def _ip(*words, within=()):
    subprocess.run([*within, "ip", *words], check=True, capture_output=True)


class Network:
    """The test needs a network namespace of its own (the runner gives it one)."""

    def __init__(self):
        self._count = 0
        _ip("link", "add", "gorbr", "type", "bridge", "forward_delay", "0")
        _ip("address", "add", f"{GATEWAY}/16", "dev", "gorbr")
        _ip("link", "set", "gorbr", "up")

    @staticmethod
    def is_possible():
        """Whether this is a namespace of its own, in which links can be made."""
        up = subprocess.run(["ip", "-o", "link", "show", "up"], capture_output=True, text=True, check=True).stdout.splitlines()
        if any(": lo:" not in link for link in up):
            return False
        made, gone = (subprocess.run(["ip", "link", *words], capture_output=True, check=False).returncode
                      for words in (("add", "gorprobe", "type", "bridge"), ("delete", "gorprobe")))
        return made == gone == 0

    def host(self):
        self._count += 1
        return Host(self._count)


class Host:
    """`within` is what a command begins with to run there."""

    def __init__(self, number):
        self.address = f"10.77.{1 + number // 250}.{1 + number % 250}"
        self._holder = start(["unshare", "--net", "sleep", "100000"])
        self._namespace = f"/proc/{self._holder.pid}/ns/net"
        wait_until(lambda: os.readlink(self._namespace) != os.readlink("/proc/self/ns/net"), "the namespace of a host")
        self.within = ("nsenter", f"--net={self._namespace}", "--")
        self._link = f"gorh{number}"
        _ip("link", "add", self._link, "type", "veth", "peer", "name", "eth0", "netns", str(self._holder.pid))
        _ip("link", "set", self._link, "master", "gorbr", "up")
        for words in (("link", "set", "lo", "up"), ("address", "add", f"{self.address}/16", "dev", "eth0"), ("link", "set", "eth0", "up")):
            _ip(*words, within=self.within)

    def cut_off(self):
        _ip("link", "set", self._link, "down")

    def join_again(self):
        _ip("link", "set", self._link, "up")
