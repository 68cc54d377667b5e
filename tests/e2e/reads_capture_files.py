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
wait_until(lambda: b"the last body" in open(dump, "rb").read(), "the last request in the file")
tcpdump.send_signal(signal.SIGINT)
tcpdump.wait()

for value in (dump, f"{dump}:{served.port}"):
    out = path(f"out{len(value)}.gor")
    gor = run("--input-raw", value, "--input-raw-track-response", "--output-file", out, "--output-file-append")
    expect(gor.process.returncode, 0, "exit code")
    found = records(out)
    expect(sorted(payload for meta, payload in found if meta[0] == "1"), sorted(r.head + r.body for r in served.requests))
    expect(sum(meta[0] == "2" for meta, _ in found), 301, "responses")
