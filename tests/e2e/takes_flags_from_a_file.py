#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""--config FILE sets any flag; the command line wins."""
from lib import *

out, config = path("out.gor"), path("gor.toml")
with open(config, "w", encoding="utf-8") as file:
    file.write(f'input-dummy = ["x"]\noutput-file = ["{out}"]\noutput-file-append = true\nexit-after = "60s"\n')
gor = run("--config", config, "--exit-after", "1500ms")
expect(gor.process.returncode, 0, f"exit code ({gor.log})")
assert records(out), "nothing was recorded"
