#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The configuration and the queries of examples/elasticsearch."""
from lib import *
import json
from support import opensearch

if not opensearch.can_run():
    skip("there is no OpenSearch (tests/fetch-servers)")
if any(accepts(port) for port in (8081, 9200)):
    skip("the ports of the example are in use")

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/elasticsearch")
MISSING = OK.replace(b"200 OK", b"404 Not Found")


def answer(request):
    if request.target == b"/slow":
        time.sleep(0.5)
    return MISSING if request.target.startswith(b"/missing") else OK


def query(name):
    with open(f"{EXAMPLE}/{name}", encoding="utf-8") as file:
        return server.ask("/gor-*/_search", json.load(file))


server = opensearch.OpenSearch(9200).start()
staging = Recorder(answer, port=8081)
requests = [get("/slow"), *(get(f"/missing/{number}") for number in range(5)), *(get(f"/{number}") for number in range(20))]
gor = run("--config", f"{EXAMPLE}/replay.toml", "--input-file", write_recording("in.gor", requests), *PATIENTLY)
expect((gor.process.returncode, gor.row("output-http-elasticsearch").out), (0, 2 * len(requests)), gor.log)
expect(server.count("gor-*"), len(requests))
expect({bucket["key"]: bucket["doc_count"] for bucket in query("statuses.json")["aggregations"]["statuses"]["buckets"]}, {"200": 21, "404": 5})
slowest = query("slowest.json")["hits"]["hits"][0]["_source"]
expect(slowest["Req_URL"], "/slow")
assert slowest["RTT"] >= 500, slowest
