#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Clients log in, and send the tokens that they were given. A replay is given other tokens, and perhaps later than the clients were: with
--causal the requests wait for them, and a middleware can put them in. GOR_FULL=1: 500 sessions of 20 requests, with answers up to 2 s late."""
from lib import *

from support.login import LoginServer, use_sessions

FULL = os.environ.get("GOR_FULL") == "1"
SESSIONS, REQUESTS, DELAY = (500, 20, 2.0) if FULL else (40, 8, 0.3)
PAGES = SESSIONS * (REQUESTS - 1)
recording = path("sessions.gor")

original = LoginServer(DELAY, seed=1)
gor = capture(original, "--input-raw-track-response", "--output-file", recording, "--output-file-append")
use_sessions(original.port, SESSIONS, REQUESTS)
expect(gor.stop(), 0, "exit code of the recording")
expect(original.stats(), (SESSIONS, PAGES, 0), "logins, accepted, refused of the original server")
expect(len(records(recording)), 2 * SESSIONS * REQUESTS, "records")
original.stop()

TOKENS = """#!/usr/bin/env python3
import binascii, re, sys
PLACES = [re.compile(place, re.I) for place in (rb'set-cookie: sid=([^;\\r]+)', rb'x-next-ticket: ([^\\r]+)', rb'"token": "([^"]+)"')]
original, replayed = {}, {}
def values(payload):
    return [match and match[1] for match in (place.search(payload) for place in PLACES)]
for line in sys.stdin.buffer:
    meta, _, payload = binascii.unhexlify(line.strip()).partition(b'\\n')
    kind, identifier = meta.split(b' ')[:2]
    if kind == b'1':
        payload = re.sub(rb'[A-Za-z0-9_-]{24}', lambda match: replayed.get(match[0], match[0]), payload)
    elif kind == b'2':
        original[identifier] = values(payload)
    else:
        replayed.update((old, new) for old, new in zip(original.pop(identifier, []), values(payload)) if old and new)
    sys.stdout.buffer.write(binascii.hexlify(meta + b'\\n' + payload) + b'\\n')
    sys.stdout.buffer.flush()
"""
with open(path("tokens.py"), "w") as file:
    file.write(TOKENS)
os.chmod(path("tokens.py"), 0o755)
MIDDLEWARE = ("--middleware", path("tokens.py"), "--output-http-track-response")


def replay(what, *flags, speed=100):
    """Against a server that knows nobody yet: (how many of the pages it refused, the gor)."""
    server = LoginServer(DELAY, seed=2)
    began = time.monotonic()
    gor = run("--input-file", f"{recording}|{speed}%", "--output-http", server.url, "--output-http-response-buffer", "64KB", *PATIENTLY, *flags, seconds=300)
    expect(gor.process.returncode, 0, f"exit code: {gor.log}")
    logins, accepted, refused = server.stats()
    server.stop()
    expect((logins, accepted + refused), (SESSIONS, PAGES), f"what has come, {what}: {gor.log}")
    print(f"{what}, {speed} %: {accepted} of {PAGES} accepted in {time.monotonic() - began:.1f} s")
    return refused, gor


refused, gor = replay("as it was recorded")
expect(refused, PAGES, "refused where nobody puts tokens in")
refused, gor = replay("a middleware", *MIDDLEWARE)
assert refused > PAGES / 2, f"{refused} of {PAGES} refused without causal order: the test shows nothing"
for speed in (100, 500):
    refused, gor = replay("a middleware and --causal", "--causal", *MIDDLEWARE, speed=speed)
    expect(refused, 0, f"refused at {speed} %: {gor.log}")
    expect(gor.row("causal order").into, 3 * SESSIONS * REQUESTS)
    expect(gor.row("causal order").metric("overdue"), 0, "requests that nobody waited for")

# Other ways to tell sessions apart. The login has no cookie; its recorded response says who has logged in.
refused, gor = replay("--session-key", "--causal", "--session-key", "cookie:sid", *MIDDLEWARE, speed=500)
expect(refused, 0, f"refused by cookie: {gor.log}")

# Without a program: by rules that say where the values are, and by none.
RULES = ("--correlate", "set-cookie:sid", "--correlate", "json:$.user.token -> header:Authorization", "--correlate", "header:X-Next-Ticket -> header:X-Ticket")
for flags in RULES, ("--correlate", "auto"):
    for speed in (100, 500):
        refused, gor = replay("--correlate " + flags[1], *flags, speed=speed)
        expect(refused, 0, f"refused at {speed} %: {gor.log}")
        expect(gor.row("correlation of output-http").metric("rewritten"), PAGES)
for rule in ("set-cookie:sid -> cookie:sid", "json:$..token -> header:Authorization", RULES[5]):
    assert f"--correlate '{rule}'" in gor.log, f"auto does not tell that it does {rule}: {gor.log}"


# Live: what the clients do with the original server is replayed while they do it, over more connections than one.
original, replayed = LoginServer(DELAY / 3, seed=3), LoginServer(DELAY, seed=4)
gor = capture(original, "--input-raw-track-response", "--output-http", replayed.url, "--correlate", "auto", "--session-key", "cookie:sid")
use_sessions(original.port, SESSIONS, REQUESTS)
expect(original.stats(), (SESSIONS, PAGES, 0), "logins, accepted, refused of the original server")
wait_until(lambda: sum(replayed.stats()) == SESSIONS + PAGES, "all of it replayed", 120)
expect(gor.stop(), 0, "exit code")
expect(replayed.stats(), (SESSIONS, PAGES, 0), f"logins, accepted, refused of the replay: {gor.log}")
