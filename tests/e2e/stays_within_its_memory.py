#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever is flooded, the resident size stays under --memory-limit plus 60 MB: tiny segments in descending order, a million half-open
connections, endless response heads, silent targets with large uploads, a thousand recordings."""
from lib import *
import struct

LIMIT_MB = 64
MOST_MB = LIMIT_MB + 60
SCALE = 10 if SLOW else 1


def segment(source, port, sequence, flags, payload=b""):
    tcp = struct.pack("!HHIIBBHHH", port, 80, sequence & 0xffffffff, 1, 5 << 4, flags, 65535, 0, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp) + len(payload), 0, 0, 64, 6, 0, source, bytes([10, 0, 0, 1]))
    return ip + tcp + payload


def capture_file(name, packets):
    with open(path(name), "wb", buffering=1 << 20) as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))  # LINKTYPE_RAW
        for number, packet in enumerate(packets):
            file.write(struct.pack("<IIII", 1_700_000_000, number % 1_000_000, len(packet), len(packet)) + packet)
    return path(name)


def check(what, gor):
    peak = gor.usage.ru_maxrss // 1024
    assert SLOW or peak < MOST_MB, f"{what}: {peak} MB resident\n{gor.log}"


def read_capture(what, packets):
    gor = run("--input-raw", f"{capture_file('flood.pcap', packets)}:80", "--output-null", "--memory-limit", f"{LIMIT_MB}mb")
    expect(gor.process.returncode, 0, f"exit code of {what} ({gor.log})")
    check(what, gor)


def host(number):
    return bytes([10, 1 + (number >> 16), (number >> 8) & 255, number & 255])


# Generators: what this process holds when it starts gor counts as gor's.
def tiny_segments():
    client = host(0)
    yield segment(client, 40000, 999, 2)
    for i in range(1_000_000 // SCALE):
        yield segment(client, 40000, 10_000_000 - i, 16, b"x")


unfinished = b"POST / HTTP/1.1\r\nContent-Length: 99999\r\n\r\n" + b"x" * 2000
read_capture("tiny segments", tiny_segments())
read_capture("half-open connections", (segment(host(i), 40000, i, 2) for i in range(1_000_000 // SCALE)))
read_capture("unfinished requests", (segment(host(i), 40000, i, 16, unfinished) for i in range(200_000 // SCALE)))


def replay(what, target, requests, *flags):
    gor = Gor("--input-file", requests, "--output-http", target, "--memory-limit", f"{LIMIT_MB}mb", "--output-http-workers", "256", *flags)
    gor.wait()
    check(what, gor)


def endless_head(connection):
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(10_000):
        connection.sendall(b"X-More: " + b"x" * 16_384 + b"\r\n")


def silent(connection):
    time.sleep(60)


replay("endless heads", Rogue(endless_head).url, write_recording("small.gor", (get(f"/{i}") for i in range(2000 // SCALE))),
       "--output-http-timeout", "3s")
replay("uploads to a silent target", Rogue(silent).url, write_recording("large.gor", (post("/", b"x" * 5_000_000) for _ in range(60 // SCALE))),
       "--output-http-timeout", "200ms")

for number in range(1000):
    with open(path(f"set_{number}.gor"), "wb") as file:
        for i in range(20):
            file.write(record(1, f"{number:012x}{i:012x}", 1_700_000_000_000_000_000 + number * 1000 + i, post("/", b"x" * 5_000)))
gor = run("--input-file", path("set.gor"), "--output-null", "--memory-limit", f"{LIMIT_MB}mb")
expect(gor.row("input-file").out, 20_000, f"records of the set ({gor.log})")
check("a thousand recordings", gor)
