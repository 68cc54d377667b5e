#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`gor --help` has every flag of GoReplay, so that its command lines work. Where the list of flags that gor was built from is there, it is
compared too."""
import re

from lib import *

FLAGS = """
copy-buffer-size cpuprofile drain-timeout exit-after http-allow-header http-allow-method http-allow-url http-basic-auth-filter
http-disallow-header http-disallow-url http-header http-header-limiter http-original-host http-param-limiter http-pprof
http-rewrite-header http-rewrite-url http-set-header http-set-param input-dummy input-file input-file-dry-run input-file-loop
input-file-max-wait input-file-read-depth input-http input-kafka-host input-kafka-json-format input-kafka-mechanism
input-kafka-offset input-kafka-password input-kafka-topic input-kafka-use-sasl input-kafka-username input-raw
input-raw-allow-incomplete input-raw-bpf-filter input-raw-buffer-size input-raw-buffer-timeout input-raw-engine input-raw-expire
input-raw-ignore-interface input-raw-monitor input-raw-override-snaplen input-raw-priority input-raw-promisc input-raw-protocol
input-raw-realip-header input-raw-stats input-raw-timestamp-type input-raw-track-response input-raw-vlan input-raw-vlan-vid
input-raw-vxlan-port input-raw-vxlan-vni input-tcp input-tcp-certificate input-tcp-certificate-key input-tcp-secure
kafka-tls-ca-cert kafka-tls-client-cert kafka-tls-client-key memory-limit memprofile middleware output-binary output-binary-debug
output-binary-timeout output-binary-track-response output-binary-workers output-dummy output-file output-file-append
output-file-buffer output-file-flush-interval output-file-max-size-limit output-file-queue-limit output-file-size-limit
output-http output-http-compatibility-mode output-http-debug output-http-elasticsearch output-http-header
output-http-header-filter output-http-header-hash-filter output-http-method output-http-queue-len output-http-redirects
output-http-response-buffer output-http-rewrite-url output-http-skip-verify output-http-stats output-http-stats-ms
output-http-timeout output-http-track-response output-http-url-regexp output-http-worker-timeout output-http-workers
output-http-workers-min output-kafka-host output-kafka-json-format output-kafka-mechanism output-kafka-password output-kafka-topic
output-kafka-use-sasl output-kafka-username output-null output-stdout output-tcp output-tcp-response-buffer output-tcp-secure
output-tcp-skip-verify output-tcp-stats output-tcp-sticky output-tcp-workers output-ws output-ws-skip-verify output-ws-stats
output-ws-sticky output-ws-workers prettify-http recognize-tcp-sessions split-output stats verbose
""".split()
SPEC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/spec/gor.md")

known = set(re.findall(r"--([a-z0-9-]+)", command(BINARY, "--help")))
expect([flag for flag in FLAGS if flag not in known], [], "flags that gor lacks")
if not os.path.exists(SPEC):
    print("the list of flags is not there: not compared")
    sys.exit(0)
with open(SPEC, encoding="utf-8") as file:
    text = file.read()
tables = text[text.index("### 1.1"):text.index("## 2. ")]
cells = [line.split("|")[1] for line in tables.splitlines() if line.startswith("|")]
listed = {flag for cell in cells for flag in re.findall(r"[a-z][a-z0-9]+(?:-[a-z0-9]+)+|cpuprofile|memprofile|verbose|stats|middleware", cell)}
assert len(listed) > 100, listed
expect(sorted(listed - set(FLAGS)), [], "flags of the list that this test lacks")
