#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/package: what is in the packages, that they agree on the version, and that packing again gives equal bytes."""
from lib import *
import glob
import hashlib
import json
import re
import shutil

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
PACKAGES = os.path.join(ROOT, "build/packages")
if not shutil.which("dpkg-shlibdeps"):
    skip("there is no dpkg-dev")

COMMON = {"./usr/bin/gor", "./usr/lib/systemd/system/gor@.service", "./usr/lib/sysusers.d/gor.conf", "./usr/share/man/man1/gor.1.gz",
          "./usr/share/bash-completion/completions/gor", "./usr/share/fish/vendor_completions.d/gor.fish", "./usr/share/doc/gor/LICENSE",
          "./usr/share/doc/gor/README.md", "./usr/share/doc/gor/examples/record.toml", "./usr/share/doc/gor/examples/replay.toml"}


def make():
    """Makes the packages; their checksums by name."""
    command(f"{ROOT}/scripts/package")
    sums = {}
    for name in os.listdir(PACKAGES):
        with open(f"{PACKAGES}/{name}", "rb") as file:
            sums[name] = hashlib.sha256(file.read()).hexdigest()
    return sums


def package(pattern):
    found = glob.glob(f"{PACKAGES}/{pattern}")
    expect(len(found), 1, pattern)
    return found[0]


def check_deb():
    deb = package("gor_*.deb")
    fields = command("dpkg-deb", "--field", deb)
    assert f"Version: {version.replace('-', '~')}-1\n" in fields and "Depends: libc6 (>= " in fields, fields
    listed = {line.split()[5] for line in command("dpkg-deb", "--contents", deb).splitlines() if not line.endswith("/")}
    expect(listed, COMMON | {"./usr/share/zsh/vendor-completions/_gor", "./usr/share/doc/gor/copyright"})
    command("dpkg-deb", "--extract", deb, path("deb"))
    expect(command(path("deb/usr/bin/gor"), "--version").strip(), f"gor {version}")
    for library in command("ldd", path("deb/usr/bin/gor")).splitlines():
        assert re.match(r"\s*(linux-vdso|libc\.so|libm\.so|/lib)", library), f"gor needs {library}"
    assert command("man", "-l", path("deb/usr/share/man/man1/gor.1.gz")).startswith("GOR(1)")


def check_unit():
    if not shutil.which("systemd-analyze"):
        return
    unit = path("deb/usr/lib/systemd/system/gor@.service")
    with open(unit, encoding="utf-8") as file:
        assert "ExecStart=/usr/bin/gor --config /etc/gor/%i.toml" in file.read()
    exposure = command("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)
    assert "exposure level" in exposure, exposure


def check_rpm():
    if not shutil.which("rpmbuild"):
        return
    rpm = package("gor-*.rpm")
    expect(command("rpm", "-qp", "--queryformat", "%{VERSION}", rpm), version.replace("-", "~"))
    listed = {"." + line.split()[-1] for line in command("rpm", "-qplv", rpm).splitlines() if not line.startswith("d")}
    expect(listed, COMMON | {"./usr/share/zsh/site-functions/_gor", "./usr/share/doc/gor/NOTICE"})
    assert re.search(r"^drwxr-x--- .* root +gor .* /etc/gor$", command("rpm", "-qplv", rpm), re.MULTILINE)


def check_archives():
    name = f"gor-{version}-linux-*"
    command("tar", "-xzf", package(f"{name}[0-9].tar.gz"), "-C", workspace())
    command("tar", "-xzf", package(f"{name}-debug.tar.gz"), "-C", workspace())
    binary, debug = glob.glob(path("gor-*/gor"))[0], glob.glob(path("gor-*/gor.debug"))[0]
    assert ".debug_info" not in command("readelf", "-S", binary) and ".debug_info" in command("readelf", "-S", debug)
    ids = {re.search(r"Build ID: (\w+)", command("readelf", "-n", name))[1] for name in (binary, debug)}
    expect(len(ids), 1, "build ids of the binary and its debug information")


def check_bill():
    with open(package("*.spdx.json"), encoding="utf-8") as file:
        bill = json.load(file)
    linked = {each["relatedSpdxElement"] for each in bill["relationships"] if each["relationshipType"] == "STATIC_LINK"}
    listed = {each["SPDXID"]: each["name"] for each in bill["packages"]}
    with open(path("deb/usr/share/doc/gor/copyright"), encoding="utf-8") as file:
        notice = file.read()
    assert {"openssl", "libpcap", "re2", "zlib", "librdkafka"} <= set(listed.values()), listed
    expect(linked, set(listed) - {"SPDXRef-gor"})
    for name in set(listed.values()) - {"gor"}:
        assert re.search(rf"^{re.escape(name)} \S+\n=+\n", notice, re.MULTILINE), f"the notice lacks {name}"


version = command(f"{ROOT}/build/release/gor", "--version").split()[1]
first = make()
check_deb()
check_unit()
check_rpm()
check_archives()
check_bill()
command("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=PACKAGES)
expect(make(), first, "the packages made again")
