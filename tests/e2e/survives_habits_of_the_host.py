#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A limit on file sizes is a full disk and not the end of gor; with stdin, stdout or stderr closed no log line gets into a recording. A terminal
that hangs up is an end like any other; without one SIGHUP means that recordings were moved away."""
from lib import *

import pty
import resource

recording = write_recording("some.gor", [post(f"/{i}", b"x" * 1000) for i in range(100)])

most = 16 * 1024
gor = run("--input-file", recording, "--output-file", path("limited.gor"), "--output-file-append", *PATIENTLY,
          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))  # fmt: skip
expect(gor.process.returncode, 1, f"exit code ({gor.log})")
assert "File too large" in gor.log, gor.log
assert os.path.getsize(path("limited.gor")) <= most, "the limit was passed"
whole = len(records(path("limited.gor")))
expect(gor.row("output-file").out, whole, f"records written ({gor.log})")
assert whole < 100, whole

for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
    out = path("out.gor")
    words = [BINARY, "--input-file", recording, "--output-file", out, "--verbose", "4", *PATIENTLY]
    ended = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", *words], stderr=subprocess.PIPE, timeout=60)
    expect(ended.returncode, 0, f"exit code with {closed} ({ended.stderr})")
    with open(out.replace(".gor", "_0.gor"), "rb") as file:
        data = file.read()
    with open(recording, "rb") as file:
        expect(data, file.read(), f"the recording with {closed}")
    os.remove(out.replace(".gor", "_0.gor"))

# As logrotate does it: move away, signal. What comes then is in a new file of that name, and nothing is lost between the two.
for name, flags in (("rotated.gor", ["--output-file-append"]), ("rotated.gor.gz", ["--output-file-append"]), ("chunks.gor", [])):
    port, out = free_port(), path(name if flags else "chunks_0.gor")
    gor = Gor("--input-http", f"127.0.0.1:{port}", "--output-file", path(name), *flags, "--output-file-flush-interval", "300ms",
              ready="listening on port", start_new_session=True)  # fmt: skip
    ask(port, *[get(f"/{number}") for number in range(50)])
    moved = path("moved_" + os.path.basename(out))
    os.rename(out, moved)
    gor.process.send_signal(signal.SIGHUP)
    time.sleep(1.5)  # it looks once a second
    assert gor.process.poll() is None, "it has ended"
    ask(port, *[get(f"/{number}") for number in range(50, 100)])
    expect(gor.stop(), 0, f"exit code ({gor.log})")
    targets = []
    for file in (moved, out if flags else path("chunks_1.gor")):
        with open(path("plain.gor"), "wb") as plain:
            subprocess.run([BINARY, "file", "cat", file], stdout=plain, check=True)
        targets.append([payload.split()[1] for _, payload in records(path("plain.gor"))])
    expect(targets[0] + targets[1], [b"/%d" % number for number in range(100)], f"records before and behind the signal in {name}")
    assert len(targets[1]) >= 50, f"what came later is in the file that was moved away: {len(targets[1])}"

# A terminal that is closed.
port, out, log = free_port(), path("terminal.gor"), path("terminal.log")
child, terminal = pty.fork()
if child == 0:
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT), 2)
    os.execv(BINARY, [BINARY, "--input-http", f"127.0.0.1:{port}", "--output-file", out, "--output-file-append", "--output-file-flush-interval", "1h"])
wait_until(lambda: os.path.exists(log) and "listening on port" in open(log).read(), "gor on a terminal")
ask(port, get("/on-a-terminal"))
os.close(terminal)
_, status = os.waitpid(child, 0)
expect(os.waitstatus_to_exitcode(status), 0, f"exit code ({open(log).read()})")
expect(len(records(out)), 1, "records")
