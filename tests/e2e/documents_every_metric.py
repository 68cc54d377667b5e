#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/observability.md lists every metric as the source declares it, and gor shows no other; --fix writes the list."""
from lib import *
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
PAGE = os.path.join(ROOT, "docs/observability.md")
HEADING = "| name | labels | |\n|---|---|---|\n"

with open(os.path.join(ROOT, "src/base/metric_families.hpp"), encoding="utf-8") as file:
    declarations = re.findall(r"constexpr MetricFamily k\w+\{(.*?)\};", file.read(), re.DOTALL)
families = {}
for declaration in declarations:
    name, _, text, *rest = re.findall(r'"((?:[^"\\]|\\.)*)"', re.sub(r'"\s*\n\s*"', "", declaration))
    families[name] = (rest[0] if rest else "", text)
assert len(families) == len(declarations) > 50, declarations
wrong = [name for name in families if not re.match("gor_|process_|http_client_", name)]
expect(wrong, [], "names")
table = HEADING + "".join(f"| `{name}` | {', '.join(f'`{label}`' for label in labels.split(', ') if label)} | {text} |\n"
                          for name, (labels, text) in sorted(families.items()))
with open(PAGE, encoding="utf-8") as file:
    page = file.read()
before, heading, after = page.partition(HEADING)
if "--fix" in sys.argv:
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(before + table + after.partition("\n\n")[2])
elif table not in page:
    raise AssertionError("docs/observability.md lists other metrics than src/base/metric_families.hpp: run this test with --fix")

# Every kind of station, and what each exposes.
admin = Admin()
recording = write_recording("x.gor", [get("/a")] * 3)
server = Recorder()
gor = Gor("--input-raw", f":{server.port}", "--input-file", recording, "--input-http", "127.0.0.1:0", "--input-tcp", "127.0.0.1:0",
          "--input-ws", "127.0.0.1:0", "--input-dummy", "x", "--output-http", server.url, "--output-tcp", "127.0.0.1:1", "--output-null",
          "--output-file", path("out.gor"), "--middleware", "cat", "--correlate", "auto", "--input-raw-track-response",
          "--http-mask-header", "X", "--http-disallow-url", "x", "--admin", admin.address, ready=CAPTURING)  # fmt: skip
admin.wait()


def shown():
    return dict(re.findall(r"^# HELP (\S+) (.*)$", admin.fetch("/metrics"), re.MULTILINE))


wait_until(lambda: "gor_route_duration_seconds" in shown(), "a replayed request")
metrics = shown()
assert len(metrics) > 40, sorted(metrics)
for name, text in metrics.items():
    expect(families.get(name, ("", "not documented"))[1], text, name)
expect(gor.stop(), 0, "exit code")
