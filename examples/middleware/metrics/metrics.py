#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prometheus metrics of a replay, and a session cookie that is kept up to date, with the packages gor and prometheus_client (pip install).

    metrics.py [--port 9100] [--token-cookie NAME]

Serves http://127.0.0.1:9100/metrics: the histogram responses_latency (seconds, of replayed responses) by http_method, http_path and
http_status. With a cookie it also does what it counts: observe_token_value, a replayed response has brought a new value of it, and
get_token_value, a request has got the value of the replay in place of the recorded one. Needs --output-http-track-response; for the cookie
recorded responses, and --causal, so that the new value is there before the request that needs it.
"""
import argparse
import collections
import re

from gor.middleware import AsyncioGor
from prometheus_client import Counter, Histogram, start_http_server

MOST_WAITING = 100_000  # requests whose replayed response has not come
MOST_PATHS = 1_000      # each is a time series, further ones are one together

LATENCY = Histogram("responses_latency", "Of replayed responses, in seconds.", ["http_method", "http_path", "http_status"])
OBSERVED = Counter("observe_token_value", "New values of the token that replayed responses have brought.")
GOT = Counter("get_token_value", "Requests whose token was replaced.")


class Bounded(collections.OrderedDict):
    """Forgets what came first."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > MOST_WAITING:
            self.popitem(last=False)


class Tokens:
    def __init__(self, cookie):
        self.cookie = cookie
        self.original = Bounded()  # id -> the value in the original response
        self.replayed = Bounded()  # an original value -> the one to send

    def value_in(self, response):
        found = re.search(rf"^set-cookie: *{re.escape(self.cookie)}=([^;\r\n]*)", response, re.IGNORECASE | re.MULTILINE)
        return found and found[1]

    def observe_token_value(self, original, replayed):
        if original and replayed and self.replayed.get(original) != replayed:
            self.replayed[original] = replayed
            OBSERVED.inc()

    def get_token_value(self, original):
        value = self.replayed.get(original)
        if value:
            GOT.inc()
        return value


waiting = Bounded()  # id -> (method, path)
paths = set()


def on_request(proxy, msg, tokens):
    path = proxy.http_path(msg.http).partition("?")[0]
    if len(paths) < MOST_PATHS:
        paths.add(path)
    waiting[msg.id] = (proxy.http_method(msg.http), path if path in paths else "other")
    if tokens.cookie and proxy.http_header(msg.http, "Cookie"):
        value = tokens.get_token_value(proxy.http_cookie(msg.http, tokens.cookie))
        if value:
            msg.http = proxy.set_http_cookie(msg.http, tokens.cookie, value)
    return msg


def on_response(proxy, msg, tokens):
    if tokens.cookie:
        value = tokens.value_in(msg.http)
        if value:
            tokens.original[msg.id] = value


def on_replay(proxy, msg, tokens):
    if msg.id in waiting:
        method, path = waiting.pop(msg.id)
        LATENCY.labels(method, path, proxy.http_status(msg.http)).observe(int(msg.meta[3]) / 1e9)
    if tokens.cookie:
        tokens.observe_token_value(tokens.original.pop(msg.id, None), tokens.value_in(msg.http))


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=9100)
parser.add_argument("--token-cookie", metavar="NAME")
options = parser.parse_args()
start_http_server(options.port, "127.0.0.1")
gor = AsyncioGor()
tokens = Tokens(options.token_cookie)
for channel, callback in (("request", on_request), ("response", on_response), ("replay", on_replay)):
    gor.on(channel, callback, tokens=tokens)
gor.run()
