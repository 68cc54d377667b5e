# SPDX-License-Identifier: Apache-2.0
"""nginx with a configuration of its own in the workspace; it logs each request with its raw head and body."""
import collections
import os
import re
import signal
import subprocess

from .process import accepts, free_port, path, start, wait_until

_ECHO_MODULE = "/usr/lib/nginx/modules/ngx_http_echo_module.so"

_CONFIG = """
load_module {module};
daemon off;
master_process {master};
worker_processes 1;
pid {prefix}/nginx.pid;
error_log {prefix}/error.log;
events {{ worker_connections 4096; }}
http {{
  log_format whole escape=json '$echo_client_request_headers|$request_body';
  access_log {log};
  client_body_temp_path {prefix}/body;
  client_body_buffer_size 1m;
  client_max_body_size 0;
  client_header_buffer_size 4k;
  large_client_header_buffers 8 64k;
  keepalive_requests 1000000000;
  server {{
    listen {listen} reuseport backlog=4096;
    location / {{ {location} }}
  }}
  {more}
}}
"""
# Reads the body and answers 200, whatever the method.
_ANSWER = 'echo_read_request_body; echo -n "ok";'
# The head lines that gor changes on purpose: the log has them as JSON strings, their line ends as \\r\\n.
_CHANGED = re.compile(rb"\\r\\n(Host|Expect):[^\\]*(?=\\r\\n)", re.IGNORECASE)


class Nginx:
    def __init__(self, name="nginx", host="127.0.0.1", location=_ANSWER, log=True, port=None, more=""):
        self.host, self.port = host, port or free_port(host)
        self.prefix = path(f"{name}-{self.port}")
        os.makedirs(self.prefix, exist_ok=True)
        self.log = os.path.join(self.prefix, "access.log")
        address = f"[{host}]" if ":" in host else host
        self.address = f"{address}:{self.port}"
        self.url = f"http://{self.address}"
        self._config = os.path.join(self.prefix, "nginx.conf")
        with open(self._config, "w", encoding="ascii") as config:
            config.write(_CONFIG.format(module=_ECHO_MODULE, prefix=self.prefix, listen=self.address, master="off",
                                        log=f"{self.log} whole" if log else "off", location=location, more=more))
        self.start()

    def start(self):
        command = ["nginx", "-p", self.prefix, "-c", self._config]
        self.process = start(command, stderr=subprocess.DEVNULL)
        wait_until(lambda: accepts(self.port, self.host), f"nginx on {self.address}")

    def stop(self, with_signal=signal.SIGQUIT):
        self.process.send_signal(with_signal)
        self.process.wait(20)

    def kill(self):
        self.stop(signal.SIGKILL)

    def requests(self):
        """What it got: each request's head and body but for the lines that gor changes, and how often."""
        with open(self.log, "rb") as log:
            return collections.Counter(_CHANGED.sub(b"", line) for line in log)

    def count(self):
        with open(self.log, "rb") as log:
            return sum(1 for _ in log)
