#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/site: mkdocs builds every page without a warning."""
from lib import *
import glob

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PACKAGES = f"{ROOT}/build/servers/python"
if not os.path.isdir(f"{PACKAGES}/mkdocs"):
    skip("there is no mkdocs (tests/fetch-servers)")

built = subprocess.run([f"{ROOT}/scripts/site"], env={**os.environ, "PYTHONPATH": PACKAGES}, capture_output=True, text=True, check=False)
assert built.returncode == 0, built.stdout + built.stderr
for page in glob.glob(f"{ROOT}/docs/*.md"):
    name = os.path.basename(page).removesuffix(".md")
    made = f"{ROOT}/build/site/docs/{'index.html' if name == 'index' else f'{name}/index.html'}"
    assert os.path.exists(made), f"{page} is not in the site"
