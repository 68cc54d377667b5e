# SPDX-License-Identifier: Apache-2.0
"""Programs that run beside a test: started here, waited for with a deadline, ended at exit whatever happens."""
import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time

_started = []
_given_ports = set()
_folder = None


def workspace():
    """A folder of this test's own, removed at exit."""
    global _folder
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="gor-test-")
        os.chmod(_folder, 0o755)
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    return _folder


def path(name):
    return os.path.join(workspace(), name)


def start(command, **popen):
    process = subprocess.Popen([str(word) for word in command], **{"stdin": subprocess.DEVNULL, **popen})
    _started.append(process)
    return process


@atexit.register
def _end_all():
    for process in _started:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_until(condition, what, seconds=60.0):
    """Returns the first true value of condition(); fails with `what` when the deadline passes."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.01)


def free_port(host="127.0.0.1"):
    """A port that nothing listens on, each time another one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family) as probe:
            probe.bind((host, 0))
            port = probe.getsockname()[1]
        if port not in _given_ports:
            _given_ports.add(port)
            return port


def accepts(port, host="127.0.0.1"):
    try:
        socket.create_connection((host, port), timeout=1).close()
        return True
    except OSError:
        return False
