# SPDX-License-Identifier: Apache-2.0
"""Hosts: network namespaces of this test's own, each with a link to the test's, which routes. They end with the processes that hold them."""
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
        _ip("address", "add", f"{GATEWAY}/32", "dev", "lo")
        with open("/proc/sys/net/ipv4/ip_forward", "w", encoding="ascii") as forwarding:
            forwarding.write("1")

    @staticmethod
    def is_possible():
        """Whether this is a namespace of its own, in which links can be made."""
        up = subprocess.run(["ip", "-o", "link", "show", "up"], capture_output=True, text=True, check=True).stdout.splitlines()
        if any(": lo:" not in link for link in up) or not os.access("/proc/sys/net/ipv4/ip_forward", os.W_OK):
            return False
        made, gone = (subprocess.run(["ip", "link", *words], capture_output=True, check=False).returncode
                      for words in (("add", "gorprobe", "type", "veth", "peer", "name", "gorprobed"), ("delete", "gorprobe")))
        return made == gone == 0

    def host(self):
        self._count += 1
        return Host(self._count)


class Namespace:
    """It ends with the process that holds it. `within` is what a command begins with to run there."""

    def __init__(self):
        self.holder = start(["unshare", "--net", "sleep", "100000"])
        namespace = f"/proc/{self.holder.pid}/ns/net"
        wait_until(lambda: os.readlink(namespace) != os.readlink("/proc/self/ns/net"), "a namespace")
        self.within = ("nsenter", f"--net={namespace}", "--")
        self.ip("link", "set", "lo", "up")

    def ip(self, *words):
        _ip(*words, within=self.within)


class Host(Namespace):
    def __init__(self, number):
        super().__init__()
        self.address = f"10.77.{1 + number // 250}.{1 + number % 250}"
        link = f"gorh{number}"
        _ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", str(self.holder.pid))
        _ip("link", "set", link, "up")
        _ip("route", "add", f"{self.address}/32", "dev", link, "src", GATEWAY)
        for words in (("address", "add", f"{self.address}/32", "dev", "eth0"), ("link", "set", "eth0", "up"),
                      ("route", "add", f"{GATEWAY}/32", "dev", "eth0"), ("route", "add", "default", "via", GATEWAY)):
            self.ip(*words)

    def cut_off(self):
        """What goes there or comes from there is lost without a word."""
        for direction in ("to", "from"):
            _ip("rule", "add", direction, f"{self.address}/32", "blackhole", "priority", "1")

    def join_again(self):
        for direction in ("to", "from"):
            _ip("rule", "delete", direction, f"{self.address}/32", "blackhole")
