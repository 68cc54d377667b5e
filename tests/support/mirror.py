# SPDX-License-Identifier: Apache-2.0
"""A switch that mirrors: client and server in network namespaces of their own, on a bridge that sends every frame to a VXLAN device too,
whose datagrams come to the test's namespace. They end with the processes that hold them."""
import subprocess

from .network import Namespace

COLLECTOR = "10.78.0.1"


class Mirror:
    """`client` and `server` have the addresses 10.0.0.1 and 10.0.0.2, in each Mirror the same ones. `vni`: of the copies."""
    CLIENT, SERVER = "10.0.0.1", "10.0.0.2"

    def __init__(self, vni, port=4789, number=1):
        self.switch, self.client, self.server = Namespace(), Namespace(), Namespace()
        link = f"gorm{number}"
        uplink = f"10.78.0.{number + 1}"
        subprocess.run(["ip", "link", "add", link, "mtu", "9500", "type", "veth", "peer", "name", "uplink", "mtu", "9500", "netns",
                        str(self.switch.holder.pid)], check=True, capture_output=True)
        for words in (("address", "add", f"{COLLECTOR}/32", "dev", link), ("link", "set", link, "up"), ("route", "add", f"{uplink}/32", "dev", link)):
            subprocess.run(["ip", *words], check=True, capture_output=True)
        switch = self.switch.ip
        switch("address", "add", f"{uplink}/32", "dev", "uplink")
        switch("link", "set", "uplink", "up")
        switch("route", "add", f"{COLLECTOR}/32", "dev", "uplink")
        switch("link", "add", "br0", "mtu", "9000", "type", "bridge")
        switch("link", "set", "br0", "up")
        switch("link", "add", "copies", "mtu", "9000", "type", "vxlan", "id", str(vni), "remote", COLLECTOR, "local", uplink, "dstport", str(port))
        for name, side, address in (("client", self.client, self.CLIENT), ("server", self.server, self.SERVER)):
            switch("link", "add", name, "mtu", "9000", "type", "veth", "peer", "name", "eth0", "mtu", "9000", "netns", str(side.holder.pid))
            side.ip("address", "add", f"{address}/24", "dev", "eth0")
            side.ip("link", "set", "eth0", "up")
        for name in ("copies", "client", "server"):
            # Before a first frame: what the bridge learns from it would not be mirrored.
            switch("link", "set", name, "down")
            switch("link", "set", name, "master", "br0")
            switch("link", "set", name, "type", "bridge_slave", "learning", "off")
            switch("link", "set", name, "up")
