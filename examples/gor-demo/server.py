#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A small shop, in two versions: b has some faults that the demo makes visible.

usage: server.py a|b [HOST:]PORT
"""
import http.server
import json
import sys
import time
import urllib.parse

PRODUCTS = ["lamp", "chair", "table", "shelf", "carpet", "mirror", "clock", "vase", "sofa", "desk"]


class Shop:
    """What both versions answer: a status and a value for JSON."""

    def product(self, number):
        if not 0 <= number < len(PRODUCTS):
            return 404, {"error": "no such product"}
        return 200, {"id": number, "name": PRODUCTS[number], "price": self.price(number)}

    def price(self, number):
        return 9.5 + 20 * number

    def search(self, word):
        return 200, {"found": [name for name in PRODUCTS if word in name]}

    def order(self, order):
        number, count = order["product"], order["count"]
        return 201, {"order": f"{number}-{count}", "total": count * (9.5 + 20 * number)}


class NextShop(Shop):
    """Version b: one price has another type, searches are slow, and large orders fail."""

    def price(self, number):
        return str(super().price(number)) if number == 7 else super().price(number)

    def search(self, word):
        time.sleep(0.04)
        return super().search(word)

    def order(self, order):
        if order["count"] > 8:
            return 500, {"error": "too many"}
        return super().order(order)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shop = Shop()

    def do_GET(self):  # pylint: disable=invalid-name
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if url.path == "/":
            self._answer(200, {"service": "shop"})
        elif url.path == "/search":
            self._answer(*self.shop.search(query.get("q", [""])[0]))
        elif url.path.startswith("/products/") and url.path[10:].isdecimal():
            self._answer(*self.shop.product(int(url.path[10:])))
        else:
            self._answer(404, {"error": "not found"})

    def do_POST(self):  # pylint: disable=invalid-name
        try:
            order = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self._answer(*self.shop.order(order))
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"error": "not an order"})

    def _answer(self, status, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main():
    version, address = sys.argv[1:]
    host, _, port = address.rpartition(":")
    Handler.shop = {"a": Shop, "b": NextShop}[version]()
    http.server.ThreadingHTTPServer((host, int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
