# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL server on loopback that trusts everyone, and psql. The server refuses to run as root: it runs as the user `postgres`."""
import glob
import os
import shutil
import subprocess

from .process import accepts, free_port, path, start, wait_until

_FOLDERS = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
_AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def can_run():
    return bool(_FOLDERS) and shutil.which("psql") is not None and shutil.which("setpriv") is not None and os.geteuid() == 0


class Postgres:
    _number = 0

    def __init__(self):
        Postgres._number += 1
        self.port, folder = free_port(), path(f"postgres-{Postgres._number}")
        os.mkdir(folder)
        shutil.chown(folder, "postgres", "postgres")
        os.chmod(path(""), 0o755)
        self._run([*_AS_POSTGRES, f"{_FOLDERS[-1]}/initdb", "--auth=trust", "--username=postgres", "--no-sync", "-D", folder])
        self.process = start([*_AS_POSTGRES, f"{_FOLDERS[-1]}/postgres", "-D", folder, "-p", str(self.port), "-k", folder, "-c",
                              "listen_addresses=127.0.0.1", "-c", "ssl=off", "-c", "fsync=off"], stdout=subprocess.DEVNULL,
                             stderr=open(f"{folder}.log", "ab"))
        wait_until(lambda: accepts(self.port), "PostgreSQL")
        wait_until(lambda: self._psql("SELECT 1").returncode == 0, "an answer of PostgreSQL")

    def query(self, text):
        """What psql prints for the statements, all over one connection."""
        done = self._psql(text)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _psql(self, text):
        return subprocess.run(["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"],
                              input=text, capture_output=True, text=True, env={**os.environ, "PGSSLMODE": "disable", "PGGSSENCMODE": "disable"},
                              check=False)

    @staticmethod
    def _run(words):
        subprocess.run(words, check=True, capture_output=True, cwd="/")
