# SPDX-License-Identifier: Apache-2.0
"""Target 6: reading a capture file of 756,000 packets, beside what tcpdump needs to copy it."""
import resource
import struct
import subprocess

from measure import Row, median, path, run_to_end

_REQUESTS, _CONNECTIONS = 378_000, 100


def frame(source, destination, sequence, acknowledgement, payload, flags=0x18, sender=b"\x7f\0\0\1"):
    """A TCP segment in an Ethernet frame; `flags`: PSH and ACK unless they are given."""
    tcp = struct.pack(">HHIIBBHHH", source, destination, sequence & 0xffffffff, acknowledgement & 0xffffffff, 0x50, flags, 512, 0, 0)
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(payload), 0, 0x4000, 64, 6, 0) + sender + b"\x7f\0\0\1"
    return bytes(12) + b"\x08\0" + ip + tcp + payload


def write_packets(name, packets):
    """A capture file of (time in microseconds, frame); returns the name."""
    with open(name, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for time_us, each in packets:
            file.write(struct.pack("<IIII", 1_700_000_000 + time_us // 1_000_000, time_us % 1_000_000, len(each), len(each)) + each)
    return name


def write_capture(name, requests):
    """Keep-alive connections that take turns, a request and its response each time; returns the name."""
    return write_packets(name, _exchanges(requests))


def _exchanges(requests):
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    positions = [[1000 * number, 5000 * number] for number in range(_CONNECTIONS)]
    for number in range(requests):
        state = positions[number % _CONNECTIONS]
        port = 20000 + number % _CONNECTIONS
        request = b"GET /%08d HTTP/1.1\r\nHost: example.com\r\nUser-Agent: bench/1.0\r\n\r\n" % number
        yield number * 20, frame(port, 80, state[0], state[1], request)
        yield number * 20 + 5, frame(80, port, state[1], state[0] + len(request), response)
        state[0] += len(request)
        state[1] += len(response)


def _tcpdump_cpu(name):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["tcpdump", "-r", name, "-Z", "root", "-w", "/dev/null"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rows(options):
    capture = path("requests.pcap")
    write_capture(capture, _REQUESTS)
    base = median([_tcpdump_cpu(capture) for _ in range(options.rounds)])
    row = Row(6, f"capture file, {2 * _REQUESTS:,} packets (tcpdump -r -w: {base:.2f} s)", "all, <= 2 x tcpdump")
    for name, binary in options.programs.items():
        results = [run_to_end(binary, "--input-raw", f"{capture}:80", "--input-raw-engine", "pcap_file", "--output-null")
                   for _ in range(options.rounds)]
        cpu = median([result.cpu for result in results])
        found = min((result.captured or 0) for result in results)
        row.cells[name] = f"{found:,} of {_REQUESTS:,}, {cpu:.2f} s = {cpu / base:.1f} x tcpdump"
        row.values[name] = {"found": found, "cpu": cpu, "ratio": cpu / base}
        if row.reached is None:
            row.reached = found == _REQUESTS and cpu <= 2 * base
    yield row
