# SPDX-License-Identifier: Apache-2.0
"""The part of a Kubernetes API that is about pods: lists in pages, watches with bookmarks, versions that are too old, tokens that expire.
It answers in the form that the documentation of the API shows."""
import base64
import collections
import http.server
import json
import os
import socket
import ssl
import threading
import urllib.parse

from .process import path

NODE = "node-1"


def pod(name, address=None, labels=None, workload=None, node=NODE, space="default", phase="Running", node_address="10.77.0.1"):
    """`workload`: kind and name. A deployment owns a replica set, which owns the pod."""
    labels, owners = dict(labels or {}), []
    if workload:
        kind, owner = workload
        if kind == "Deployment":
            labels["pod-template-hash"] = "7d4b9c6f5"
            kind, owner = "ReplicaSet", f"{owner}-7d4b9c6f5"
        owners = [{"apiVersion": "apps/v1", "kind": kind, "name": owner, "uid": "o", "controller": True, "blockOwnerDeletion": True}]
    status = {"phase": phase, "hostIP": node_address, "conditions": [{"type": "Ready", "status": "True"}]}
    if address:
        status |= {"podIP": address, "podIPs": [{"ip": address}]}
    return {"kind": "Pod", "apiVersion": "v1",
            "metadata": {"name": name, "namespace": space, "uid": f"uid-of-{name}", "labels": labels, "ownerReferences": owners},
            "spec": {"nodeName": node, "containers": [{"name": "web", "image": "web"}]}, "status": status}


def status(code, reason, message):
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message, "reason": reason, "code": code}


class Kubernetes:
    """With `certificate`, (key, certificate, CA), it speaks TLS."""

    def __init__(self, certificate=None, port=0, page=3):
        self.token = "first-token"
        self.is_forbidden = False
        self.page = page
        self.requests = collections.Counter()  # by what they ask
        self.last_watch = {}                   # the query of the last watch
        self.client_names = set()              # of certificates
        self._certificate, self._pods, self._events, self._version, self._oldest = certificate, {}, [], 100, 0
        self._changed = threading.Condition()
        self._connections = set()
        self._server = None
        self.start(port)

    def start(self, port=0):
        api = self

        class Handler(_Handler):
            kubernetes = api

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        if self._certificate:
            key, certificate, authority = self._certificate
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            context.load_verify_locations(authority)
            context.verify_mode = ssl.CERT_OPTIONAL
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self):
        """Without a word to those that watch."""
        self._server.shutdown()
        self._server.server_close()
        with self._changed:
            self._server = None
            self._changed.notify_all()

    def is_running(self):
        return self._server is not None

    def put(self, new):
        self._change("MODIFIED" if new["metadata"]["name"] in self._pods else "ADDED", new)

    def delete(self, name):
        self._change("DELETED", self._pods[name])

    def _change(self, kind, new):
        with self._changed:
            self._version += 1
            new["metadata"]["resourceVersion"] = str(self._version)
            name = new["metadata"]["name"]
            if kind == "DELETED":
                del self._pods[name]
            else:
                self._pods[name] = new
            self._events.append((self._version, kind, json.loads(json.dumps(new))))
            self._changed.notify_all()

    def bookmark(self):
        """Returns its version."""
        with self._changed:
            self._version += 10
            self._events.append((self._version, "BOOKMARK", {"kind": "Pod", "metadata": {"resourceVersion": str(self._version)}}))
            self._changed.notify_all()
            return str(self._version)

    def forget_history(self):
        """A watch that continues from what was before is told that it is gone."""
        with self._changed:
            self._version += 1
            self._oldest = self._version
            self._events.clear()
            self._changed.notify_all()

    def end_watches(self):
        with self._changed:
            self._end_before = self.requests["watch"]
            self._changed.notify_all()

    _end_before = 0


def _matches(selector, value_of):
    for term in filter(None, selector.split(",")):
        name, value = term.split("=", 1)
        if value_of(name) != value:
            return False
    return True


def _is_selected(one, query):
    names = {"metadata.name": one["metadata"]["name"], "spec.nodeName": one["spec"]["nodeName"]}
    return _matches(query.get("labelSelector", ""), one["metadata"]["labels"].get) and _matches(query.get("fieldSelector", ""), names.get)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients leave as they like."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kubernetes = None

    def do_GET(self):
        api = self.kubernetes
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        place = url.path.strip("/").split("/")
        peer = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
        if peer:
            api.client_names.add(dict(pair for part in peer["subject"] for pair in part)["commonName"])
        elif self.headers["Authorization"] != f"Bearer {api.token}":
            api.requests["unauthorized"] += 1
            return self.answer(401, status(401, "Unauthorized", "Unauthorized"))
        if place[:2] != ["api", "v1"] or place[-1] != "pods":
            return self.answer(404, status(404, "NotFound", "the server could not find the requested resource"))
        if api.is_forbidden:
            return self.answer(403, status(403, "Forbidden", 'pods is forbidden: User "gor" cannot list resource "pods"'))
        space = place[3] if len(place) == 5 else None
        return self.watch(space, query) if query.get("watch") == "1" else self.list(space, query)

    def answer(self, code, value):
        body = json.dumps(value).encode() + b"\n"
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def list(self, space, query):
        api = self.kubernetes
        api.requests["list"] += 1
        with api._changed:
            pods = [one for one in api._pods.values() if _is_selected(one, query) and space in (None, one["metadata"]["namespace"])]
            version = str(api._version)
        first = int(base64.b64decode(query["continue"])) if query.get("continue") else 0
        metadata = {"resourceVersion": version}
        if first + api.page < len(pods):
            metadata["continue"] = base64.b64encode(str(first + api.page).encode()).decode()
        self.answer(200, {"kind": "PodList", "apiVersion": "v1", "metadata": metadata, "items": pods[first:first + api.page]})

    def watch(self, space, query):
        api = self.kubernetes
        with api._changed:
            api.requests["watch"] += 1
            number = api.requests["watch"]
            api.last_watch = query
        seen = int(query["resourceVersion"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            with api._changed:
                if seen < api._oldest:
                    events = [(seen, "ERROR", status(410, "Expired", f"too old resource version: {seen} ({api._oldest})"))]
                else:
                    events = [event for event in api._events if event[0] > seen]
                if not events and api.is_running() and number > api._end_before:
                    api._changed.wait()
                    continue
                is_running, is_over = api.is_running(), number <= api._end_before
            if not is_running:
                return self.connection.shutdown(socket.SHUT_RDWR)
            for version, kind, value in events:
                seen = version
                if kind in ("BOOKMARK", "ERROR") or (_is_selected(value, query) and space in (None, value["metadata"]["namespace"])):
                    self.write_chunk(json.dumps({"type": kind, "object": value}).encode() + b"\n")
                is_over = is_over or kind == "ERROR"
            if is_over:
                return self.wfile.write(b"0\r\n\r\n")

    def write_chunk(self, data):
        # In two pieces: a chunk may come in several.
        half = len(data) // 2
        self.wfile.write(f"{len(data):x}\r\n".encode() + data[:half])
        self.wfile.write(data[half:] + b"\r\n")

    def log_message(self, *_):
        pass


class ServiceAccount:
    """Where a container finds its account, in a mount namespace of its own. `within` is what a command begins with to run there."""

    def __init__(self, api, authority):
        self.folder = path("serviceaccount")
        os.makedirs(self.folder)
        self.write("ca.crt", authority)
        self.write("token", api.token)
        self.within = ("unshare", "--mount", "sh", "-ec",
                       f'mount -t tmpfs none /run; mkdir -p /var/run/secrets/kubernetes.io/serviceaccount; '
                       f'mount --bind {self.folder} /var/run/secrets/kubernetes.io/serviceaccount; exec "$@"', "sh")
        self.environment = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": str(api.port), "NODE_NAME": NODE}

    def write(self, name, text):
        """As a kubelet does, at once."""
        with open(os.path.join(self.folder, name + ".new"), "w", encoding="ascii") as file:
            file.write(text)
        os.rename(os.path.join(self.folder, name + ".new"), os.path.join(self.folder, name))
