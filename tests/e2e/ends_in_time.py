#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One SIGTERM ends gor within --drain-timeout and a second, whatever holds it up: peers that go on talking or say nothing, pipes that nobody
writes to or reads, a middleware that does not end."""
from lib import *

import fcntl

DRAIN, GRACE = 1.0, 3.0 if SLOW else 1.0
F_SETPIPE_SZ = 1031
recording = write_recording("long.gor", [post(f"/{number}", b"x" * 1000) for number in range(20_000)])
full_speed = f"{recording}|1000000%"
done = threading.Event()


def talk(connect):
    """Sends what `connect` returns beside a socket, again and again, until the connection is gone."""
    def run():
        connection, words = connect()
        try:
            while not done.is_set():
                connection.sendall(words)
                time.sleep(0.005)  # the pace
        except OSError:
            pass
    threading.Thread(target=run, daemon=True).start()


def connect(port):
    wait_until(lambda: accepts(port), "a listener")
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def heard_by(_):
    time.sleep(0.3)  # for which the peers talk


def over_websocket(port):
    connection = connect(port)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       b"Sec-WebSocket-Version: 13\r\n\r\n")
    assert connection.recv(4096).startswith(b"HTTP/1.1 101"), "an upgrade"
    message = b"1 a 5 0\n" + get("/")
    return connection, b"\x82" + bytes([0x80 | len(message)]) + bytes(4) + message


class Silent:
    """A server that takes connections and never says or reads anything."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self._socket.getsockname()[1]
        self._taken = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            self._taken.append(self._socket.accept())


def paused_pipe():
    """The end to write to of a pipe that nobody reads and that takes little."""
    theirs, ours = os.pipe()
    fcntl.fcntl(ours, F_SETPIPE_SZ, 4096)
    return theirs, ours


def blocks_sigterm(process):
    """gor takes the signal on a thread of its own from then on; before, it would just end."""
    with open(f"/proc/{process.pid}/status") as status:
        blocked = next(line.split()[1] for line in status if line.startswith("SigBlk"))
    return int(blocked, 16) >> (signal.SIGTERM - 1) & 1


def ends(what, *flags, begun=None, **popen):
    gor = start([BINARY, *flags, "--drain-timeout", f"{DRAIN}s"], **{"stderr": subprocess.DEVNULL, **popen})
    wait_until(lambda: blocks_sigterm(gor), "signals")
    (begun or (lambda: time.sleep(0.3)))()  # until it is in that state, as far as one can tell
    began = time.monotonic()
    gor.send_signal(signal.SIGTERM)
    try:
        gor.wait(30)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{what}: it does not end") from None
    took = time.monotonic() - began
    print(f"{what}: {took:.2f} s, exit code {gor.returncode}")
    assert took < DRAIN + GRACE, f"{what}: it has taken {took:.2f} s to end"
    assert gor.returncode in (0, 1), f"{what}: exit code {gor.returncode}"


silent = Silent()
address = f"127.0.0.1:{silent.port}"

for acknowledge in ((), ("--input-tcp-acknowledge",)):
    port = free_port()
    talk(lambda: (connect(port), record(1, "a", 5, get("/"))))
    ends(f"a talking --input-tcp peer {acknowledge}", "--input-tcp", f":{port}", "--output-null", *acknowledge, begun=lambda: heard_by(connect(port)))
port = free_port()
talk(lambda: (connect(port), b"1 a 5 0\nPOST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"))
ends("an --input-tcp peer within a record", "--input-tcp", f":{port}", "--output-null", begun=lambda: heard_by(connect(port)))
port = free_port()
talk(lambda: over_websocket(port))
ends("a talking --input-ws peer", "--input-ws", f":{port}", "--output-null", begun=lambda: heard_by(over_websocket(port)))
port = free_port()
talk(lambda: (connect(port), b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"))
ends("a client within a body", "--input-http", f":{port}", "--output-null", begun=lambda: heard_by(connect(port)))

theirs, ours = os.pipe()
ends("an open stdin", "--input-file", "-", "--output-null", stdin=theirs)
ends("a capture file from an open stdin", "--input-raw", "-", "--output-null", stdin=theirs)
os.mkfifo(path("fifo"))
ends("a FIFO without a writer", "--input-file", path("fifo"), "--output-null")
ends("a long pause", "--input-file", write_recording("pause.gor", [get("/1"), get("/2")], gap_ns=3600 * 1_000_000_000), "--output-null")

theirs, ours = paused_pipe()
ends("a paused stderr", "--input-file", full_speed, "--output-null", "--verbose", "3", stderr=ours)
ends("a paused stderr at the end", "--input-file", write_recording("short.gor", [get(f"/{number}") for number in range(1000)]), "--output-null",
     "--verbose", "3", stderr=ours)
theirs, ours = paused_pipe()
ends("a paused stdout", "--input-file", full_speed, "--output-stdout", stdout=ours)
theirs, ours = paused_pipe()
ends("a pipe as --output-file that nobody reads", "--input-file", full_speed, "--output-file", "-", stdout=ours)

ends("a server that does not answer", "--input-file", full_speed, "--output-http", f"http://{address}", "--output-http-timeout", "60s")
ends("one that does not answer over TLS", "--input-file", full_speed, "--output-http", f"https://{address}", "--output-http-timeout", "60s")
ends("a server that is not there", "--input-file", full_speed, "--output-http", f"http://127.0.0.1:{free_port()}")
for flags in ((), ("--output-tcp-acknowledge",), ("--output-tcp-sticky",), ("--output-tcp-secure",)):
    ends(f"a receiver that reads nothing {flags}", "--input-file", full_speed, "--output-tcp", address, *flags)
ends("a WebSocket server that says nothing", "--input-file", full_speed, "--output-ws", f"ws://{address}")

for what, text in (("ignores everything", "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(1000)\n"),
                   ("reads and never ends", "import signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsys.stdin.read()\ntime.sleep(1000)\n")):
    with open(path("program.py"), "w") as file:
        file.write("#!/usr/bin/env python3\n" + text)
    os.chmod(path("program.py"), 0o755)
    ends(f"a middleware that {what}", "--input-file", full_speed, "--middleware", path("program.py"), "--output-null")
done.set()
