# SPDX-License-Identifier: Apache-2.0
"""Target 17: what filters and rewrites cost a request, in CPU of the whole process: ten of each kind at a time, and one of each kind together."""
from measure import Row, median, path, run_to_end

_RECORDS = 200_000
_HEAD = ("GET /api/v{0}/users/{1}/orders/{2}?page={0}&user_id={1}&sort=asc HTTP/1.1\r\nHost: shop.example.com\r\n"
         "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\nAccept: text/html,application/json\r\n"
         "Accept-Encoding: gzip, deflate\r\nAccept-Language: en-GB\r\nCookie: session={2:032x}; lang=en\r\n"
         "X-Forwarded-For: 10.0.0.{1}\r\nAuthorization: Basic Y3VzdG9tZXIxOnNlY3JldA==\r\nConnection: keep-alive\r\n\r\n")

# None of them drops a request. Of ten rewrites one matches.
_KINDS = {
    "http-allow-method": ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PURGE", "LINK", "GET"],
    "http-allow-url": [*(f"^/none{n}/.*" for n in range(9)), "^/api/"],
    "http-disallow-url": [f"/admin{n}/[a-z]+$" for n in range(10)],
    "http-allow-header": [f"User-Agent:{word}" for word in "X11 Linux x86 Apple WebKit 5.0 537 [0-9]+ \\(.*\\) ^Moz".split()],
    "http-disallow-header": [f"User-Agent:bot{n}" for n in range(10)],
    "http-basic-auth-filter": [f"^customer[0-9]{{1,{n + 1}}}:" for n in range(10)],
    "http-header-limiter": [*(f"X-None-{n}:50%" for n in range(5)), *["Host:100%"] * 5],
    "http-param-limiter": [*(f"none{n}:50%" for n in range(5)), *["user_id:100%"] * 5],
    "http-set-header": [f"X-Replayed-{n}: yes" for n in range(10)],
    "http-set-param": [f"param{n}=value" for n in range(10)],
    "http-rewrite-url": [*(f"/none{n}/([^/]*)/:/x/$1/" for n in range(9)), "/api/v1/:/api/v2/"],
    "http-rewrite-header": [*(f"Cookie: user{n}=([a-z]+),user{n}=$1" for n in range(9)), "Cookie: lang=([a-z]+),lang=x-$1"],
}


def _write(name):
    with open(name, "wb") as file:
        for number in range(_RECORDS):
            head = _HEAD.format(number % 3, number % 250, number)
            file.write(f"1 {number:024x} {1_700_000_000_000_000_000 + number} 0\n{head}\n🐵🙈🙉\n".encode())


def rows(options):
    recording = path("rules.gor")
    _write(recording)
    row = Row(17, "filters and rewrites: worst kind, ten of it; one of each kind", "< 1.5 us a request")
    for name, binary in options.programs.items():
        def cpu_us(*flags, program=binary):
            results = [run_to_end(program, "--input-file", recording + "|100000000%", "--output-null", *flags) for _ in range(options.rounds)]
            return median([result.cpu for result in results]) / _RECORDS * 1e6

        without = cpu_us()
        ten = {kind: cpu_us(*(word for value in values for word in ("--" + kind, value))) - without for kind, values in _KINDS.items()}
        each = cpu_us(*(word for kind, values in _KINDS.items() for word in ("--" + kind, values[-1]))) - without
        worst = max(ten, key=ten.get)
        row.cells[name] = f"{ten[worst]:.2f} us ({worst}); {each:.2f} us"
        row.values[name] = {"without": without, "ten": ten, "each": each}
        if row.reached is None:
            row.reached = max(ten[worst], each) < 1.5
    yield row
