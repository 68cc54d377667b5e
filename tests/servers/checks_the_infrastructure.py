#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Terraform configuration of examples/gor-demo: it parses, every reference resolves, and the template of the containers is JSON.

The flags in the template are flags of gor.
"""
from lib import *
import glob
import json
import re
import shutil

SERVERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../build/servers/python")
INFRA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/gor-demo/infra")
sys.path.insert(0, SERVERS)
try:
    import hcl2
except ImportError:
    skip("there is no python-hcl2 (tests/fetch-servers)")

# No more and no fewer.
VARIABLES = """access_key secret_key aws_region source_cidr aws_vpc env cluster key_name aws_ami instance_type max_size min_size
desired_capacity target_group health_check_path ELASTICSEARCH_URL ES_PORT image""".split()


def plain(name):
    return name.strip('"')


def blocks(parsed, kind):
    return parsed.get(kind, [])


class Module:
    """What the files of one folder declare."""

    def __init__(self, folder):
        self.folder = folder
        self.variables, self.outputs, self.calls, self.declared = {}, {}, {}, set()
        self.text = ""
        for path_of_file in sorted(glob.glob(f"{folder}/*.tf")):
            with open(path_of_file, encoding="utf-8") as file:
                text = file.read()
            self.text += re.sub(r"^\s*#.*$", "", text, flags=re.M)
            parsed = hcl2.loads(text)
            for block in blocks(parsed, "variable"):
                self.variables.update({plain(name): body for name, body in block.items()})
            for block in blocks(parsed, "output"):
                self.outputs.update({plain(name): body for name, body in block.items()})
            for block in blocks(parsed, "module"):
                self.calls.update({plain(name): body for name, body in block.items()})
            for kind, prefix in (("resource", ""), ("data", "data.")):
                for block in blocks(parsed, kind):
                    self.declared |= {f"{prefix}{plain(each)}.{plain(name)}" for each, named in block.items() for name in named}

    def check_references(self):
        used = set(re.findall(r"\bvar\.(\w+)", self.text))
        expect(used, set(self.variables), f"variables of {self.folder}: used and declared")
        for reference in re.findall(r"\bdata\.\w+\.\w+", self.text):
            assert reference in self.declared, f"{reference} is not declared in {self.folder}"
        for reference in re.findall(r"(?<![\w.\"/])(aws_\w+\.\w+)\.\w+", self.text):
            assert reference in self.declared, f"{reference} is not declared in {self.folder}"
        assert not re.search(r"\blocal\.\w", self.text), f"locals are not checked here: {self.folder}"

    def check_calls(self):
        """Each module gets what it declares, and its outputs are there."""
        for name, body in self.calls.items():
            called = Module(os.path.join(self.folder, plain(body["source"])))
            given = {plain(key) for key in body if not key.startswith("__")} - {"source"}
            expect(given, set(called.variables), f"arguments of module {name}")
            wanted = set(re.findall(rf"\bmodule\.{name}\.(\w+)", self.text))
            expect(wanted, set(called.outputs), f"outputs of module {name}: used and declared")
            yield called


def check_template():
    with open(f"{INFRA}/modules/ecs/main.tf", encoding="utf-8") as file:
        call = re.search(r'templatefile\("\$\{path\.module\}/(templates/goreplay\.json)", \{(.*?)\}\)', file.read(), re.S)
    with open(f"{INFRA}/modules/ecs/{call[1]}", encoding="utf-8") as file:
        template = file.read()
    given = set(re.findall(r"^\s*(\w+)\s+=", call[2], re.M))
    expect(set(re.findall(r"\$\{(\w+)\}", template)), given, "names in the template")
    containers = json.loads(re.sub(r"\$\{(\w+)\}", "http://127.0.0.1:9/gor", template))
    expect([each["name"] for each in containers], ["server-a", "server-b", "gor"])
    return containers[2]["command"]


root = Module(INFRA)
expect(set(root.variables), set(VARIABLES))
assert all("default" in body for body in root.variables.values()), "a variable without default"
root.check_references()
for module in root.check_calls():
    module.check_references()
    assert not list(module.check_calls()), "a module within a module"
flags = check_template()
gor = run(*flags, "--exit-after", "1ms")
assert gor.process.returncode == 0, f"gor does not accept {flags}: {gor.log}"
if shutil.which("terraform"):
    command("terraform", f"-chdir={INFRA}", "fmt", "-recursive", "-check", env={**os.environ, "TF_CLI_CONFIG_FILE": "/dev/null"})
