# SPDX-License-Identifier: Apache-2.0
"""Target 21: a recording written to a real OpenSearch as documents."""
from measure import Row, median, path, write_recording
from support import opensearch
from support.gor import Gor

_RECORDS = 50_000  # all fit into the queue: the server is slower than gor


def rows(options):
    if not opensearch.can_run():
        print("(no row 21: tests/fetch-servers fetches OpenSearch)")
        return
    recording = write_recording(path("documents.gor"), _RECORDS, 10_000)
    server = opensearch.OpenSearch().start()
    row = Row(21, f"file → elasticsearch, {_RECORDS:,} documents", "all there, <= 8 µs CPU a document")
    run = 0
    for name, binary in options.programs.items():
        costs, right = [], True
        for _ in range(options.rounds):
            run += 1
            gor = Gor("--input-file", recording + "|1000000%", "--output-http-elasticsearch", f"{server.address}/bench{run}", binary=binary)
            gor.wait(120)
            costs.append(gor.cpu_seconds / _RECORDS * 1e6)
            right = right and server.count(f"bench{run}") == _RECORDS
        row.cells[name] = f"{median(costs):.1f} µs, {'all there' if right else 'NOT all there'}"
        row.values[name] = {"cost": median(costs), "right": right}
        if row.reached is None:
            row.reached = right and median(costs) <= 8
    server.kill()
    yield row
