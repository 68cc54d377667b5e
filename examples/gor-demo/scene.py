#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The scene of the demo on loopback: run-local starts it."""
import argparse
import json
import os
import signal
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../tests"))

import client  # noqa: E402
from support.gor import Gor  # noqa: E402
from support.opensearch import OpenSearch, can_run  # noqa: E402
from support.process import accepts, path, start, wait_until  # noqa: E402

# A terminal sends Ctrl-C to all of a session: what runs here is ended in order instead.
APART = {"start_new_session": True}


def arguments():
    parser = argparse.ArgumentParser(prog="examples/gor-demo/run-local", description="Two servers, gor between them, and pages to look at.")
    parser.add_argument("--once", action="store_true", help="end when the requests have been shown")
    parser.add_argument("--requests", type=int, default=200, metavar="N", help="how many to send at the start (default 200)")
    for name, port, what in (("a", 80, "server A"), ("b", 81, "server B"), ("page", 8082, "the page that shows both side by side"),
                             ("admin", 6060, "gor's own page"), ("search", 9200, "OpenSearch")):
        parser.add_argument(f"--{name}", type=int, default=port, metavar="PORT", help=f"port of {what} (default {port})")
    return parser.parse_args()


def start_server(program, *words, port):
    start([sys.executable, os.path.join(HERE, program), *words, f"127.0.0.1:{port}"], **APART)
    wait_until(lambda: accepts(port), f"{program} on port {port}")


def start_gor(ports, recording, search):
    flags = ["--config", os.path.join(HERE, "gor.toml"), "--input-raw", f":{ports.a}", "--output-http", f"http://127.0.0.1:{ports.b}",
             "--output-file", recording, "--admin", f"127.0.0.1:{ports.admin}"]
    if search:
        flags += ["--output-http-elasticsearch", f"http://{search.address}/gor-%Y.%m.%d"]
    print("gor", " ".join(flags))
    return Gor(*flags, ready="capturing", **APART)


class Scene:
    def __init__(self, options):
        self._options = options
        busy = [port for port in (options.a, options.b, options.page, options.admin, options.search) if accepts(port)]
        if busy:
            raise SystemExit(f"run-local: in use: {', '.join(f'port {port}' for port in busy)}; --help lists flags for other ports")
        self._search = None
        if can_run():
            print("Starting OpenSearch ...", flush=True)
            self._search = OpenSearch(options.search).start(**APART)
        else:
            print("Without OpenSearch: it cannot be fetched, or Java is missing. The demo runs without an index.")
        start_server("server.py", "a", port=options.a)
        start_server("server.py", "b", port=options.b)
        start_server("side_by_side.py", path("demo.gor"), port=options.page)
        self._gor = start_gor(options, path("demo.gor"), self._search)

    def show(self):
        """Sends the requests, waits until all pages show them, and says where these are."""
        number = self._options.requests
        client.send("127.0.0.1", self._options.a, number)
        wait_until(lambda: self._exchanges()["both"] == number, f"{number} exchanges on the page")
        print(f"\n{number} requests sent; answered by both servers: {self._exchanges()['both']}, differently: {self._exchanges()['different']}")
        print(f"  both servers side by side  http://127.0.0.1:{self._options.page}/")
        print(f"  gor's own page             http://127.0.0.1:{self._options.admin}/")
        if self._search:
            wait_until(lambda: self._search.count("gor-*") == number, f"{number} documents in the index")
            print(f"  {number} documents of the index  http://{self._search.address}/gor-*/_search?pretty")
        sys.stdout.flush()

    def _exchanges(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self._options.page}/exchanges.json", timeout=30) as answer:
            return json.load(answer)

    def go_on(self):
        print("\nTwo requests a second follow, until Ctrl-C.", flush=True)
        client.send("127.0.0.1", self._options.a, 0, 2)

    def end(self):
        code = self._gor.stop()
        print(f"\n{self._gor.log}")
        return code


def main():
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    options = arguments()
    scene = None
    try:
        scene = Scene(options)
        scene.show()
        if not options.once:
            scene.go_on()
    except KeyboardInterrupt:
        pass
    return scene.end() if scene else 1


if __name__ == "__main__":
    sys.exit(main())
