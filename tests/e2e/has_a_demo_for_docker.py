#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Docker side of examples/gor-demo: the composition is valid, its names fit gor's flags, and the dashboard is imported and checked."""
from lib import *
import http.server
import json
import re
import shutil

DEMO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/gor-demo")


class Dashboards(http.server.BaseHTTPRequestHandler):
    """The part of the API of OpenSearch Dashboards that an import needs, as its documentation describes it."""
    objects = {}
    loses = ()

    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["osd-xsrf"] and self.headers["kbn-xsrf"], self.headers
        if self.path == "/api/saved_objects/_import?overwrite=true":
            boundary = self.headers["Content-Type"].partition("boundary=")[2].encode()
            part = body.split(b"--" + boundary)[1].partition(b"\r\n\r\n")[2]
            objects = [json.loads(line) for line in part.decode().split("\n") if line.strip()]
            self.objects.update({(each["type"], each["id"]): each for each in objects if each["id"] not in self.loses})
            self._answer(200, {"success": True, "successCount": len(objects)})
        elif "objects" not in (wanted := json.loads(body)):
            self._answer(400, {"message": "nothing to export"})
        else:
            found = self._with_references([(each["type"], each["id"]) for each in wanted["objects"]])
            self._answer(200, *[self.objects[key] for key in found if key in self.objects],
                         {"exportedCount": len(found), "missingReferences": [key for key in found if key not in self.objects]})

    def _with_references(self, keys):
        for key in keys:
            keys += [ref for ref in ((each["type"], each["id"]) for each in self.objects.get(key, {}).get("references", [])) if ref not in keys]
        return keys

    def _answer(self, status, *values):
        body = "\n".join(json.dumps(value) for value in values).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def compose(*words, profile):
    return command("docker-compose", *words, cwd=f"{DEMO}/docker", env={**os.environ, "COMPOSE_PROFILES": profile})


def check_composition():
    for profile in ("opensearch", "elasticsearch"):
        services = set(compose("config", "--services", profile=profile).split())
        assert {"server-a", "server-b", "gor", "side-by-side", "client", profile} <= services, services
        compose("config", "--quiet", profile=profile)
    config = compose("config", profile="opensearch")
    with open(f"{DEMO}/gor.toml", encoding="utf-8") as file:
        hosts = re.findall(r'output-http = \["http://([^:/]+)', file.read())
    hosts += re.findall(r"--output-http-elasticsearch\s+- http://([^:/]+)", config)
    expect(hosts, ["server-b", "search"], "hosts that gor sends to")
    for host in hosts:
        assert f"  {host}:\n" in config or f"- {host}\n" in config, f"{host} of gor.toml is no name of the composition:\n{config}"
    assert os.path.exists(f"{DEMO}/../../packaging/docker/Dockerfile")


def check_import():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Dashboards)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    said = command(f"{DEMO}/import-dashboard", url)
    assert "6 objects imported" in said, said
    expect(sorted({kind for kind, _ in Dashboards.objects}), ["dashboard", "index-pattern", "visualization"])
    Dashboards.objects.clear()
    Dashboards.loses = ("gor-rtt",)
    refused = subprocess.run([f"{DEMO}/import-dashboard", url], capture_output=True, text=True, check=False)
    assert refused.returncode == 1 and "missing after the import: visualization gor-rtt" in refused.stderr, refused
    printed = [json.loads(line) for line in command(f"{DEMO}/import-dashboard", "--print").splitlines()]
    expect(len(printed), 6)


check_import()
if shutil.which("docker-compose") is None:
    skip("there is no docker-compose")
check_composition()
