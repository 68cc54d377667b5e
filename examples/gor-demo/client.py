#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Customers of the shop: a repeating mix of requests over one keep-alive connection.

usage: client.py HOST PORT NUMBER PER_SECOND     (NUMBER 0: without end)
"""
import http.client
import itertools
import json
import sys
import time

WORDS = ["a", "lamp", "ch", "nothing"]


def request(number):
    """Method, target and body of a request of the mix."""
    kind = number % 10
    if kind < 5:
        return "GET", f"/products/{number // 2 % 10}", None
    if kind < 7:
        return "GET", f"/search?q={WORDS[number % 4]}", None
    if kind < 9:
        return "POST", "/orders", json.dumps({"product": number % 10, "count": number // 10 % 10 + 1})
    return "GET", "/" if number % 20 == 9 else f"/missing/{number}", None


def send(host, port, number, per_second=50.0):
    connection = http.client.HTTPConnection(host, port, timeout=30)
    for count in range(number) if number else itertools.count():
        method, target, body = request(count)
        connection.request(method, target, body, {"Content-Type": "application/json"} if body else {})
        connection.getresponse().read()
        time.sleep(1 / per_second)
    connection.close()


def main():
    host, port, number, per_second = sys.argv[1:]
    send(host, int(port), int(number), float(per_second))


if __name__ == "__main__":
    main()
