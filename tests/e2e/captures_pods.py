#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the selected pods of this node serve is captured, and nothing else, while pods are replaced, versions of the API expire, tokens are
renewed and the API is away. Pods are network namespaces; the API is the test's own."""
import itertools
import random

from lib import *
from support.kubernetes import Kubernetes, ServiceAccount, pod
from support.network import Namespace

if not Network.is_possible():
    skip("needs root and network namespaces")

ROUNDS = 4 if SLOW else 15
TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PORT = 8080

network = Network()
key, certificate = make_certificate("ca", "DNS:ca")
server_key, server_certificate = make_certificate("api", "IP:127.0.0.1", ca="ca")
with open(certificate, encoding="ascii") as file:
    authority = file.read()
api = Kubernetes((server_key, server_certificate, certificate))
account = ServiceAccount(api, authority)


class Node:
    """Where gor runs."""
    within = account.within


class Pod:
    """A container with a server, which records what it has served."""
    _numbers = itertools.count(1)

    def __init__(self, name, host=None, **labels):
        self.name, self.host, self._labels = name, host or network.host(), labels
        self.address = self.host.address
        self.file = f"served-{next(Pod._numbers)}.gor"
        self.server = Gor("--input-http", f"{self.address}:{PORT}", "--output-file", path(self.file), "--output-file-append", ready="listening",
                          host=self.host)

    def announce(self, **changes):
        api.put(pod(self.name, **{"address": self.address, "workload": ("Deployment", "web"), "labels": self._labels, **changes}))

    def served(self):
        return requests_in(self.file)

    def end(self):
        expect(self.server.stop(), 0, "exit code of a server")


class Load:
    """Clients that send requests over short connections to the pods that are ready, one after the other."""

    def __init__(self, *ready):
        self.ready, self.answered, self.trouble, self._is_over = list(ready), collections.Counter(), [], False
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(4)]
        for thread in self._threads:
            thread.start()

    def _run(self, number):
        rng, count = random.Random(number), itertools.count()
        try:
            while not self._is_over:
                client = Client(PORT, rng.choice(self.ready).address)
                for _ in range(rng.randint(1, 20)):
                    request = post(f"/{number}/{next(count)}", rng.randbytes(rng.choice((0, 100, 50_000))))
                    expect(client.ask(request), [200], "answers")
                    self.answered[request] += 1
                client.close()
        except (OSError, AssertionError) as error:
            self.trouble.append(error)

    def wait_for_more(self, count=100):
        wanted = self.answered.total() + count
        wait_until(lambda: self.answered.total() >= wanted or self.trouble, "more answers")

    def end(self):
        self._is_over = True
        for thread in self._threads:
            thread.join()
        expect(self.trouble, [], "failures of the clients")


def requests_in(name):
    return collections.Counter(payload for meta, payload in records(path(name)) if meta[0] == "1")


class Capture:
    _numbers = itertools.count(1)

    def __init__(self, address, *flags, environment=None, host=Node):
        self.name = f"captured-{next(Capture._numbers)}.gor"
        self.gor = Gor("--input-raw", address, *flags, "--output-file", path(self.name), "--output-file-append",
                       host=host, env={**os.environ, **(account.environment if environment is None else environment)})

    def wait_for(self, *pods):
        self.gor.wait_for_line("the capture thread has nice")
        for one in pods:
            address = one.address.replace(".", r"\.")
            self.gor.wait_for_line(rf"(capturing on any:|filter on any is now) .*{address}\b")
        return self

    def end(self):
        expect(self.gor.stop(), 0, "exit code")
        print(self.gor.log)
        return requests_in(self.name)


def send_from(client, pods):
    """From another pod: its packets pass two interfaces of the node."""
    script = "".join(f"send_random({PORT}, 60, {number}, host='{one.address}');" for number, one in enumerate(pods))
    sender = start([*client.within, sys.executable, "-c", f"from support.traffic import *; {script}"], env={**os.environ, "PYTHONPATH": TESTS})
    expect(sender.wait(), 0, "exit code of a client")


# Each selection takes its own pods.
pods = [Pod("web-0", tier="front"), Pod("web-1", tier="front"), Pod("agent", tier="back"), Pod("db", tier="back"), Pod("elsewhere", tier="front")]
web_0, web_1, agent, db, elsewhere = pods
for one, changes in ((web_0, {}), (web_1, {}), (agent, {"workload": ("DaemonSet", "web")}), (db, {"workload": None, "space": "shop"}),
                     (elsewhere, {"node": "node-2"})):
    one.announce(**changes)
selections = {f"k8s://deployment/web:{PORT}": [web_0, web_1], f"k8s://default/daemonset/web:{PORT}": [agent], f"k8s://pod/web-1:{PORT}": [web_1],
              f"k8s://shop/pod/db:{PORT}": [db], f"k8s://labelSelector/tier=back:{PORT}": [agent, db], "k8s://fieldSelector/metadata.name=db": [db],
              f"k8s://default/labelSelector/tier=back:{PORT}": [agent]}
captures = {address: Capture(address).wait_for(*chosen) for address, chosen in selections.items()}
send_from(network.host(), pods)
for address, chosen in selections.items():
    wait_until(lambda: all(one.served().total() == 60 for one in chosen), "the recordings of the servers")
    captured = captures[address].end()
    expect(captured, sum((one.served() for one in chosen), collections.Counter()), f"requests of {address}")
assert api.requests["list"] > len(selections), "lists have had one page each"

# Pods are replaced, and others come and go, while requests flow; a pod's last requests come after it was deleted.
before = [one.served() for one in (web_0, web_1)]
capture = Capture(f"k8s://deployment/web:{PORT}").wait_for(web_0, web_1)
load = Load(web_0, web_1)
for number in range(ROUNDS):
    new = Pod(f"web-{number + 2}")
    new.announce(address=None, phase="Pending")
    new.announce()
    capture.wait_for(new)
    old = load.ready[0]
    load.ready = [*load.ready[1:], new]
    api.delete(old.name)
    load.wait_for_more()
    if number == ROUNDS // 2:
        version = api.bookmark()
        api.end_watches()
        wait_until(lambda: api.last_watch.get("resourceVersion") == version, "a watch that continues from the bookmark")
        lists = api.requests["list"]
        api.forget_history()
        wait_until(lambda: api.requests["list"] > lists, "a list after 410 Gone")
    if number == ROUNDS // 2 + 1:
        api.token = "second-token"
        api.end_watches()
        capture.gor.wait_for_line("401: Unauthorized; the capture continues with the . known pods")
        account.write("token", api.token)
        capture.gor.wait_for_line("the Kubernetes API answers again")
load.end()
captured = capture.end()
missing = load.answered - captured
expect(sorted(request.split(b" ")[1] for request in missing), [], "targets of requests that are missing")
expect(captured, load.answered, "requests to all that served")

# The API goes away: what is known stays. It comes back with another pod.
capture = Capture(f"k8s://deployment/web:{PORT}").wait_for(*load.ready)
load = Load(*load.ready)
api.stop()
capture.gor.wait_for_line("the capture continues with the 2 known pods")
load.wait_for_more()
new = Pod("web-last")
new.announce()
api.start(api.port)
capture.wait_for(new)
load.ready = [new]
load.wait_for_more()
load.end()
expect(capture.end(), load.answered, "requests while the API was away")

# The filter changes.
capture = Capture(f"k8s://deployment/web:{PORT}").wait_for(new)
load = Load(new)
for number in range(ROUNDS):
    api.put(pod(f"other-{number}", address=f"10.99.0.{number + 1}", workload=("Deployment", "web")))
    capture.gor.wait_for_line(rf"filter on any is now .*10\.99\.0\.{number + 1}\b")
    load.wait_for_more()
load.end()
expect(capture.end(), load.answered, "requests while the filter changed")

# Pods on a bridge, and one in the network of the host; clients are a pod on the bridge, another pod, and the host.
subprocess.run("ip link add br0 type bridge && ip address add 10.78.0.1/24 dev br0 && ip link set br0 up", shell=True, check=True)


class BridgedHost(Namespace):
    _numbers = itertools.count(1)

    def __init__(self):
        super().__init__()
        number = next(BridgedHost._numbers)
        self.address = f"10.78.0.{number + 1}"
        link = f"gorb{number}"
        subprocess.run(f"ip link add {link} type veth peer name eth0 netns {self.holder.pid} && ip link set {link} master br0 up", shell=True, check=True)
        for words in (("address", "add", f"{self.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"), ("route", "add", "default", "via", "10.78.0.1")):
            self.ip(*words)


class Host:
    """The network of the node."""
    address, within = GATEWAY, ()


bridged, local = Pod("bridged", host=BridgedHost()), Pod("local", host=Host)
for one in (bridged, local):
    one.announce(workload=("Deployment", "shop"), labels={})
capture = Capture(f"k8s://deployment/shop:{PORT}", "--input-raw-track-response").wait_for(bridged, local)
senders = [BridgedHost(), network.host(), Host]
for sender in senders:
    send_from(sender, [bridged, local])
wait_until(lambda: all(one.served().total() == 60 * len(senders) for one in (bridged, local)), "the recordings of the servers")
expect(capture.end(), bridged.served() + local.served(), "requests from all sides")
row = capture.gor.row("input-raw")
expect(row.into, 2 * 2 * 60 * len(senders), "messages")

# A kubeconfig with a client certificate, in the file itself and beside it.
client_key, client_certificate = make_certificate("gor-client", "DNS:gor", ca="ca")
with open(path("kubeconfig"), "w", encoding="ascii") as file:
    file.write(f"""
apiVersion: v1
kind: Config
current-context: test
contexts: [{{name: test, context: {{cluster: test, user: gor}}}}]
clusters: [{{name: test, cluster: {{server: "https://127.0.0.1:{api.port}", certificate-authority: ca.pem}}}}]
users: [{{name: gor, user: {{client-certificate: {client_certificate}, client-key: gor-client.key}}}}]
""")
# Without the name of the node, the addresses of pods' nodes decide.
api.put(pod("far", address="10.99.1.1", workload=("Deployment", "web"), node_address="10.77.0.99"))
kubeconfig = {"KUBECONFIG": path("kubeconfig")}
capture = Capture(f"k8s://deployment/web:{PORT}", environment=kubeconfig, host=None).wait_for(new)
send_from(network.host(), [new])
assert capture.end().total() >= 60
assert "default/far" not in capture.gor.log, capture.gor.log
expect(api.client_names, {"gor-client"}, "the clients' certificates")

# The flags of the example.
with open(os.path.join(TESTS, "../examples/kubernetes/gor.yaml"), encoding="utf-8") as file:
    block = file.read().split("gor.toml: |\n")[1].split("---")[0]
with open(path("gor.toml"), "w", encoding="utf-8") as file:
    file.write(block)
example = Gor("--config", path("gor.toml"), ready="pod default/web-last has come", env={**os.environ, **kubeconfig})
expect(example.stop(), 0, "exit code of the example")

# What cannot work ends gor at the start.
refusals = [({}, 2, "the Kubernetes API is not known"), ({"KUBECONFIG": path("nothing")}, 2, f"KUBECONFIG {path('nothing')}: cannot read")]
api.is_forbidden = True
refusals.append((kubeconfig, 1, "403: pods is forbidden"))
for environment, code, message in refusals:
    refused = run("--input-raw", f"k8s://pod/x:{PORT}", "--output-null", env={**os.environ, **environment})
    expect(refused.process.returncode, code, f"exit code with {environment}")
    assert message in refused.log, refused.log
for words in (("--input-raw-engine", "vxlan"), ("--input-raw-promisc",)):
    refused = run("--input-raw", f"k8s://pod/x:{PORT}", *words, "--output-null")
    expect(refused.process.returncode, 2, f"exit code with {words}")
    assert words[0] in refused.log, refused.log
