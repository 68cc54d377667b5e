#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gor completion: bash, zsh and fish complete flags, values and commands. gor man: a page without warnings."""
from lib import *
import shutil

FOLDER = path("files")
os.makedirs(f"{FOLDER}/folder")
open(f"{FOLDER}/traffic.gor", "w", encoding="ascii").close()
os.symlink(BINARY, path("gor"))
ENVIRONMENT = {**os.environ, "PATH": f"{workspace()}:{os.environ['PATH']}", "HOME": workspace()}

BASH = """
source <(gor completion bash)
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_gor
printf '%s\\n' "${COMPREPLY[@]}"
"""
# zsh completes for a terminal only: this types the first argument and a tab, and ends once the terminal shows the second one.
ZSH = """
zmodload zsh/zpty
zpty shell 'zsh -f'
zpty -w shell 'fpath=($HOME $fpath); autoload -Uz compinit; compinit -u -d $HOME/dump; PS1=REA''DY'
zpty -r -m shell line '*READY*'
zpty -w -n shell "$1"$'\\t'
zpty -r -m shell line "*$2*"
"""


def bash(*words):
    return command("bash", "-c", BASH, "bash", *words, cwd=FOLDER, env=ENVIRONMENT).split()


def fish(line):
    text = command("fish", "--no-config", "-c", "gor completion fish | source; complete -C $argv[1]", line, cwd=FOLDER, env=ENVIRONMENT)
    return [entry.split("\t")[0] for entry in text.splitlines()]


def check_bash():
    assert {"--output-http", "--output-http-timeout"} <= set(bash("gor", "--output-h")), bash("gor", "--output-h")
    expect(bash("gor", "fil"), ["file-server", "file"])
    expect(bash("gor", "file", "c"), ["cut", "cat", "convert"])
    expect(bash("gor", "file", "cut", "--fr"), ["--from"])
    expect(bash("gor", "file", "cat", "tr"), ["traffic.gor"])
    expect(bash("gor", "--input-file", "tr"), ["traffic.gor"])
    expect(bash("gor", "--input-file", "=", "tr"), ["traffic.gor"])
    expect(bash("gor", "-input-file", "tr"), ["traffic.gor"])
    expect(bash("gor", "--output-file-buffer", ""), ["folder"])
    expect(bash("gor", "--elasticsearch-template", "o"), ["on", "off"])
    expect(bash("gor", "--exit-after", ""), [])
    expect(bash("gor", "completion", ""), ["--help", "bash", "zsh", "fish"])


def check_fish():
    assert {"--output-http", "--output-http-timeout"} <= set(fish("gor --output-h")), fish("gor --output-h")
    expect(sorted(fish("gor fil")), ["file", "file-server"])
    expect(sorted(fish("gor file c")), ["cat", "convert", "cut"])
    expect(fish("gor file cut --fr"), ["--from"])
    expect(fish("gor file cat tr"), ["traffic.gor"])
    expect(fish("gor --input-file tr"), ["traffic.gor"])
    expect(sorted(fish("gor --elasticsearch-template o")), ["off", "on"])
    expect(sorted(fish("gor completion ")), ["bash", "fish", "zsh"])


def check_zsh():
    command("zsh", "-n", "-c", command(BINARY, "completion", "zsh"))
    with open(path("_gor"), "w", encoding="utf-8") as file:
        file.write(command(BINARY, "completion", "zsh"))
    for line, wanted in (("gor --output-http-ti", "--output-http-timeout"), ("gor file conv", "convert"), ("gor file cut --fr", "--from"),
                         ("gor --input-file tra", "traffic.gor"), ("gor completion ba", "bash")):
        subprocess.run(["zsh", "-f", "-c", ZSH, "zsh", line, wanted], cwd=FOLDER, env=ENVIRONMENT, check=True, timeout=30)


page = command(BINARY, "man")
assert page.startswith(".TH GOR 1"), page[:100]
for flag in ("input\\-raw", "output\\-http", "input\\-raw\\-vxlan\\-port"):
    assert f"\\-\\-{flag}\\fR" in page, f"{flag} is not in the page"
if shutil.which("man"):
    warned = subprocess.run(["man", "--warnings", "-l", "-"], input=page, text=True, capture_output=True, check=True)
    expect(warned.stderr, "", "warnings of man")
    assert "gor file convert FILE..." in warned.stdout, warned.stdout
refused = subprocess.run([BINARY, "completion", "tcsh"], capture_output=True, text=True, check=False)
expect((refused.returncode, refused.stderr.strip()), (2, "gor: completion tcsh: expected bash, zsh or fish"))
check_bash()
for shell, check in (("fish", check_fish), ("zsh", check_zsh)):
    if shutil.which(shell):
        check()
