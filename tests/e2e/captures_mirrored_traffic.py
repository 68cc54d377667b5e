#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Traffic that switches mirror in VXLAN datagrams is captured completely: random requests with bodies in jumbo frames, 200 KB bodies at full
speed, and two virtual networks with equal addresses. A network can be selected or excluded by its number, the service by its address."""
from lib import *
from support.mirror import Mirror

ALONE = "the kernel's backlog is shared by all namespaces, and it drops copies when that is full"
if not Network.is_possible():
    skip("needs root and network namespaces")

PORT = 4790
COUNT = 60 if SLOW else 300
NETWORKS = (7, 4_000_009)
VXLAN = ("--input-raw-engine", "vxlan", "--input-raw-vxlan-port", str(PORT))
TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")

mirrors = [Mirror(network, PORT, number) for number, network in enumerate(NETWORKS, 1)]


def recorder(name, *flags, **options):
    return Gor(*flags, "--output-file", path(name), "--output-file-append", **options)


def send_from(mirror, script):
    """Starts Python in the client's namespace."""
    return start([*mirror.client.within, sys.executable, "-c", f"from support.traffic import *; host = '{Mirror.SERVER}'; {script}"],
                 env={**os.environ, "PYTHONPATH": TESTS})


def send_random_requests(mirror):
    return send_from(mirror, f"send_random(8080, {COUNT}, {mirrors.index(mirror)}, host=host)")


def send_large_bodies(mirror):
    return send_from(mirror, f"ask(8080, *[post(f'/{{number}}', bytes(200_000)) for number in range({COUNT})], host=host)")


def requests_in(name):
    return collections.Counter(payload for meta, payload in records(path(name)) if meta[0] == "1")


def capture_while(send, *flags, address=":8080"):
    """What clients of both networks send, as the servers' gors have recorded it and as this gor has captured it."""
    served = [f"served-{network}.gor" for network in NETWORKS]
    for name in (*served, "captured.gor"):
        if os.path.exists(path(name)):
            os.remove(path(name))
    servers = [recorder(name, "--input-http", f"{Mirror.SERVER}:8080", ready="listening", host=mirror.server)
               for name, mirror in zip(served, mirrors)]
    gor = recorder("captured.gor", "--input-raw", address, *VXLAN, "--input-raw-track-response", *flags, ready=CAPTURING)
    for client in [send(mirror) for mirror in mirrors]:
        expect(client.wait(), 0, "exit code of a client")
    expect([server.stop() for server in servers], [0, 0], "exit codes of the servers")
    expect(gor.stop(), 0, "exit code")
    print(gor.log)
    return [requests_in(name) for name in served], requests_in("captured.gor")


(first, second), captured = capture_while(send_random_requests)
expect(captured, first + second, "requests of both networks")
kinds_by_id = collections.defaultdict(list)
for meta, _ in records(path("captured.gor")):
    kinds_by_id[meta[1]].append(meta[0])
expect({tuple(kinds) for kinds in kinds_by_id.values()}, {("1", "2")}, "the records with one id")

(first, second), captured = capture_while(send_large_bodies)
expect(captured, first + second, "large requests of both networks")

(_, second), captured = capture_while(send_random_requests, "--input-raw-vxlan-vni", str(NETWORKS[1]))
expect(captured, second, "requests of a network that is selected")
(_, second), captured = capture_while(send_random_requests, "--input-raw-vxlan-vni", f"-{NETWORKS[0]}", address=f"{Mirror.SERVER}:8080")
expect(captured, second, "requests of a network that is not excluded")

idle = Gor("--input-raw", "10.0.0.77:8080", *VXLAN, "--output-null", ready=CAPTURING)
taken = run("--input-raw", ":8080", *VXLAN, "--output-null")
expect(taken.process.returncode, 1, "exit code where the port is taken")
assert f"--input-raw-vxlan-port {PORT}: Address already in use" in taken.log, taken.log
expect(idle.stop(), 0, "exit code")

for words, message in ((("--input-raw", "eth0:80"), "--input-raw eth0:80: the engine vxlan takes"),
                       (("--input-raw", ":80", "--input-raw", ":81"), "only one --input-raw"),
                       (("--input-raw", ":80", "--input-raw-bpf-filter", "tcp"), "--input-raw-bpf-filter"),
                       (("--input-raw", ":80", "--input-raw-timestamp-type", "PCAP_TSTAMP_HOST"), "--input-raw-timestamp-type"),
                       (("--input-raw", ":80", "--input-raw-promisc"), "--input-raw-promisc"),
                       (("--input-raw", ":80", "--input-raw-ignore-interface", "eth0"), "--input-raw-ignore-interface"),
                       (("--input-raw", ":80", "--input-raw-vxlan-vni", "16777216"), "--input-raw-vxlan-vni 16777216: accepted is"),
                       (("--input-raw", ":80", "--input-raw-vxlan-vni", "--5"), "--input-raw-vxlan-vni --5: accepted is")):
    refused = run(*words, "--input-raw-engine", "vxlan", "--output-null")
    expect(refused.process.returncode, 2, f"exit code of {words}")
    assert message in refused.log, refused.log
