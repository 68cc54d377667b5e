#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sessions of PostgreSQL that were recorded, replayed against a fresh server: it has the same rows afterwards."""
from lib import *
from support.postgres import Postgres, can_run

if not can_run():
    skip("PostgreSQL is not installed, or this is not root")

original, copy = Postgres(), Postgres()
recording = path("postgres.gor")
gor = Gor("--input-raw", f":{original.port}", "--input-raw-protocol", "binary", "--output-file", recording, "--output-file-append", ready=CAPTURING)
original.query("CREATE TABLE accounts (id int PRIMARY KEY, name text, balance numeric);\nCREATE TABLE log (id serial, line text);")
for session in range(5):
    statements = [f"INSERT INTO accounts VALUES ({session}, 'account {session}', 100);"]
    for number in range(50):
        statements += ["BEGIN;", f"UPDATE accounts SET balance = balance * 1.01 + {number} WHERE id = {session};",
                       f"INSERT INTO log (line) SELECT id || ' has ' || balance FROM accounts WHERE id = {session};",
                       "ROLLBACK;" if number % 7 == 0 else "COMMIT;"]
    original.query("\n".join(statements))
original.query("INSERT INTO log (line) VALUES ('" + "x" * 300_000 + "');")
expect(gor.stop(), 0, "exit code")

replay = run("--input-file", recording, "--output-binary", f"127.0.0.1:{copy.port}", "--output-binary-timeout", "20s", seconds=120)
expect(replay.process.returncode, 0, "exit code")
row = replay.row("output-binary")
expect(row.out, sum(meta[0] == "1" for meta, _ in records(recording)), "requests sent")
# Sessions are replayed side by side, so that the rows of one may come between those of another.
for query in ("SELECT * FROM accounts ORDER BY id", "SELECT line FROM log ORDER BY line"):
    expect(copy.query(query), original.query(query), query)
