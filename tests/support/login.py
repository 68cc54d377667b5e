# SPDX-License-Identifier: Apache-2.0
"""Servers that give out tokens (login_server.py), and clients that use them as they should."""
import asyncio
import json
import os
import random
import subprocess
import urllib.request

from .process import start

_SERVER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "login_server.py")


class LoginServer:
    def __init__(self, most_delay, seed):
        self.process = start([_SERVER, most_delay, seed], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"

    def stats(self):
        """(logins, accepted, refused)"""
        with urllib.request.urlopen(self.url + "/stats") as page:
            counts = json.load(page)
        return tuple(counts.get(name, 0) for name in ("logins", "accepted", "refused"))

    def stop(self):
        self.process.kill()
        self.process.wait()


def use_sessions(port, sessions, requests, seed=1):
    """So many clients at once, each over a connection of its own: a login and then requests, one after the other. Raises if any is refused."""
    asyncio.run(_use_all(port, sessions, requests, random.Random(seed)))


async def _use_all(port, sessions, requests, rng):
    await asyncio.gather(*(_use(port, requests, rng.uniform(0, 0.5)) for _ in range(sessions)))


async def _use(port, requests, begin):
    await asyncio.sleep(begin)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head, body = await _ask(reader, writer, "POST /login HTTP/1.1\r\nHost: shop\r\nContent-Length: 6\r\n\r\nuser=A")
    cookie = head["set-cookie"].partition("sid=")[2].partition(";")[0]
    token = json.loads(body)["user"]["token"]
    for number in range(requests - 1):
        head, _ = await _ask(reader, writer, f"GET /page/{number} HTTP/1.1\r\nHost: shop\r\nCookie: theme=dark; sid={cookie}\r\n"
                                             f"Authorization: Bearer {token}\r\nX-Ticket: {head['x-next-ticket']}\r\n\r\n")
    writer.close()


async def _ask(reader, writer, request):
    writer.write(request.encode())
    line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    assert " 200 " in line, f"the original server says {line}"
    headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines if one)}
    return headers, await reader.readexactly(int(headers["content-length"]))
