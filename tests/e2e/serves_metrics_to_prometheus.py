#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus scrapes --admin while a target fails for a while: what it computes is what the servers saw, and what gor says."""
from lib import *
import json
import re
import shutil
import urllib.parse
import urllib.request

if not shutil.which("prometheus"):
    skip("there is no prometheus")

PACE, ANSWER_SECONDS = 50, 0.03
ADMIN, PROMETHEUS = Admin(), f"127.0.0.1:{free_port()}"


def ask_prometheus(expression):
    target = "/api/v1/query?" + urllib.parse.urlencode({"query": expression})
    with urllib.request.urlopen(f"http://{PROMETHEUS}{target}", timeout=30) as response:
        answer = json.load(response)
    expect(answer["status"], "success", expression)
    return answer["data"]["result"]


def query(expression):
    """The value of the only series of the result, or None."""
    result = ask_prometheus(expression)
    assert len(result) <= 1, result
    return float(result[0]["value"][1]) if result else None


def is_ready():
    try:
        return ask_prometheus("1") is not None
    except OSError:  # not listening yet, or 503
        return False


def becomes(expression, wanted):
    wait_until(lambda: query(expression) == wanted, f"{expression} = {wanted}; {ADMIN.fetch('/api/stats')}")


def answer(request):
    time.sleep(ANSWER_SECONDS)
    return None if request.target == b"/lost" else OK


with open(path("prometheus.yml"), "w", encoding="ascii") as config:
    config.write(f"scrape_configs: [{{job_name: gor, scrape_interval: 250ms, static_configs: [{{targets: ['{ADMIN.address}']}}]}}]\n")
log = open(path("prometheus.log"), "wb")
start(["prometheus", f"--config.file={path('prometheus.yml')}", f"--storage.tsdb.path={path('tsdb')}",
       f"--web.listen-address={PROMETHEUS}"], stdout=log, stderr=log)

wait_until(is_ready, "Prometheus")

target = Recorder(answer)
recording = write_recording("steady.gor", [get(f"/{number}") for number in range(PACE * 12)], gap_ns=1_000_000_000 // PACE)
# The first second of the replay meets no target, and so does the time after its end.
port = target.port
target.stop()
served = Recorder()
gor = capture(served, "--input-file", recording, "--output-http", f"http://127.0.0.1:{port}", "--admin", ADMIN.address,
              "--output-http-queue-len", "100000")
ADMIN.wait()
wait_until(lambda: '"reason":"connect"' in ADMIN.fetch("/api/stats"), "the answer of --admin")
wait_until(lambda: (query('gor_messages_total{station="output-http",fate="failed",reason="connect",type="request"}') or 0) >= 20,
           "failures in Prometheus")
target = Recorder(answer, port=port)

OUT = 'gor_messages_total{station="output-http",fate="out",type="request"}'
wait_until(lambda: (query(f"rate({OUT}[4s])") or 0) > 0.8 * PACE, f"the pace of the recording: {query(OUT)}")
rate = query(f"rate({OUT}[4s])")
assert rate < 1.2 * PACE, rate
wait_until(lambda: "end of file" in gor.log, "the end of the recording")
ask(served.port, *[get(f"/captured/{number}") for number in range(40)])
wait_until(lambda: len(target.requests) > 0 and any(request.target == b"/captured/39" for request in target.requests), "all captured requests")

# Everything has settled: each figure in Prometheus is that of the servers.
stats = None


def has_settled():
    global stats
    stats = json.loads(ADMIN.fetch("/api/stats"))
    return all(station["held"] == 0 for station in stats["stations"])


wait_until(has_settled, "empty queues")
output = next(station for station in stats["stations"] if station["station"] == "output-http")
failed = sum(reason["requests"] for reason in output["failed"])
expect(failed + output["out"]["requests"], PACE * 12 + 40, "requests")
expect(output["out"]["requests"], len(target.requests), "answered requests")
becomes(OUT, len(target.requests))
becomes('sum(gor_messages_total{station="output-http",fate="failed",type="request"})', failed)
becomes('sum(gor_messages_total{station="input-raw",fate="born",type="request"})', 40)
becomes('sum(gor_messages_total{fate=~"in|born"}) - sum(gor_messages_total{fate!~"in|born"})', 0)
becomes('sum(http_client_request_duration_seconds_count{http_response_status_code="200"})', len(target.requests))
# Requests that waited while the target was found dead fail without an attempt.
assert 0 < query('sum(http_client_request_duration_seconds_count{error_type="connect"})') <= failed
becomes('sum(gor_kernel_dropped_packets_total{interface="lo"})', 0)
assert query('gor_packets_total{station="input-raw",interface="lo",fate="decoded"}') >= 40
quantile = query('histogram_quantile(0.5, sum by (le) (http_client_request_duration_seconds_bucket{http_response_status_code="200"}))')
[duration] = [one for one in output["latencies"] if one["labels"].get("http_response_status_code") == "200"
              and one["name"] == "http_client_request_duration_seconds"]
assert 0.025 <= quantile <= 0.1 and 0.025 <= duration["p50"] <= 0.1, f"{quantile} {duration}"

# The tool of Prometheus finds nothing to say, and both forms have the same numbers.
if shutil.which("promtool"):
    checked = subprocess.run(["promtool", "check", "metrics"], input=ADMIN.fetch("/metrics"), capture_output=True, text=True, check=False)
    expect((checked.returncode, checked.stdout, checked.stderr), (0, "", ""), "promtool")
assert ADMIN.fetch("/metrics", Accept="application/openmetrics-text").endswith("\n# EOF\n")
expect(ADMIN.fetch("/healthz"), "ok\n")

# The rules and the dashboard of the examples fit what gor exposes.
EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/observability")
with open(os.path.join(EXAMPLES, "grafana-dashboard.json"), encoding="utf-8") as file:
    dashboard = json.load(file)
with open(os.path.join(EXAMPLES, "gor-alerts.yml"), encoding="utf-8") as file:
    alerts = file.read()
rules = [" ".join(rule.split()) for rule in re.findall(r"expr: (?:>\n)?(.*?)\n +(?:for|annotations):", alerts, re.DOTALL)]
panels = [query["expr"].replace("$__rate_interval", "5s").replace("$instance", ".*")
          for panel in dashboard["panels"] for query in panel["targets"]]  # fmt: skip
assert len(rules) == 7 and len(panels) > 15, (rules, panels)
known = set(re.findall(r"^# HELP (\S+) ", ADMIN.fetch("/metrics"), re.MULTILINE)) | {"gor_route_failures_total", "up"}
for expression in rules + panels:
    names = re.findall(r"\b(?:gor|http_client|process)_\w+", expression)
    assert all(re.sub("_(bucket|count)$", "", name) in known for name in names), expression
    ask_prometheus(expression)
filled = sum(bool(ask_prometheus(panel)) for panel in panels)
assert filled > len(panels) / 2, f"{filled} of {len(panels)} expressions of the dashboard have a result"
if shutil.which("promtool"):
    checked = subprocess.run(["promtool", "check", "rules", os.path.join(EXAMPLES, "gor-alerts.yml")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and "7 rules found" in checked.stdout, checked

# An output that is down for ten seconds makes gor unhealthy.
target.stop()
ask(served.port, get("/lost"))  # The connections that are still open close at it.


def is_unhealthy():
    status, why = ADMIN.answer("/healthz")
    return status == 503 and "output-http http://127.0.0.1" in why


began = time.monotonic()
wait_until(is_unhealthy, "503 of /healthz")
assert time.monotonic() - began > 5, "too early"
expect(gor.stop(), 0, "exit code")
row = gor.row("output-http")
expect((row.out, row.failed), (output["out"]["requests"], failed + 1), "the summary")
