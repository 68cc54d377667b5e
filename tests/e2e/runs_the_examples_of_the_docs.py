#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each command line of gor in README and docs runs as it is written: it starts, does its work for some requests, and ends with code 0.

The names and addresses of the examples are those of servers in this test's own network. What pages name is there: pages, flags, scripts.
"""
from lib import *
import glob
import re
import shutil

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PAGES = ["README.md", *sorted(os.path.relpath(page, ROOT) for page in glob.glob(f"{ROOT}/docs/*.md")), "examples/middleware/README.md"]
# Pages whose examples need servers or systems of others: the test that runs them.
ELSEWHERE = {"docs/kafka.md": "runs_the_kafka_example", "docs/s3.md": "records_to_s3", "docs/kubernetes.md": "captures_pods",
             "docs/elasticsearch.md": "runs_the_elasticsearch_example"}
NAMES = ("staging", "staging.example.com", "canary", "replay-host", "aggregator", "gateway.example.com", "kafka")
OF_OTHERS = {"flag", "gtest_filter", "network", "quick"}  # flags of other programs
ADDRESSES = ("10.0.0.5", "10.0.0.6", "10.0.0.7")


def code_lines(text):
    """The lines of indented blocks, without indentation; a backslash at the end joins two."""
    lines = [line[4:] for line in text.split("\n") if line.startswith("    ")]
    joined = []
    for line in lines:
        if joined and joined[-1].endswith("\\"):
            joined[-1] = joined[-1][:-1].rstrip() + " " + line.strip()
        else:
            joined.append(line)
    return joined


def examples(page):
    """The command lines of gor, without comments and without those that name only a part of their flags."""
    with open(f"{ROOT}/{page}", encoding="utf-8") as file:
        lines = code_lines(file.read())
    commands = [re.sub(r"\s+#.*$", "", line) for line in lines if re.match(r"(build/release/)?gor |\$ .*\bgor ", line)]
    return [command.removeprefix("$ ").replace("build/release/gor", "gor") for command in commands if not re.search(r"\.\.\.(\s|$)", command)]


def prepare_network():
    """The servers of the examples, all on this host; eth0 and eth1."""
    with open(path("hosts"), "w", encoding="ascii") as hosts:
        hosts.write("127.0.0.1 localhost\n" + "".join(f"127.0.0.2 {name}\n" for name in NAMES))
    command("mount", "--bind", path("hosts"), "/etc/hosts")
    for address in ADDRESSES:
        command("ip", "address", "add", f"{address}/32", "dev", "lo")
    command("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "eth1")
    for name in ("eth0", "eth1"):
        command("ip", "link", "set", name, "up")
    return {port: Recorder(port=port, host="0.0.0.0") for port in (80, 8080, 8081)}


def prepare_folder():
    """What the examples read."""
    command("mount", "-t", "tmpfs", "tmpfs", "/var/lib")
    os.makedirs("/var/lib/gor/2026-11-29")
    with open(f"{ROOT}/docs/middleware.md", encoding="utf-8") as page:
        program = re.search(r"((?:^    .*\n|^\n)*^    #!/usr/bin/env python3\n(?:    .*\n)+)", page.read(), re.MULTILINE)[1]
    script = program[program.index("    #!"):]
    with open(path("tokens.py"), "w", encoding="utf-8") as file:
        file.write("".join(f"{line[4:]}\n" for line in script.rstrip("\n").split("\n")))
    os.chmod(path("tokens.py"), 0o755)
    os.symlink(f"{ROOT}/examples", path("examples"))
    for folder in (".zfunc", ".config/fish/completions"):
        os.makedirs(path(folder))
    os.symlink(BINARY, path("gor"))
    restore()
    sniffer = start(["tcpdump", "-i", "lo", "-w", path("traffic.pcap"), "tcp", "port", "80"], stderr=subprocess.PIPE)
    while b"listening" not in sniffer.stderr.readline():
        pass
    ask(80, get("/captured"))
    sniffer.terminate()
    sniffer.wait()


def restore():
    """Recordings as they were before an example wrote to them."""
    for name in ("traffic.gor", "redis_0.gor"):
        shutil.copy(write_recording("original.gor", [get(f"/api/{number}") for number in range(5)]), path(name))
    command(BINARY, "file", "cat", "--output", path("original.zst"), path("traffic.gor"))
    shutil.move(path("original.zst"), "/var/lib/gor/2026-11-29/12.gor.zst")


def is_tool(words):
    return re.match(r"gor (file (?!follow)|explain|man|completion|--help)", words) or "|" in re.sub(r"'[^']*'", "", words)


def make_room(words):
    """Stops the servers on the ports that the line listens on, and starts the others."""
    listens = {int(port) for port in re.findall(r"(?:--input-http|file-server) \S*:(\d+)", words)}
    for port in (80, 8080, 8081):
        if port in listens and port in servers:
            servers.pop(port).stop()
        elif port not in listens and port not in servers:
            servers[port] = Recorder(port=port, host="0.0.0.0")


def run_example(words):
    """Runs the line in a shell. What listens or captures gets some requests, and is then stopped as by Ctrl-C."""
    words = words.removesuffix(" &")
    make_room(words)
    environment = {**os.environ, "HOME": workspace(), "PATH": f"{workspace()}:{os.environ['PATH']}"}
    log = path("said")
    with open(log, "w", encoding="utf-8") as said:
        line = words if is_tool(words) else f"exec {words}"
        process = subprocess.Popen(["bash", "-c", line], cwd=workspace(), env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=said)

    def text():
        with open(log, encoding="utf-8", errors="replace") as said:
            return said.read()

    try:
        wait_until(lambda: process.poll() is not None or re.search("capturing|listening|serving|following", text()), f"{words}: {text()}")
        if process.poll() is None:
            for port in (80, 8080):
                if accepts(port):
                    ask(port, get("/example"), get("/other"))
            process.send_signal(signal.SIGINT)
        process.wait(60)
    finally:
        if process.poll() is None:
            process.kill()
    assert process.returncode == 0, f"{words}\nended with {process.returncode}:\n{text()}"
    assert not re.search(r"^gor: |unknown flag", text(), re.MULTILINE), f"{words}\n{text()}"
    return text()


def check_links(page):
    with open(f"{ROOT}/{page}", encoding="utf-8") as file:
        text = file.read()
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file_name, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = os.path.normpath(os.path.join(ROOT, os.path.dirname(page), file_name)) if file_name else f"{ROOT}/{page}"
        assert os.path.exists(there), f"{page} links to {target}, which is not there"
        if anchor:
            with open(there, encoding="utf-8") as file:
                titles = re.findall(r"^#+ (.*)$", file.read(), re.MULTILINE)
            anchors = {re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in anchors, f"{page} links to {target}: no such section"


def check_names(page, flags):
    with open(f"{ROOT}/{page}", encoding="utf-8") as file:
        text = file.read()
    unknown = set(re.findall(r"`--([a-z][\w-]*)", text)) - flags - OF_OTHERS
    assert not unknown, f"{page} names flags that gor does not have: {unknown}"
    for script in re.findall(r"\b(scripts/[\w-]+|bench/run [\w]+)", text):
        there = script.replace("bench/run ", "bench/rows/") + (".py" if script.startswith("bench") else "")
        assert os.path.exists(f"{ROOT}/{there}"), f"{page} names {script}, which is not there"


known = set(re.findall(r"--([a-z][\w-]*)", command(BINARY, "--help") + command(BINARY, "file", "--help")))
for page in [*PAGES, "SECURITY.md", "CONTRIBUTING.md", "examples/gor-demo/README.md"]:
    check_links(page)
    check_names(page, known)
with open(f"{ROOT}/docs/images/overview.svg", encoding="utf-8") as file:
    expect(command(f"{ROOT}/docs/images/draw", "overview"), file.read(), "docs/images/overview.svg, drawn again")
for page in glob.glob(f"{ROOT}/docs/*.md"):
    with open(f"{ROOT}/docs/index.md", encoding="utf-8") as index:
        assert page.endswith("/index.md") or f"({os.path.basename(page)})" in index.read(), f"docs/index.md lacks {os.path.basename(page)}"
if len(command("ip", "-oneline", "link").splitlines()) > 1:
    skip("namespaces are not permitted")
servers = prepare_network()
prepare_folder()
count = 0
for page in PAGES:
    if page in ELSEWHERE:
        assert glob.glob(f"{ROOT}/tests/*/{ELSEWHERE[page]}.py"), ELSEWHERE[page]
        continue
    for line in examples(page):
        if "kafka" not in line:
            run_example(line)
            count += 1
            restore()
for config in glob.glob(f"{ROOT}/packaging/examples/*.toml"):
    run_example(f"gor --config {config}")
print(f"{count} command lines of gor have run")
assert count > 40, count
