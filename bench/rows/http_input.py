# SPDX-License-Identifier: Apache-2.0
"""gor as an HTTP server, beside nginx that answers as shortly."""
from measure import Gor, Row, Server, free_port, median, ran, wrk


def rows(options):
    server = Server()
    bases, rates = [], {name: [] for name in options.programs}
    row = Row(19, "input-http: wrk's small GETs to a null output", ">= 50,000/s, all there")
    complete = True
    for _ in range(options.rounds):
        bases.append(wrk(server.url, options.seconds))
        for name, binary in options.programs.items():
            port = free_port()
            gor = Gor("--input-http", f"127.0.0.1:{port}", "--output-null", binary=binary)
            gor.wait_for_line("listening")
            rates[name].append(wrk(f"http://127.0.0.1:{port}", options.seconds))
            gor.stop()
            complete = complete and (ran(gor).captured or 0) > 0
    server.kill()
    for name, values in rates.items():
        rate = median(values)
        row.cells[name] = f"{rate:,.0f}/s = {rate / median(bases):.2f} x nginx"
        row.values[name] = {"rate": rate, "ratio": rate / median(bases)}
        if row.reached is None:
            row.reached = complete and rate >= 50_000
    yield row
