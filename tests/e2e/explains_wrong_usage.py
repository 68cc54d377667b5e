#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Bad usage: exit code 2, one line on stderr that says what and helps, and nothing is started."""
from lib import *

out = path("never.gor")
recording = write_recording("recording.gor", [get("/")])
good = ["--input-dummy", "x", "--output-file", out]
for flags, words in (
    ([], ["input", "output"]),
    (["--input-dummy", "x"], ["output"]),
    ([*good, "--output-htp", "http://a"], ["output-htp", "output-http"]),
    ([*good, "--output-http"], ["output-http"]),
    ([*good, "--output-http", "--output-http-timeout", "10s"], ["output-http"]),
    ([*good, "--output-http-timeout", "10"], ["output-http-timeout", "10"]),
    ([*good, "--copy-buffer-size", "much"], ["copy-buffer-size", "much"]),
    ([*good, "--output-http-timeout", "0"], ["output-http-timeout", "0", "over 0"]),
    ([*good, "--output-http", "http://a|150%"], ["output-http", "150%", "100%"]),
    ([*good, "--output-http", "ftp://a"], ["output-http", "ftp://a"]),
    ([*good, "--output-http", "http://"], ["output-http"]),
    ([*good, "--input-raw", "80"], ["input-raw", "80"]),
    ([*good, "--output-http-workers", "many"], ["output-http-workers", "many"]),
    ([*good, "word"], ["word"]),
    ([*good, "--input-raw", "dump.pcap", "--input-raw-engine", "pcap_file", "--input-raw-threads", "3"], ["input-raw-threads", "interfaces"]),
    ([*good, "--input-raw-priority", "-21"], ["input-raw-priority", "-21", "-20 to 19"]),
    ([*good, "--output-file", "s3://bucket"], ["output-file", "s3://bucket", "s3://bucket/key"]),
    ([*good, "--output-file-size-limit", "0"], ["output-file-size-limit", "'0'", "size"]),
    (["--input-dummy", "x", "--input-file-dry-run"], ["input-file-dry-run", "--input-file"]),
    ([*good, "--stats=perhaps"], ["stats", "perhaps"]),
    ([*good, "--http-allow-url", "/api("], ["http-allow-url", "'/api('", "character 6", "missing )"]),
    ([*good, "--http-allow-header", "Host"], ["http-allow-header", "'Host'", "character 5", "':' is missing"]),
    ([*good, "--http-header-limiter", "A:150%"], ["http-header-limiter", "A:150%", "character 3", "100%"]),
    ([*good, "--input-tcp", ":0", "--input-tcp-ca", "nowhere"], ["input-tcp", "--input-tcp-certificate"]),
    ([*good, "--input-http", ":0", "--input-http-certificate-key", "nowhere"], ["input-http", "--input-http-certificate"]),
    ([*good, "--input-ws", ":0", "--input-ws-certificate-key", "nowhere"], ["input-ws", "--input-ws-certificate"]),
    ([*good, "--output-tcp", "h:1", "--output-tcp-certificate-key", "nowhere"], ["output-tcp-certificate-key", "--output-tcp-certificate"]),
    ([*good, "--output-tcp", "h:1", "--output-tcp-ca", "nowhere", "--output-tcp-skip-verify"], ["output-tcp-ca", "output-tcp-skip-verify"]),
    (["--input-file", recording, "--output-file", recording, "--output-file-append"], ["recording.gor", "same file"]),
    (["--input-file", path("*.gor"), "--output-file", recording, "--output-file-append"], ["recording.gor", "same file"]),
    ([*good, "--output-http", "http://me:a/S3CRET@h/"], ["output-http"]),
    ([*good, "--config", path("nowhere.toml")], ["nowhere.toml"]),
    ([*good, "--output-kafka-host", "h:1"], ["output-kafka-host", "--output-kafka-topic"]),
    ([*good, "--output-kafka-topic", "t"], ["output-kafka-topic", "--output-kafka-host"]),
    ([*good, "--output-kafka-key", "id"], ["output-kafka-key", "--output-kafka-host"]),
    ([*good, "--input-kafka-group", "g"], ["input-kafka-group", "--input-kafka-host"]),
    ([*good, "--kafka-option", "a=b"], ["kafka-option", "--output-kafka-host", "--input-kafka-host"]),
    ([*good, "--kafka-tls-client-key", "k"], ["kafka-tls-client-key", "--kafka-tls-client-cert"]),
    ([*good, "--output-kafka-host", "h:1", "--output-kafka-topic", "t", "--kafka-option", "no.such=S3CRET"], ["kafka-option", "no.such"]),
    ([*good, "--output-kafka-host", "me:S3CRET@h", "--output-kafka-topic", "t"], ["output-kafka-host", "--output-kafka-username"]),
    ([*good, "--output-kafka-host", "h", "--output-kafka-topic", "t", "--output-kafka-password", "S3CRET"], ["--output-kafka-use-sasl"]),
    ([*good, "--input-kafka-host", "h", "--input-kafka-topic", "t", "--input-kafka-offset", "-1|50%"], ["input-kafka-offset", "offset"]),
    ([*good, "--input-kafka-host", "h", "--input-kafka-topic", "t", "--input-kafka-group", "g", "--input-kafka-offset", "5"], ["group"]),
    ([*good, "--input-kafka-host", "h", "--input-kafka-topic", "t", "--output-kafka-host", "h", "--output-kafka-topic", "t"], ["again"]),
    ([*good, "--output-http-elasticsearch", "http://me:S3CRET@h:9200"], ["output-http-elasticsearch", "index"]),
    ([*good, "--elasticsearch-body", "1kb"], ["elasticsearch-body", "--output-http-elasticsearch"]),
):
    gor = run(*flags)
    expect(gor.process.returncode, 2, f"exit code of {flags} ({gor.log})")
    expect(len(gor.log.splitlines()), 1, f"lines of stderr of {flags} ({gor.log})")
    assert "S3CRET" not in gor.log, gor.log
    for word in words:
        assert word in gor.log, f"{word!r} is missing in {gor.log!r}"
    assert not os.path.exists(out) and not os.path.exists(path("never_0.gor")), f"{flags} made a file"
