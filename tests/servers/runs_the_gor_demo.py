#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The demo of examples/gor-demo without Docker: its pages and its index show the requests, and it leaves nothing."""
from lib import *
import importlib.machinery
import importlib.util
import re

from support import opensearch
from support.browser import Browser

if not opensearch.can_run():
    skip("there is no OpenSearch (tests/fetch-servers)")
if any(accepts(port) for port in (80, 81, 6060, 8082, 9200)):
    skip("the ports of the demo are in use")
DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/gor-demo")
index = opensearch.OpenSearch(9200)  # the demo starts it
PICTURES = os.environ.get("GOR_PICTURES")  # a folder for pictures of the pages


def said():
    with open(path("said"), encoding="utf-8") as file:
        return file.read()


def wait_for(pattern, seconds=150):
    def found_or_over():
        assert demo.poll() is None, f"the demo ended with {demo.returncode}:\n{said()}"
        return re.search(pattern, said())
    return wait_until(found_or_over, f"{pattern!r} in:\n{said()}", seconds)


def look_at_pages():
    for width, dark in ((1280, False), (400, True)):
        for name, port, words in (("side-by-side", 8082, ["answered by both", "GET /products/7", '"149.5"', "500"]),
                                  ("gor", 6060, ["input-raw", "output-http-elasticsearch", "GET /products/{}"])):
            browser = Browser(width, dark=dark)
            browser.open(f"http://127.0.0.1:{port}/")

            def text():
                return browser.evaluate("document.body ? document.body.innerText : ''")

            wait_until(lambda: all(word in text() for word in words), f"{words} in the page {name}: {text()}")
            expect(browser.evaluate("document.documentElement.scrollWidth"), width, f"the width of the page {name}")
            if port == 8082:
                browser.evaluate("document.getElementById('only').click()")
                rows = browser.evaluate("document.querySelectorAll('#rows tr').length")
                different = browser.evaluate("document.querySelectorAll('#rows tr.different').length")
                assert 0 < rows == different, f"{rows} rows, {different} of them different"
            expect(browser.errors, [], "errors of the page")
            if PICTURES:
                browser.picture(f"{PICTURES}/{name}-{width}.png")
            browser.close()


def dashboard():
    loader = importlib.machinery.SourceFileLoader("dashboard", f"{DEMO}/import-dashboard")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("dashboard", loader))
    loader.exec_module(module)
    return module


def ask_as_the_dashboard_does():
    """Each chart's aggregations, nested as the dashboard nests them, find something in the index."""
    for identity, _, _, _, aggregations, _ in dashboard().PANELS:
        query = {}
        metrics = {each["id"]: {each["type"]: each["params"]} for each in aggregations
                   if each["schema"] == "metric" and each["type"] != "count"}
        for each in reversed([each for each in aggregations if each["schema"] != "metric"]):
            parameters = dict(each["params"])
            if each["type"] == "date_histogram":
                parameters["fixed_interval"] = "30s"
                del parameters["interval"]
            if each["type"] == "terms":
                by = parameters.pop("orderBy")
                parameters["order"] = {by if by in metrics else "_count": parameters["order"]}
            query = {each["id"]: {each["type"]: parameters, "aggs": {**metrics, **query}}}
        answer = index.ask("/gor-*/_search?size=0", {"aggs": query})
        assert answer["aggregations"][next(iter(query))]["buckets"], f"{identity}: {answer}"
        expect(answer["_shards"]["failed"], 0, identity)



demo = start([f"{DEMO}/run-local"], stdout=open(path("said"), "w", encoding="utf-8"), stderr=subprocess.STDOUT,
             env={**os.environ, "GOR": BINARY, "TMPDIR": workspace()})
try:
    expect(wait_for(r"answered by both servers: (\d+), differently: (\d+)").groups(), ("200", "18"))
    wait_for("until Ctrl-C")
    look_at_pages()
    count = index.count("gor-*")
    assert count >= 200, count
    ask_as_the_dashboard_does()
finally:
    demo.send_signal(signal.SIGINT)
    expect(demo.wait(60), 0, said())
assert re.search(r"output-http http\S+ +\d+  out \d+", said()), said()
expect([name for name in os.listdir(workspace()) if name != "said"], [], "what the demo left")
expect([port for port in (80, 81, 6060, 8082, 9200) if accepts(port)], [], "servers that still run")
