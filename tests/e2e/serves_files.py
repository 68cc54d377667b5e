#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gor file-server serves the current directory, answers 404 for the rest, and does not leave it."""
from lib import *

os.makedirs(path("www/sub"))
with open(path("www/hello.txt"), "wb") as file:
    file.write(b"hello")
with open(path("secret"), "wb") as file:
    file.write(b"secret")
port = free_port()
gor = Gor("file-server", f"127.0.0.1:{port}", cwd=path("www"))
wait_until(lambda: accepts(port), "the file server")
url = f"http://127.0.0.1:{port}"
expect(command("curl", "-sS", f"{url}/hello.txt"), "hello")
expect(command("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", f"{url}/missing"), "404")
for escape in ("/../secret", "/%2e%2e/secret", "/sub/../../secret", "//etc/passwd"):
    answer = command("curl", "-sS", "--path-as-is", f"{url}{escape}")
    assert "secret" not in answer or "hello" not in answer, escape
    assert answer.strip() != "secret" and "root:" not in answer, f"{escape} left the directory"
expect(gor.stop(), 0, "exit code")
