#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sends every message back as it came. A line is a message in hexadecimal digits.
while IFS= read -r line; do
  printf '%s\n' "$line"
done
