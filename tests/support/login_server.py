#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server whose answers matter: usage: login_server.py MOST_DELAY_SECONDS SEED

POST /login gives a session cookie, a bearer token (in its JSON) and a ticket for the next request (a header); every later request needs the first
two as they were given, and the ticket that came last. Each answer is late by a random time. Prints its port; GET /stats tells what happened.
"""
import asyncio
import collections
import json
import random
import secrets
import sys

most_delay = float(sys.argv[1])
rng = random.Random(int(sys.argv[2]))
sessions = {}  # cookie -> [bearer, ticket]
stats = collections.Counter()


def answer(status, body=b"", headers=""):
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def login():
    cookie, bearer, ticket = (secrets.token_urlsafe(18) for _ in range(3))
    sessions[cookie] = [bearer, ticket]
    stats["logins"] += 1
    return answer("200 OK", json.dumps({"user": {"name": "A", "token": bearer}}).encode(),
                  f"Set-Cookie: sid={cookie}; Path=/; HttpOnly\r\nX-Next-Ticket: {ticket}\r\nContent-Type: application/json\r\n")


def page(headers):
    cookie = headers.get("cookie", "").partition("sid=")[2].partition(";")[0]
    session = sessions.get(cookie)
    if session is None or headers.get("authorization") != "Bearer " + session[0] or headers.get("x-ticket") != session[1]:
        stats["refused"] += 1
        return answer("401 Unauthorized")
    stats["accepted"] += 1
    session[1] = secrets.token_urlsafe(18)
    return answer("200 OK", b"x" * 100, f"X-Next-Ticket: {session[1]}\r\n")


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines if one)}
            await reader.readexactly(int(headers.get("content-length", 0)))
            if line.startswith("GET /stats "):
                writer.write(answer("200 OK", json.dumps(stats).encode()))
            else:
                reply = login() if line.startswith("POST /login ") else page(headers)
                await asyncio.sleep(rng.uniform(0, most_delay))
                writer.write(reply)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
