# SPDX-License-Identifier: Apache-2.0
"""Target 13: memory while a target never answers and the traffic goes on."""
from measure import Row, Running, Server, wrk
from support.rogue import Rogue, never_answer


def rows(options):
    row = Row(13, "memory, 20 KB POSTs at full speed to a target that never answers", "< 300 MB")
    for name, binary in options.programs.items():
        server, target = Server(), Rogue(never_answer)
        program = Running(binary, "--input-raw", f":{server.port}", "--output-http", target.url)
        wrk(server.url, 2 * options.seconds, 20_000)
        megabytes = program.stop().megabytes
        server.kill()
        row.cells[name] = f"{megabytes:.0f} MB"
        row.values[name] = megabytes
        if row.reached is None:
            row.reached = megabytes < 300
    yield row
