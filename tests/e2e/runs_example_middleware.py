#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The examples of middleware do what they say, in every language that is there; so do programs on the packages that others have published, where
tests/fetch-middleware-packages could fetch them."""
from lib import *

import binascii
import random
import shutil
import urllib.request

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/middleware")
PACKAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/packages")
rng = random.Random(10)
requests = [random_request(rng, largest_body=20_000) for _ in range(50 if SLOW else 300)]
recording = write_recording("recording.gor", requests, gap_ns=1000)
missing = []


def compiled(name):
    """A C++ example as a program."""
    program = path(os.path.basename(name))
    command("g++", "-O1", "-std=c++20", "-Wall", "-Wextra", "-Werror", os.path.join(EXAMPLES, name + ".cpp"), "-o", program)
    return program


def echoes():
    yield os.path.join(EXAMPLES, "echo/echo.sh")
    yield os.path.join(EXAMPLES, "echo/echo.py")
    yield compiled("echo/echo")
    for tool, command_line in (("node", "echo/echo.js"), ("ruby", "echo/echo.rb")):
        if shutil.which(tool):
            yield os.path.join(EXAMPLES, command_line)
        else:
            missing.append(tool)
    if shutil.which("java"):
        yield "java " + os.path.join(EXAMPLES, "echo/Echo.java")
    else:
        missing.append("java")
    if shutil.which("go"):
        command("go", "build", "-o", path("echo-go"), os.path.join(EXAMPLES, "echo/echo.go"), env={**os.environ, "GOCACHE": path("go"), "GOTOOLCHAIN": "local"})
        yield path("echo-go")
    else:
        missing.append("go")


def through(middleware, **popen):
    got = path("got.gor")
    if os.path.exists(got):
        os.remove(got)
    gor = run("--input-file", recording + "|1000000%", "--middleware", middleware, "--output-file", got, "--output-file-append", *PATIENTLY, seconds=120, **popen)
    expect(gor.process.returncode, 0, f"exit code with {middleware}: {gor.log}")
    return [payload for _, payload in records(got)]


for echo in echoes():
    got = through(echo)
    assert got == requests, f"{echo}: {len(got)} of {len(requests)}, or changed"


# The token modifier, line by line: what it is told, and what it says of it.
def line_of(kind, identifier, payload):
    return binascii.hexlify(f"{kind} {identifier} 1 2\n".encode() + payload)


def answer(body):
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


TALK = [(("1", "a", get("/token")), None), (("2", "a", answer(b"abc")), None), (("1", "b", get("/x?token=abc")), None), (("3", "a", answer(b"xyz")), None),
        (("1", "c", get("/x?token=abc&y=1")), get("/x?token=xyz&y=1")), (("1", "d", get("/x?y=1&token=abc")), get("/x?y=1&token=xyz")),
        (("1", "e", get("/x?token=other")), None), (("2", "c", answer(b"n")), None), (("1", "f", post("/x", b"?token=abc")), None)]
for modifier in (os.path.join(EXAMPLES, "token_modifier/token_modifier.py"), compiled("token_modifier/token_modifier")):
    said = subprocess.run([modifier], input=b"".join(line_of(*message) + b"\n" for message, _ in TALK), capture_output=True, check=True).stdout.splitlines()
    expect(said, [line_of(*message[:2], message[2] if changed is None else changed) for message, changed in TALK], modifier)

# What others have made runs as it is.
community = []
if os.path.exists(os.path.join(PACKAGES, "node/node_modules/goreplay_middleware")) and shutil.which("node"):
    community.append(("node", "#!/usr/bin/env node\nconst gor = require('goreplay_middleware'); gor.init();\n"
                              "gor.on('request', data => { data.http = gor.setHttpHeader(data.http, 'X-Community', 'node'); return data; });\n",
                      {"NODE_PATH": os.path.join(PACKAGES, "node/node_modules")}))
else:
    missing.append("npm goreplay_middleware")
if os.path.exists(os.path.join(PACKAGES, "python/gor")):
    community.append(("python", "#!/usr/bin/env python3\nfrom gor.middleware import AsyncioGor\n"
                                "def on_request(proxy, msg, **kwargs):\n    msg.http = proxy.set_http_header(msg.http, 'X-Community', 'python')\n    return msg\n"
                                "proxy = AsyncioGor()\nproxy.on('request', on_request)\nproxy.run()\n",
                      {"PYTHONPATH": os.path.join(PACKAGES, "python")}))
else:
    missing.append("PyPI gor")
plain = [get(f"/{number}") for number in range(100)]
recording = write_recording("plain.gor", plain, gap_ns=1000)
for name, text, environment in community:
    program = path(f"community-{name}")
    with open(program, "w") as file:
        file.write(text)
    os.chmod(program, 0o755)
    got = through(program, env={**os.environ, **environment})
    expect(sorted(payload.split(b"\r\n")[0] for payload in got), sorted(payload.split(b"\r\n")[0] for payload in plain), f"requests through {name}'s package")
    assert all(b"X-Community: " + name.encode() in payload for payload in got), f"changed by {name}'s package: {got[0]}"


# The metrics, line by line as well.
if all(os.path.exists(os.path.join(PACKAGES, "python", package)) for package in ("gor", "prometheus_client")):
    port = free_port()
    metrics = start([os.path.join(EXAMPLES, "metrics/metrics.py"), "--port", str(port), "--token-cookie", "sid"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.path.join(PACKAGES, "python")})

    def with_cookie(value):
        return b"GET /shop?page=2 HTTP/1.1\r\nHost: a\r\nCookie: a=b; sid=" + value + b"\r\n\r\n"

    def setting(value):
        return b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=" + value + b"; Path=/\r\nContent-Length: 0\r\n\r\n"

    for kind, identifier, payload, expected in (("1", "a", get("/login"), None), ("2", "a", setting(b"old"), None), ("1", "b", with_cookie(b"old"), None),
                                                ("3", "a", setting(b"new"), None), ("1", "c", with_cookie(b"old"), with_cookie(b"new")),
                                                ("3", "c", b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None)):
        metrics.stdin.write(line_of(kind, identifier, payload) + b"\n")
        metrics.stdin.flush()
        expect(metrics.stdout.readline().strip(), line_of(kind, identifier, expected or payload), f"what the metrics send back of {payload}")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
        text = page.read().decode()
    for line in ('responses_latency_bucket{http_method="GET",http_path="/login",http_status="200",le="+Inf"} 1.0',
                 'responses_latency_count{http_method="GET",http_path="/shop",http_status="404"} 1.0',
                 'responses_latency_sum{http_method="GET",http_path="/shop",http_status="404"} 2e-09', "observe_token_value_total 1.0", "get_token_value_total 1.0"):
        assert line in text.splitlines(), f"{line} is not in {text}"
    metrics.stdin.close()
    expect(metrics.wait(10), 0, "how the metrics end")
else:
    missing.append("PyPI gor and prometheus_client")
if missing:
    skip("all that is there passes; not there: " + ", ".join(missing))
