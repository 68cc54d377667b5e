#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What can be read only once is read once: recordings, capture files and a config file out of pipes, compressed or not; a FIFO that nobody
writes to ends with one signal; and a pipe or device as --output-file gets no chunks."""
from lib import *

import gzip

COUNT = 1000
requests = [post(f"/{number}", b"x" * (number % 300)) for number in range(COUNT)]
recording = write_recording("recording.gor", requests)
with open(recording, "rb") as file:
    plain = file.read()
with gzip.open(path("recording.gz"), "wb") as file:
    file.write(plain)
half = len(plain) // 2
half = plain.index("\n🐵🙈🙉\n".encode(), half) + 14
for name, content in (("first.gor", plain[:half]), ("second.gor", plain[half:])):
    with open(path(name), "wb") as file:
        file.write(content)


def shell(command_line, **variables):
    """Runs it with bash, where $GOR is gor; what it has said on stderr."""
    done = subprocess.run(["bash", "-c", command_line], env={**os.environ, "GOR": BINARY, **variables}, capture_output=True, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, cwd=path(""), check=False)
    expect(done.returncode, 0, f"exit code of {command_line}\n{done.stderr}")
    return done.stderr


def got(name):
    with open(path(name), "rb") as file:
        return file.read()


for source in ("<(cat recording.gor)", "<(cat recording.gz)", "<(zcat recording.gz)", "/dev/stdin < <(cat recording.gor)", "- < <(cat recording.gz)",
               "<(cat first.gor) <(cat second.gor)", "/dev/stdin < recording.gor"):
    shell(f"rm -f out.gor; $GOR --output-file out.gor --output-file-append --input-file {source.replace('|', ' ')}")
    assert got("out.gor") == plain, f"{source}: {len(records(path('out.gor')))} records"

# The same for what else reads recordings.
shell("rm -f out.gor; $GOR file merge --output out.gor <(cat first.gor) <(cat second.gor)")
assert got("out.gor") == plain, "merged"
shell("rm -f out.gor; $GOR file filter --output out.gor <(zcat recording.gz)")
assert got("out.gor") == plain, "filtered"
assert "1000 requests" in subprocess.run(["bash", "-c", f"{BINARY} file info <(zcat {path('recording.gz')})"], capture_output=True, text=True, check=True).stdout
assert "1000 requests" in subprocess.run(["bash", "-c", f"{BINARY} --input-file <(cat {path('recording.gor')}) --input-file-dry-run 2>&1"], capture_output=True,
                                         text=True, check=True).stdout
shell("$GOR --config <(echo 'output-null = true') --input-file recording.gor")

# A damaged record in a pipe is told by its place in it; a loop needs a file.
log = shell("$GOR --output-null --input-file <(echo garbage; cat recording.gor)")
assert "byte 0: damaged record" in log, log
gor = run("--input-file", "-", "--input-file-loop", "--output-null")
assert gor.process.returncode == 2 and "a pipe cannot be read again" in gor.log, gor.log

# Where it goes: the whole of it, into no chunk.
for output in ("/dev/stdout > out.gor", "- > out.gor", ">(cat > out.gor)"):
    shell(f"$GOR --input-file recording.gor --output-file {output}")
    wait_until(lambda: got("out.gor") == plain, f"all of it from {output}")
shell("$GOR --input-file recording.gor --output-file /dev/null")
assert not [name for name in os.listdir("/dev") if name.startswith("null_")], "a chunk of /dev/null"
os.mkfifo(path("fifo"))
gor = run("--input-file", recording, "--output-file", path("fifo"))
assert gor.process.returncode == 1 and "nobody reads it" in gor.log, gor.log

# One signal ends what waits for a writer, or for a writer to go on; what came before is there.
for flags in (("--input-file", path("fifo")), ("--input-raw", path("fifo"), "--input-raw-engine", "pcap_file")):
    gor = Gor(*flags, "--output-null")
    wait_until(lambda: "poll" in open(f"/proc/{gor.process.pid}/wchan").read() or gor.status("Threads") > 2, "gor waits")
    expect(gor.stop(), 0, f"exit code of {flags}")
gor = Gor("--input-file", path("fifo"), "--output-file", path("live.gor"), "--output-file-append", "--input-file-read-depth", "0")
with open(path("fifo"), "wb") as fifo:
    fifo.write(plain[:half])
    fifo.flush()
    wait_until(lambda: os.path.exists(path("live.gor")) and os.path.getsize(path("live.gor")) > half // 2, "records")
    expect(gor.stop(), 0, "exit code while the writer is there")
assert plain.startswith(got("live.gor")), "what came before"
