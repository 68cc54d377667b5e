# SPDX-License-Identifier: Apache-2.0
"""What the rows of the benchmark share: the programs under test, a bare nginx, load generators, and a row of the table."""
import dataclasses
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(ROOT, "tests"))

from support.gor import BINARY, Gor  # noqa: E402
from support.nginx import Nginx  # noqa: E402
from support.process import free_port, path, start, wait_until  # noqa: E402


@dataclasses.dataclass
class Options:
    programs: dict  # name -> path of the binary; the first is ours
    seconds: float = 5.0
    rounds: int = 3


@dataclasses.dataclass
class Row:
    number: int
    what: str
    target: str
    cells: dict = dataclasses.field(default_factory=dict)  # program -> text
    values: dict = dataclasses.field(default_factory=dict)  # for --json
    reached: bool | None = None  # by ours


class Server(Nginx):
    """nginx with one worker that answers at once, and counts."""

    def __init__(self):
        self._status = free_port()
        # The counter is asked for on a port of its own, which no capture looks at.
        super().__init__("bench", log=False, location='return 200 "ok";',
                         more=f"server {{ listen 127.0.0.1:{self._status}; location / {{ stub_status; }} }}")
        self._asked = 0

    def served(self):
        """Requests since the start, without our own questions and the probe at the start."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._status}/") as answer:
            total = int(answer.read().split()[9])
        self._asked += 1
        return total - self._asked


@dataclasses.dataclass
class Ran:
    """A program after a run."""
    captured: int | None
    cpu: float
    megabytes: float
    log: str


class Running:
    """A program under test that captures."""

    def __init__(self, binary, *flags):
        self.gor = Gor(*flags, binary=binary)
        # Another program may say nothing when it is ready; a second is then enough.
        try:
            self.gor.wait_for_line("(?i)captur|interface", seconds=1)
        except AssertionError:
            pass

    def stop(self):
        self.gor.stop(seconds=120)
        return ran(self.gor)


def ran(gor, station="output-null"):
    row = re.search(rf"^{station}\s(?:.*?\s)??(\d+)", gor.log, re.MULTILINE)
    return Ran(int(row[1]) if row else None, gor.cpu_seconds, gor.usage.ru_maxrss / 1024, gor.log)


def run_to_end(binary, *flags):
    gor = Gor(*flags, binary=binary)
    gor.wait(600)
    return ran(gor)


class Tcpdump:
    """What capturing costs at the least: tcpdump that throws everything away."""

    def __init__(self, filter_expression, file="/dev/null"):
        self.process = start(["tcpdump", "-i", "lo", "-B", "65536", "-Z", "root", "-w", file, filter_expression], stderr=subprocess.PIPE, text=True)
        self.process.stderr.readline()  # "listening on lo"

    def stop(self):
        time.sleep(1.5)  # the kernel hands over what it has gathered after a second; what it still has at the end is lost
        self.process.terminate()
        self.process.wait()


def wrk(url, seconds, body_bytes=0, like_recording=False):
    """Saturates the server over 16 connections; returns requests a second. `like_recording`: with requests as
    write_recording() makes them."""
    script = ["-H", "User-Agent: bench/1.0", "-H", "Accept: */*"] if like_recording else []
    url += "/000000000001?q=0123456789" if like_recording else ""
    if body_bytes:
        name = path(f"post-{body_bytes}.lua")
        with open(name, "w", encoding="ascii") as file:
            file.write(f'wrk.method = "POST"\nwrk.body = string.rep("x", {body_bytes})\n')
        script += ["-s", name]
    out = subprocess.run(["wrk", "-t1", "-c16", f"-d{seconds:g}s", *script, url], check=True, text=True, capture_output=True).stdout
    return float(re.search(r"Requests/sec:\s*([\d.]+)", out)[1])


def write_recording(name, count, gap_ns, sessions=1):
    """Small GETs of sessions that take turns, about 200 bytes a record."""
    if os.path.exists(name):
        return name
    with open(name, "wb") as file:
        for number in range(count):
            file.write(b"1 %024x %d 0\nGET /%012d?q=0123456789 HTTP/1.1\r\nHost: example.com\r\nUser-Agent: bench/1.0\r\nAccept: */*\r\n"
                       b"X-Filler: 0123456789012345678901234567890123\r\n\r\n\n\xf0\x9f\x90\xb5\xf0\x9f\x99\x88\xf0\x9f\x99\x89\n"
                       % (number % sessions << 32 | number, 1_700_000_000_000_000_000 + number * gap_ns, number))
    return name


def records_by_time(name):
    """A hash of a recording's records in the order of their times."""
    sort = subprocess.Popen([BINARY, "file", "sort", name], stdout=subprocess.PIPE)
    return subprocess.run(["md5sum"], stdin=sort.stdout, check=True, capture_output=True).stdout


def median(values):
    return statistics.median(values)


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
