#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Without the capability to capture, one line says which one is missing and how to give it; exit code 1."""
from lib import *

if os.geteuid() != 0:
    skip("needs root, to give privileges up")
binary = path("gor")
command("cp", BINARY, binary)
os.chmod(binary, 0o755)
out = path("out.gor")
nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]
process = subprocess.run([*nobody, binary, "--input-raw", ":8080", "--output-file", out], capture_output=True, text=True, timeout=20)
expect(process.returncode, 1, "exit code")
expect(len(process.stderr.strip().splitlines()), 1, f"lines of stderr ({process.stderr})")
assert "cap_net_raw" in process.stderr.lower() and "setcap" in process.stderr, process.stderr
assert not os.path.exists(out), "the recording was made although the capture could not start"
