#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of --admin, in a real browser while traffic flows: it shows stations, losses, latencies and routes, and no secret."""
from lib import *
import re

from support.browser import Browser

if not Browser.is_there():
    skip("there is no chromium")

ADMIN = Admin()


def answer(request):
    return b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n" if b"/cart" in request.target else OK


target = Recorder(answer)
dead = f"http://me:s3cret@127.0.0.1:{free_port()}"
requests = [get(f"/users/{number}/<b>?q=s3cret") if number % 3 else get(f"/cart/{number}") for number in range(3000)]
gor = Gor("--input-file", write_recording("x.gor", requests, gap_ns=10_000_000), "--output-http", target.url, "--output-http", dead,
          "--http-set-header", "Authorization: s3cret", "--admin", ADMIN.address)
ADMIN.wait()
for width, dark in ((1280, False), (400, True)):
    browser = Browser(width, dark=dark)
    browser.open(f"http://{ADMIN.address}/")

    def text():
        return browser.evaluate("document.body ? document.body.innerText : ''")

    wait_until(lambda: re.search(r"2xx \d+.*5xx \d+", text(), re.DOTALL), f"the statuses in {text()}")
    wait_until(lambda: "GET /users/{}/{}" in text() and "GET /cart/{}" in text(), f"the routes in {text()}")
    wait_until(lambda: re.search(r"failed .*\(connect\)", text()), f"the failures in {text()}")
    shown = text()
    for words in ("input-file", "output-http", target.url, "Latency of responses", "Memory"):
        assert words in shown, f"{words!r} is not in {shown}"
    expect(browser.evaluate("document.documentElement.scrollWidth"), width, "the page's width: nothing is cut off")
    lines = "[...document.querySelectorAll('#charts path')].filter(path => path.getAttribute('d').length > 20).length"
    wait_until(lambda: browser.evaluate(lines) >= 6, "six lines in the charts")
    assert "s3cret" not in browser.evaluate("document.documentElement.outerHTML"), "a secret is in the page"
    background = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    expect(background, "rgb(16, 19, 23)" if dark else "rgb(244, 245, 247)", "the colour scheme")
    wait_until(lambda: "trouble" in text() and "down for" in text(), f"the output that is down in {text()}")
    expect(browser.errors, [], "errors of the page")
    browser.close()
expect(gor.stop(), 0, "exit code")
