#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The documents of a replay in a real OpenSearch, with and without responses; rejected ones; the server killed in the middle."""
from lib import *
from support import opensearch

if not opensearch.can_run():
    skip("there is no OpenSearch (tests/fetch-servers)")

COUNT = 10_000
server = opensearch.OpenSearch().start()
target = Nginx("target", location='if ($arg_missing) { return 404 "no"; } return 200 "ok";')
recording = write_recording("in.gor", [get(f"/{number}" + ("?missing=1" if number % 10 == 0 else ""), headers="User-Agent: test\r\n")
                                       for number in range(COUNT)])
REPLAY = ("--input-file", recording + "|10000%", "--output-http", target.url, *PATIENTLY)


def into(index):
    return ("--output-http-elasticsearch", f"{server.address}/{index}")


# With responses.
gor = run(*REPLAY, *into("tracked-%Y"), "--output-http-track-response")
index = f"tracked-{time.strftime('%Y', time.gmtime())}"
row = gor.row("output-http-elasticsearch")
expect((gor.process.returncode, row.out, row.into), (0, 2 * COUNT, 2 * COUNT), gor.log)
expect(server.count(index), COUNT)
expect(server.count(index, {"term": {"Resp_Status-Code": "404"}}), COUNT // 10)
expect(server.count(index, {"range": {"RTT": {"gt": 0, "lt": 60_000}}}), COUNT)
expect(server.count(index, {"range": {"Timestamp": {"gte": "now-1h"}}}), COUNT)
(hit,) = server.ask(f"/{index}/_search", {"query": {"term": {"Req_URL": "/10?missing=1"}}})["hits"]["hits"]
document = hit["_source"]
expect({name: document[name] for name in ("Req_Method", "Req_User-Agent", "Resp_Status", "Resp_Status-Code", "Resp_Proto", "Resp_Content-Length")},
       {"Req_Method": "GET", "Req_User-Agent": "test", "Resp_Status": "404 Not Found", "Resp_Status-Code": "404", "Resp_Proto": "HTTP/1.1",
        "Resp_Content-Length": "2"})
mapping = server.ask(f"/{index}/_mapping")[index]["mappings"]["properties"]
expect((mapping["Timestamp"]["type"], mapping["RTT"]["type"], mapping["Req_URL"]["type"]), ("date", "double", "keyword"))

# Without responses.
gor = run(*REPLAY, *into("plain"))
expect((gor.row("output-http-elasticsearch").out, server.count("plain")), (COUNT, COUNT), gor.log)

# Documents that the index does not take are counted; the others are there.
server.ask("/strict", {"mappings": {"properties": {"Req_Method": {"type": "integer"}}}}, method="PUT")
gor = run("--input-file", recording + "|10000%", "--input-file-max-wait", "1ms", "--http-allow-url", "^/1", *into("strict"), *PATIENTLY)
row = gor.row("output-http-elasticsearch")
assert row.out == 0 and row.failed == row.into > 0 and "mapper_parsing_exception" in row.line, row.line

# Killed and started again in the middle: each document is there once.
slow = write_recording("slow.gor", [get(f"/slow/{number}") for number in range(600)], gap_ns=10_000_000)
gor = Gor("--input-file", slow, *into("again"), *PATIENTLY, ready="installed the index template")
wait_until(lambda: server.count("again") > 0, "the first documents")
server.kill()
gor.wait_for_line("documents wait")
server.start()
expect(gor.wait(120), 0, "exit code")
expect((gor.row("output-http-elasticsearch").out, server.count("again")), (600, 600), gor.log)
