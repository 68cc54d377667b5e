# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven through its DevTools protocol: loads a page, evaluates expressions in it, takes pictures."""
import base64
import json
import os
import re
import shutil
import socket
import struct
import tempfile
import urllib.request

from .process import start, wait_until


class Browser:
    """One page of the given size. Keeps errors of the page's scripts in `errors`."""

    @staticmethod
    def is_there():
        return shutil.which("chromium") is not None

    def __init__(self, width=1280, height=1000, dark=False):
        self.errors = []
        self._calls = 0
        profile = tempfile.mkdtemp(prefix="gor-test-")
        self._process = start(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
                               "--remote-debugging-port=0", "--remote-allow-origins=*", "about:blank"], stdout=-3, stderr=-3)
        port_file = os.path.join(profile, "DevToolsActivePort")
        wait_until(lambda: os.path.exists(port_file) and "\n" in open(port_file, encoding="ascii").read(), "Chromium")
        port = int(open(port_file, encoding="ascii").readline())
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=30) as answer:
            page = next(page for page in json.load(answer) if page["type"] == "page")
        self._connect(port, re.sub(r"^ws://[^/]*", "", page["webSocketDebuggerUrl"]))
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")
        self._width = width
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._profile = profile

    def open(self, url):
        self._call("Page.navigate", url=url)

    def evaluate(self, expression):
        result = self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"]
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def picture(self, path):
        """Writes a PNG of the complete page."""
        height = self.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": self._width, "height": height, "scale": 1}
        shot = self._call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["result"]["data"]))

    def close(self):
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _connect(self, port, target):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self._stream = self._socket.makefile("rb")
        while self._stream.readline() != b"\r\n":
            pass

    def _call(self, method, **parameters):
        self._calls += 1
        data = json.dumps({"id": self._calls, "method": method, "params": parameters}).encode()
        size = struct.pack("!B", 0x80 | len(data)) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
        self._socket.sendall(b"\x81" + size + bytes(4) + data)
        while True:
            message = json.loads(self._read_frame())
            if message.get("id") == self._calls:
                return message
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.errors.append(message["params"])

    def _read_frame(self):
        size = self._stream.read(2)[1] & 0x7f
        if size >= 126:
            size = int.from_bytes(self._stream.read(2 if size == 126 else 8), "big")
        return self._stream.read(size)
