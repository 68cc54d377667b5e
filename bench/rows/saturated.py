# SPDX-License-Identifier: Apache-2.0
"""Targets 1 to 4: capture beside a saturated nginx: all of it, at little cost to the server."""
from measure import Row, Running, Server, Tcpdump, median, path, wrk

CONNECTIONS = 16
_CASES = [  # number, what, body, output, flags, both directions, share of tcpdump's, megabytes
    (1, "capture, small GETs, to null", 0, "null", [], False, 1.00, None),
    (1, "capture, small GETs, to a file", 0, "file", [], False, 1.00, None),
    (2, "capture, 20 KB POSTs", 20_000, "null", [], False, 0.90, 200),
    (3, "capture, 200 KB POSTs", 200_000, "null", [], False, None, 300),
    (4, "capture with responses, small GETs", 0, "null", ["--input-raw-track-response"], True, 0.85, None),
]


def measure(binary, server, seconds, body, output, flags):
    """Requests a second that nginx keeps, the share of them that was captured, and the program after the run."""
    out = path("captured.gor")
    to = ["--output-null"] if output == "null" else ["--output-null", "--output-file", out, "--output-file-append"]
    program = Running(binary, "--input-raw", f":{server.port}", *flags, *to)
    before = server.served()
    rate = wrk(server.url, seconds, body)
    served = server.served() - before
    result = program.stop()
    share = None
    if result.captured is not None:
        each = 2 if flags else 1
        # What wrk had under way when it stopped may be captured or not.
        missing = served * each - result.captured - CONNECTIONS * each
        share = 1 - max(0, missing) / (served * each)
    return rate, share, result


def summed_up(results):
    """Of several measure()s: the smallest share (None if one is unknown), the median rate, and the most memory."""
    shares = [share for _, share, _ in results]
    return (min(shares) if None not in shares else None, median([rate for rate, _, _ in results]),
            max(result.megabytes for _, _, result in results))


def _row(options, server, case):
    number, what, body, output, flags, both, wanted, limit = case
    expression = f"tcp port {server.port}" if both else f"tcp dst port {server.port}"
    bare, dumped, runs = [], [], {name: [] for name in options.programs}
    for _ in range(options.rounds):
        bare.append(wrk(server.url, options.seconds, body))
        tcpdump = Tcpdump(expression)
        dumped.append(wrk(server.url, options.seconds, body))
        tcpdump.stop()
        for name, binary in options.programs.items():
            runs[name].append(measure(binary, server, options.seconds, body, output, flags))
    base = median(dumped)
    target = "100 %" + (f", >= {wanted:.2f} x tcpdump" if wanted else "") + (f", < {limit} MB" if limit else "")
    row = Row(number, f"{what} (nginx alone {median(bare):,.0f}/s, under tcpdump {base:,.0f}/s)", target)
    row.values = {"bare": median(bare), "tcpdump": base}
    for name, results in runs.items():
        share, rate, megabytes = summed_up(results)
        row.cells[name] = (f"{'?' if share is None else f'{100 * share:.2f}'} % captured, nginx keeps {rate:,.0f}/s "
                           f"= {rate / base:.2f} x tcpdump, {megabytes:.0f} MB")
        row.values[name] = {"captured": share, "rate": rate, "ratio": rate / base, "megabytes": megabytes}
        if row.reached is None:
            row.reached = share == 1.0 and (not wanted or rate >= wanted * base) and (not limit or megabytes < limit)
    return row


def rows(options):
    server = Server()
    for case in _CASES:
        yield _row(options, server, case)
    server.kill()
