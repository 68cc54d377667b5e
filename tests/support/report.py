# SPDX-License-Identifier: Apache-2.0
"""What the runners print of a test that has failed: enough to see why, never a screenful."""

_LINES, _WIDTH = 20, 300


def shorten(text):
    """At most 20 lines of at most 300 characters: the first ones and the last ones."""
    lines = [line if len(line) <= _WIDTH else line[:_WIDTH - 3] + "..." for line in text.strip().splitlines()]
    if len(lines) > _LINES:
        first = _LINES // 2
        left_out = f"... ({len(lines) - _LINES + 1} lines)"
        lines = [*lines[:first], left_out, *lines[first + 1 - _LINES:]]
    return "\n".join("    " + line for line in lines)
