#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces joined by a veth pair: traffic of a client outside is captured on the server's interface, on one that appears
while gor runs, and by the interface's name."""
from lib import *

if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0:
    skip("needs root and network namespaces")

outside = start(["unshare", "--net", "sleep", "600"])
wait_until(lambda: os.stat(f"/proc/{outside.pid}/ns/net").st_ino != os.stat("/proc/self/ns/net").st_ino, "the namespace")
name, peer = f"gor{os.getpid()}", f"rog{os.getpid()}"


def outside_run(*words):
    return command("nsenter", f"--net=/proc/{outside.pid}/ns/net", *words)


server, replayed = Recorder(host="0.0.0.0"), Recorder()
anywhere = capture(server, "--output-http", replayed.url)
command("ip", "link", "add", name, "type", "veth", "peer", "name", peer, "netns", str(outside.pid))
command("ip", "address", "add", "10.77.0.1/24", "dev", name)
command("ip", "link", "set", name, "up")
outside_run("ip", "address", "add", "10.77.0.2/24", "dev", peer)
outside_run("ip", "link", "set", peer, "up")
anywhere.wait_for_line(name)

out = path("out.gor")
named = Gor("--input-raw", f"{name}:{server.port}", "--output-file", out, "--output-file-append", ready=CAPTURING)
url = f"http://10.77.0.1:{server.port}"
outside_run("curl", "-sS", "--retry", "5", "--retry-all-errors", *[f"{url}/{number}" for number in range(50)])
with open(path("body"), "wb") as file:
    file.write(os.urandom(1_000_000))
outside_run("curl", "-sS", "--data-binary", "@" + path("body"), "-H", "Expect:", f"{url}/large")
ask(server.port, get("/from-inside"))

wait_until(lambda: len(replayed.requests) >= 52, "all requests at the target")
expect(anywhere.stop(), 0, "exit code")
expect(named.stop(), 0, "exit code")
expect(collections.Counter(replayed.targets()), collections.Counter(server.targets()))
expect(sorted(payload.split(b" ")[1].decode() for _, payload in records(out)), sorted(set(server.targets()) - {"/from-inside"}))
