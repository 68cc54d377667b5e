#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--user: once captures and ports are open, gor continues as that user, with the capabilities to capture alone; its files belong to that
user, a middleware has no privilege, and interfaces that appear later are captured."""
from lib import *
import pwd
import re

from support.network import Namespace

if os.geteuid() != 0 or subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0:
    skip("needs root and network namespaces")
NOBODY = pwd.getpwnam("nobody")
NET_RAW, SYS_NICE, NET_ADMIN = 1 << 13, 1 << 23, 1 << 12


def status(process, thread):
    with open(f"/proc/{process}/task/{thread}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


def threads(process):
    return [status(process, thread) for thread in os.listdir(f"/proc/{process}/task")]


def check_threads(process, allowed):
    """All threads are nobody's, in nobody's groups, and no capability but the allowed ones is left."""
    seen = 0
    for thread in threads(process):
        expect(thread["Uid"].split(), [str(NOBODY.pw_uid)] * 4, thread["Name"])
        expect(thread["Gid"].split(), [str(NOBODY.pw_gid)] * 4, thread["Name"])
        expect(set(thread["Groups"].split()) - {str(NOBODY.pw_gid)}, set(), f"groups of {thread['Name']}")
        for name in ("CapPrm", "CapEff"):
            expect(int(thread[name], 16) & ~allowed, 0, f"{name} of {thread['Name']}: more than allowed")
        expect(int(thread["CapInh"], 16) | int(thread["CapAmb"], 16), 0, f"what programs inherit of {thread['Name']}")
        seen |= int(thread["CapEff"], 16)
    return seen


def refusal(*flags, **popen):
    process = subprocess.run([BINARY, "--input-dummy", "x", "--output-null", "--exit-after", "1s", *flags], capture_output=True, text=True,
                             timeout=60, check=False, **popen)
    return process.returncode, process.stderr.strip()


expect(refusal("--user", "nosuchuser"), (2, "gor: --user nosuchuser: there is no such user"))
expect(refusal("--user", "root"), (2, "gor: --user root: is root; name another user"))
os.chmod(workspace(), 0o755)
unprivileged = path("gor")
command("cp", BINARY, unprivileged)
refused = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", unprivileged, "--input-dummy", "x", "--output-null",
                          "--user", "daemon"], capture_output=True, text=True, timeout=60, check=False)
expect((refused.returncode, refused.stderr.strip()), (2, "gor: --user daemon: only root can become another user"))

# A folder that nobody may write: what gor opens later is opened as that user. A program that shows what it is.
folder = path("recordings")
os.mkdir(folder, 0o755)
os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
program = path("program.sh")
with open(program, "w", encoding="ascii") as file:
    file.write(f"#!/bin/sh\ncat /proc/self/status > {folder}/status\nexec cat\n")
os.chmod(program, 0o755)

STATS = ["--stats-json", f"{folder}/stats.json"]
server, target = Recorder(host="0.0.0.0"), Recorder()
gor = capture(server, "--input-http", "127.0.0.1:90", "--output-http", target.url, "--output-file", f"{folder}/x.gor", "--middleware", program,
              "--output-file-append", "--user", "nobody", *STATS)
gor.wait_for_line("continuing as nobody")
ask(server.port, get("/captured"))
ask(90, get("/received"))
wait_until(lambda: len(target.requests) == 2, "both requests at the target")
seen = check_threads(gor.process.pid, NET_RAW | SYS_NICE)
expect(seen, NET_RAW | SYS_NICE, "the capabilities that threads have in all")
expect(os.stat(f"{folder}/x.gor").st_uid, NOBODY.pw_uid, "the owner of the recording")
with open(f"{folder}/status", encoding="ascii") as file:
    of_program = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
expect((of_program["Uid"].split()[0], int(of_program["CapEff"], 16), of_program["NoNewPrivs"]), (str(NOBODY.pw_uid), 0, "1"))

# An interface that appears later.
outside = Namespace()
name = f"gor{os.getpid()}"
command("ip", "link", "add", name, "type", "veth", "peer", "name", "peer0", "netns", str(outside.holder.pid))
command("ip", "address", "add", "10.78.0.1/24", "dev", name)
command("ip", "link", "set", name, "up")
outside.ip("address", "add", "10.78.0.2/24", "dev", "peer0")
outside.ip("link", "set", "peer0", "up")
gor.wait_for_line(f"capturing on {name}")
command(*outside.within, "curl", "-sS", "--retry", "5", "--retry-all-errors", f"http://10.78.0.1:{server.port}/later")
wait_until(lambda: "/later" in target.targets(), "the request through the new interface")
expect(gor.stop(), 0, gor.log)

# Without a capture there is no capability; the numbers of /proc/self stay readable.
admin = Admin()
plain = Gor("--input-http", "127.0.0.1:91", "--output-http", target.url, "--user", "nobody", "--admin", admin.address, *STATS)
plain.wait_for_line("continuing as nobody")
admin.wait()
expect(check_threads(plain.process.pid, 0), 0)
assert re.search(r"^process_open_fds \d", admin.fetch("/metrics"), re.MULTILINE)
expect(plain.stop(), 0, plain.log)
promiscuous = capture(server, "--input-raw-promisc", "--output-null", "--user", "nobody", *STATS)
promiscuous.wait_for_line("continuing as nobody")
expect(check_threads(promiscuous.process.pid, NET_RAW | SYS_NICE | NET_ADMIN), NET_RAW | SYS_NICE | NET_ADMIN)
expect(promiscuous.stop(), 0, promiscuous.log)
