#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gor file follow prints what is appended to a recording: across chunks, plain and compressed, across log rotation, and to a file that does
not exist yet."""
import json

from lib import *

port = free_port()


class Follower:
    def __init__(self, name):
        self.lines = []
        self.process = start([BINARY, "file", "follow", "--json", path(name)], stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line)

    def targets(self):
        return ["/" + json.loads(line)["url"].rsplit("/", 1)[1] for line in list(self.lines)]

    def wait_for(self, wanted):
        wait_until(lambda: len(self.lines) >= len(wanted), f"{len(wanted)} lines, there are {self.targets()}")
        expect(self.targets(), wanted, "targets")

    def end(self):
        self.process.terminate()
        self.process.wait()


def recorder(name, *flags):
    return Gor("--input-http", f"127.0.0.1:{port}", "--output-file", path(name), *flags, "--output-file-flush-interval", "50ms", ready="listening")


def send(begin, end):
    targets = [f"/{number}" for number in range(begin, end)]
    ask(port, *(get(target) for target in targets))
    return targets


def count_in(name):
    return len(subprocess.run([BINARY, "file", "cat", "--json", path(name)], capture_output=True, check=False).stdout.splitlines())


def begin_to_follow(name, sent):
    """What is sent until it follows is not printed, and then all is."""
    follower = Follower(name)
    while not follower.lines:
        sent += 1
        send(sent, sent + 1)
        time.sleep(0.05)
    return follower, sent


for name, flags in (("a.gor", ("--output-file-queue-limit", "7")), ("b.gor.zst", ("--output-file-queue-limit", "7")), ("c.gor.gz", ("--output-file-append",)),
                    ("d.gor", ("--output-file-append",))):
    gor = recorder(name, *flags)
    send(0, 20)
    wait_until(lambda: count_in(name) == 20, "20 records in the files")
    follower, last = begin_to_follow(name, 100)
    first = int(follower.targets()[0][1:])
    assert first > 100, follower.targets()
    send(last + 1, 200)
    wanted = [f"/{number}" for number in range(first, 200)]
    follower.wait_for(wanted)
    if name == "d.gor":
        os.rename(path(name), path("d.old"))
        gor.process.send_signal(signal.SIGHUP)
        wanted += send(200, 210)
        follower.wait_for(wanted)
    expect(gor.stop(), 0, "exit code")
    follower.end()

follower = Follower("later.gor")
gor = recorder("later.gor")
follower.wait_for(send(0, 5))
expect(gor.stop(), 0, "exit code")
follower.end()

refused = run("file", "follow", "-")
expect(refused.process.returncode, 2, "exit code for stdin")
