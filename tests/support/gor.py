# SPDX-License-Identifier: Apache-2.0
"""The program under test: started with flags, watched through its stderr, stopped by a signal, read by its summary."""
import json
import os
import re
import signal
import subprocess
import threading

from .process import path, start, wait_until

BINARY = os.path.abspath(os.environ.get("GOR", os.path.join(os.path.dirname(__file__), "../../build/release/gor")))
SEPARATOR = "\n🐵🙈🙉\n".encode()


def _threads(flags):
    """The flags of the threads that GOR_TEST_THREADS asks for, where they mean something and a test does not say otherwise."""
    count = os.environ.get("GOR_TEST_THREADS")
    words = [word for flag in flags for word in str(flag).split("=", 1)]
    given = {word.lstrip("-") for word in words if word.startswith("-")}
    wanted = []
    if count and "output-http" in given and "output-http-threads" not in given:
        wanted += ["--output-http-threads", count]
    captured = [address for flag, address in zip(words, words[1:]) if flag.lstrip("-") == "input-raw"]
    are_files = any("/" in address and not address.startswith("k8s://") for address in captured)
    if count and captured and not are_files and not given & {"input-raw-threads", "input-raw-engine"}:
        wanted += ["--input-raw-threads", count]
    return wanted


class Gor:
    """Runs with the flags, on a Host where one is given. With `ready`, a regular expression, returns when a line of stderr has matched."""

    _runs = 0

    def __init__(self, *flags, ready=None, binary=BINARY, host=None, **popen):
        self._lines = []
        # What another program says of its messages is its own affair.
        self._is_pipeline = (binary == BINARY and any(re.match("--?(input|config)", str(flag)) for flag in flags)
                             and "--input-file-dry-run" not in flags)
        self._stats_path = None
        if self._is_pipeline and "--stats-json" not in flags:
            Gor._runs += 1
            self._stats_path = path(f"stats-{Gor._runs}.json")
            flags = [*flags, f"--stats-json={self._stats_path}"]
        flags = [*flags, *_threads(flags)] if self._is_pipeline else flags
        self.usage = None  # what it has used in all (resource.struct_rusage), once it has ended
        popen.setdefault("stdout", subprocess.DEVNULL)
        self.process = start([*(host.within if host else ()), binary, *flags], stderr=subprocess.PIPE, text=True, errors="replace", **popen)
        self._reader = threading.Thread(target=self._read_stderr, daemon=True)
        self._reader.start()
        if ready:
            self.wait_for_line(ready)

    def _read_stderr(self):
        with self.process.stderr as stderr:
            for line in stderr:
                self._lines.append(line.rstrip("\n"))

    @property
    def log(self):
        return "\n".join(self._lines)

    def wait_for_line(self, pattern, seconds=60.0):
        def found_or_over():
            ended = self.ended()
            if ended:
                self._reader.join()
            match = re.search(pattern, self.log, re.MULTILINE)
            if not match and ended:
                raise AssertionError(f"gor ended with {self.process.returncode} before it said {pattern!r}:\n{self.log}")
            return match
        return wait_until(found_or_over, f"{pattern!r} in the log of gor:\n{self.log}", seconds)

    def ended(self):
        if self.process.returncode is None:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.usage = usage
                self.process.returncode = os.waitstatus_to_exitcode(status)
        return self.process.returncode is not None

    @property
    def cpu_seconds(self):
        return self.usage.ru_utime + self.usage.ru_stime

    def wait(self, seconds=60.0):
        """Waits for the end and returns the exit code; stderr is then complete, and every message accounted for."""
        try:
            wait_until(self.ended, "the end of gor", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.log}") from None
        self._reader.join()
        if self._is_pipeline:
            self._check_ledger()
        return self.process.returncode

    def _check_ledger(self):
        rows = self.rows()
        assert rows or self.process.returncode != 0, f"gor ended without a summary:\n{self.log}"
        for row in rows:
            assert row.is_balanced, f"not every message is accounted for: {row.line}\n{self.log}"
        if rows and self._stats_path:
            self._check_stats(rows)

    def _check_stats(self, rows):
        """The law holds in --stats-json for each type of message, and the summary says the same."""
        stats = self.stats()
        assert stats["state"] == "ended", stats
        assert len(stats["stations"]) == len(rows), f"{stats}\n{self.log}"
        for station, row in zip(stats["stations"], rows):
            ends = [station["out"], *station["dropped"], *station["failed"], *station["ignored"]]
            for kind in ("requests", "responses", "replayed_responses"):
                came = station["in"][kind] + station["born"][kind]
                assert came == sum(end[kind] for end in ends) and station["held"] == 0, f"{kind}: {station}\n{self.log}"
            into, out = (sum(sum(station[part].values()) for part in parts) for parts in (("in", "born"), ("out",)))
            assert row.line.startswith(station["name"]) and (into, out) == (row.into, row.out), f"{station}\n{row.line}"

    def stats(self):
        """The content of --stats-json."""
        with open(self._stats_path, encoding="utf-8") as file:
            return json.load(file)

    def stop(self, with_signal=signal.SIGINT, seconds=60.0):
        self.process.send_signal(with_signal)
        return self.wait(seconds)

    def rows(self):
        """The summary."""
        return [Row(line) for line in self._lines if Row.is_one(line)]

    def row(self, station, number=0):
        """The row of the summary that begins with `station` (its `number`th, from 0), or None."""
        rows = [row for row in self.rows() if row.line.startswith(station + " ")]
        return rows[number] if number < len(rows) else None

    def status(self, field):
        """A number of /proc/PID/status, in kB where that has a unit."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(rf"{field}:\s*(\d+)", status.read())[1])


class Row:
    """A station of the summary, whatever its name: how many messages came in, went out, and were lost for which reason."""

    _COUNTS = re.compile(r"\s(\d+)  out (\d+)(\s|$)")
    _LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d ")

    @staticmethod
    def is_one(line):
        return Row._COUNTS.search(line) and not Row._LOG_LINE.match(line)

    def __init__(self, line):
        self.line = line
        self.into, self.out = (int(number) for number in self._COUNTS.search(line).groups()[:2])
        self.dropped, self.failed, self.ignored = (
            sum(map(int, re.findall(rf"  {fate} (\d+)", line))) for fate in ("dropped", "failed", "ignored"))

    @property
    def is_balanced(self):
        """Nothing is held, and what came in went somewhere."""
        return "  held " not in self.line and self.into == self.out + self.dropped + self.failed + self.ignored

    def metric(self, name):
        """A number that the row tells beside the sums; 0 where it does not."""
        match = re.search(rf"  {re.escape(name)}: (\d+)", self.line)
        return int(match[1]) if match else 0


def run(*flags, seconds=60.0, **popen):
    """Runs gor to its end."""
    gor = Gor(*flags, **popen)
    gor.wait(seconds)
    return gor


def records(path):
    """The records of a recording as (metadata fields, payload)."""
    with open(path, "rb") as recording:
        pieces = recording.read().split(SEPARATOR)
    split = [piece.partition(b"\n") for piece in pieces if piece]
    return [(meta.decode().split(" "), payload) for meta, _, payload in split]


def record(kind, identifier, time_ns, payload, latency=0):
    return f"{kind} {identifier} {time_ns} {latency}\n".encode() + payload + SEPARATOR
