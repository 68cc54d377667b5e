#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// Sends every message back, decoded and encoded again.
const lines = require('readline').createInterface({input: process.stdin, crlfDelay: Infinity});

lines.on('line', line => {
  const message = Buffer.from(line, 'hex');
  const end = message.indexOf('\n');
  const [metadata, payload] = [message.subarray(0, end), message.subarray(end + 1)];
  process.stdout.write(Buffer.concat([metadata, Buffer.from('\n'), payload]).toString('hex') + '\n');
});
