#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tcpdump has written is read as if it had been captured live: a pcap file, with and without ports."""
from lib import *

served = Recorder()
dump = path("traffic.pcap")
tcpdump = start(["tcpdump", "-i", "lo", "-U", "-B", "65536", "-Z", "root", "-w", dump, f"tcp port {served.port}"],
                stderr=subprocess.DEVNULL)
wait_until(lambda: os.path.exists(dump) and os.path.getsize(dump) >= 24, "tcpdump")
send_random(served.port, 300)
ask(served.port, post("/last", b"the last body"))
wait_until(lambda: b"HTTP/1.1 200" in open(dump, "rb").read().partition(b"the last body")[2], "the last response in the file")
tcpdump.send_signal(signal.SIGINT)
tcpdump.wait()

for value in (dump, f"{dump}:{served.port}"):
    out = path(f"out{len(value)}.gor")
    gor = run("--input-raw", value, "--input-raw-track-response", "--output-file", out, "--output-file-append")
    expect(gor.process.returncode, 0, "exit code")
    found = records(out)
    expect(sorted(payload for meta, payload in found if meta[0] == "1"), sorted(r.head + r.body for r in served.requests))
    expect(sum(meta[0] == "2" for meta, _ in found), 301, "responses")


# A mirror that shows each response one packet before the end of its request: the pairs stay, and so does what goes by status.
def packets(capture):
    """Each with its header of the file, the client's port, whether the server sent it, and its bytes of HTTP."""
    at = 24
    while at < len(capture):
        size = int.from_bytes(capture[at + 8 : at + 12], "little")
        packet = capture[at : at + 16 + size]
        tcp = packet[16 + 14 + 20 :]
        ports = int.from_bytes(tcp[0:2], "big"), int.from_bytes(tcp[2:4], "big")
        from_server = ports[0] == served.port
        yield packet, ports[1] if from_server else ports[0], from_server, tcp[(tcp[12] >> 4) * 4 :]
        at += 16 + size


with open(dump, "rb") as file:
    capture = file.read()
mirrored, moved = [], 0
for item in packets(capture):
    before = len(mirrored)
    if item[2] and item[3].startswith(b"HTTP/1.1 "):
        before = max(i for i, other in enumerate(mirrored) if other[1] == item[1] and not other[2] and other[3])
        moved += 1
    mirrored.insert(before, item)
assert moved > 250, moved
with open(path("mirrored.pcap"), "wb") as file:
    file.write(capture[:24] + b"".join(item[0] for item in mirrored))
out = path("mirrored.gor")
gor = run("--input-raw", f"{file.name}:{served.port}", "--input-raw-track-response", "--http-allow-status", "200", "--output-file", out, "--output-file-append")
expect(gor.process.returncode, 0, "exit code")
found = records(out)
expect(len(found), 602, "messages")
expect(len({meta[1] for meta, _ in found}), 301, "pairs")
