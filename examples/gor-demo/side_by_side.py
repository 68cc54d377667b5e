#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A page that shows what two servers answered to the same requests, as it comes.

It follows a recording that has requests, recorded responses and replayed responses, and serves a page at / and its data at
/exchanges.json.

usage: side_by_side.py RECORDING [HOST:]PORT
"""
import collections
import http.server
import json
import os
import sys
import threading
import time

SEPARATOR = "\n🐵🙈🙉\n".encode()
PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "side-by-side.html")
REQUEST, RECORDED, REPLAYED = b"1", b"2", b"3"
KEPT = 200        # exchanges on the page
WAITING = 10_000  # exchanges that still lack a response
BODY = 2_000      # bytes of a body that are shown


class Exchanges:
    """The latest exchanges, and counts of all. Used by several threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = collections.OrderedDict()
        self._latest = collections.deque(maxlen=KEPT)
        self._counts = {"requests": 0, "both": 0, "different": 0}

    def add(self, record):
        meta, _, payload = record.partition(b"\n")
        kind, identity, timestamp, latency = meta.split()[:4]
        with self._lock:
            if kind == REQUEST:
                self._begin(identity, int(timestamp), payload)
            elif identity in self._waiting:
                self._answer(identity, kind, int(timestamp), int(latency), payload)

    def _begin(self, identity, timestamp, payload):
        line = payload.split(b"\r\n", 1)[0].decode("latin-1").rsplit(" ", 1)[0]
        exchange = {"request": line, "body": body_of(payload), "at": timestamp, "a": None, "b": None, "different": False}
        self._counts["requests"] += 1
        self._latest.append(exchange)
        self._waiting[identity] = exchange
        if len(self._waiting) > WAITING:
            self._waiting.popitem(last=False)

    def _answer(self, identity, kind, timestamp, latency, payload):
        exchange = self._waiting[identity]
        took = timestamp + latency - exchange["at"] if kind == RECORDED else latency
        status = b"".join(payload[:20].split()[1:2]).decode("latin-1")
        exchange["a" if kind == RECORDED else "b"] = {"status": status, "ms": round(took / 1e6, 1), "body": body_of(payload)}
        if exchange["a"] and exchange["b"]:
            del self._waiting[identity]
            exchange["different"] = any(exchange["a"][part] != exchange["b"][part] for part in ("status", "body"))
            self._counts["both"] += 1
            self._counts["different"] += exchange["different"]

    def as_json(self):
        with self._lock:
            return json.dumps({**self._counts, "exchanges": list(self._latest)[::-1]}).encode()


def body_of(payload):
    return payload.partition(b"\r\n\r\n")[2][:BODY].decode("utf-8", "replace").strip()


def follow(recording, exchanges):
    """Reads the recording as it grows."""
    while not os.path.exists(recording):
        time.sleep(0.1)
    rest = b""
    with open(recording, "rb") as file:
        while True:
            data = file.read(1 << 20)
            if not data:
                time.sleep(0.1)
            *complete, rest = (rest + data).split(SEPARATOR)
            for record in complete:
                exchanges.add(record)


class Handler(http.server.BaseHTTPRequestHandler):
    exchanges = None

    def do_GET(self):  # pylint: disable=invalid-name
        if self.path == "/exchanges.json":
            self._answer(200, "application/json", self.exchanges.as_json())
        elif self.path == "/":
            with open(PAGE, "rb") as page:
                self._answer(200, "text/html; charset=utf-8", page.read())
        else:
            self._answer(404, "text/plain", b"not found\n")

    def _answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    recording, address = sys.argv[1:]
    host, _, port = address.rpartition(":")
    Handler.exchanges = Exchanges()
    threading.Thread(target=follow, args=(recording, Handler.exchanges), daemon=True).start()
    http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
