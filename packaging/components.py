#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lists what is linked statically into gor: as NOTICE, with all licences, and as a bill of materials (SPDX 2.3, JSON).

It takes the archives of the link command and the headers that the compiler has read, and asks dpkg which packages they are from.

usage: components.py BUILD VERSION NOTICE SPDX     (SOURCE_DATE_EPOCH: the time of the document)
"""
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Interfaces of what is not linked statically.
DYNAMIC = ("glibc", "linux")


def output(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout


class Component:
    """A source package of the distribution."""

    def __init__(self, package, licences):
        self.name, self.version, homepage = output("dpkg-query", "-W", "-f", "${source:Package}\t${source:Version}\t${Homepage}",
                                                   package).split("\t")
        self.homepage = homepage.strip() or "NOASSERTION"
        self.package = package
        family = re.sub(r"[-0-9.]+$", "", self.name)  # gcc-12, boost1.81
        self.is_linked = family not in DYNAMIC
        self.licence = licences.get(self.name) or licences.get(family)

    def text(self):
        """Its copyright file; of Boost's, which is 2 MB, only the licence."""
        with open(f"/usr/share/doc/{self.package.partition(':')[0]}/copyright", encoding="utf-8") as file:
            text = file.read()
        if not self.name.startswith("boost"):
            return text
        paragraph = re.search(r"^License: BSL-1\.0\n((?: .*\n)+)", text, re.MULTILINE)
        return re.sub(r"^ \.?", "", paragraph[1], flags=re.MULTILINE)


def files_of(build):
    """The archives that are linked and the headers that were read, outside the source tree."""
    link = output("ninja", "-C", build, "-t", "commands", "gor").splitlines()[-1].split()
    headers = [line.strip() for line in output("ninja", "-C", build, "-t", "deps").splitlines() if line.startswith("    ")]
    compiler = [output("c++", f"-print-file-name={name}").strip() for name in ("libstdc++.a", "libgcc.a")]
    return sorted({os.path.realpath(name) for name in (*headers, *compiler, *(word for word in link if word.endswith(".a")))
                   if name.startswith("/usr/")})


def components(build):
    with open(os.path.join(HERE, "licences.json"), encoding="utf-8") as file:
        licences = json.load(file)
    owners = output("dpkg", "-S", *files_of(build))
    packages = sorted({line.split(": ")[0] for line in owners.splitlines() if not line.startswith("diversion")})
    by_name = {}
    for package in packages:
        component = Component(package, licences)
        if component.is_linked:
            by_name.setdefault(component.name, component)
    unknown = [name for name, component in by_name.items() if component.licence is None]
    if unknown:
        raise SystemExit(f"components.py: packaging/licences.json lacks {', '.join(unknown)}")
    return [by_name[name] for name in sorted(by_name)]


def notice(parts):
    text = "gor\n\nThis product is licensed under the Apache License, Version 2.0 (LICENSE).\nIts binary contains, linked statically:\n\n"
    text += "".join(f"  {part.name} {part.version}: {part.licence}\n" for part in parts)
    for part in parts:
        text += f"\n{'=' * 80}\n{part.name} {part.version}\n{'=' * 80}\n\n{part.text().strip()}\n"
    return text


def bill(parts, version):
    """An SPDX document."""
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    packages = [{"SPDXID": "SPDXRef-gor", "name": "gor", "versionInfo": version, "downloadLocation": "NOASSERTION",
                 "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0", "copyrightText": "NOASSERTION", "filesAnalyzed": False,
                 "primaryPackagePurpose": "APPLICATION"}]
    relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-gor"}]
    for part in parts:
        identity = "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", part.name)
        packages.append({"SPDXID": identity, "name": part.name, "versionInfo": part.version, "downloadLocation": "NOASSERTION",
                         "homepage": part.homepage, "licenseConcluded": part.licence, "licenseDeclared": part.licence,
                         "copyrightText": "NOASSERTION", "filesAnalyzed": False, "primaryPackagePurpose": "LIBRARY",
                         "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                           "referenceLocator": f"pkg:deb/debian/{part.name}@{part.version.replace(':', '%3A')}?arch=source"}]})
        relations.append({"spdxElementId": "SPDXRef-gor", "relationshipType": "STATIC_LINK", "relatedSpdxElement": identity})
    identity = hashlib.sha256(json.dumps(packages).encode()).hexdigest()[:16]
    return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"gor-{version}",
            "documentNamespace": f"https://spdx.org/spdxdocs/gor-{version}-{identity}",
            "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: gor-components"]},
            "packages": packages, "relationships": relations}


def main():
    build, version, notice_file, spdx_file = sys.argv[1:]
    parts = components(build)
    with open(notice_file, "w", encoding="utf-8") as file:
        file.write(notice(parts))
    with open(spdx_file, "w", encoding="utf-8") as file:
        json.dump(bill(parts, version), file, indent=1, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()
