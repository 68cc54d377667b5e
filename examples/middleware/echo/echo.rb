#!/usr/bin/env ruby
# SPDX-License-Identifier: Apache-2.0
# Sends every message back, decoded and encoded again.
$stdout.sync = true
$stdin.binmode.each_line do |line|
  metadata, payload = [line.strip].pack("H*").split("\n", 2)
  $stdout.write("#{metadata}\n#{payload}".unpack1("H*") + "\n")
end
