// SPDX-License-Identifier: Apache-2.0
// Loaded into every Node.js program of a lab on loopback addresses: one that would listen on every
// address of the machine listens on that of its pod, and names mean what the lab says.
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const dns = require('node:dns');

const address = process.env.LISTEN_ADDRESS;
const listen = net.Server.prototype.listen;
if (address) {
  net.Server.prototype.listen = function (first, ...rest) {
    if (typeof first === 'number' || /^\d+$/.test(String(first))) {
      if (typeof rest[0] === 'string') rest.shift();
      return listen.call(this, Number(first), address, ...rest);
    }
    if (first && typeof first === 'object' && 'port' in first && !first.host) {
      return listen.call(this, { ...first, host: address }, ...rest);
    }
    return listen.call(this, first, ...rest);
  };
}

const lookup = dns.lookup;
dns.lookup = function (name, options, callback) {
  const done = callback || options;
  const line = fs
    .readFileSync(process.env.LAB_HOSTS || '/dev/null', 'utf8')
    .split('\n')
    .find((entry) => entry.split(/\s+/).slice(1).includes(name));
  if (!line) return lookup.call(dns, name, options, callback);
  const found = line.split(/\s+/)[0];
  const all = options && typeof options === 'object' && options.all;
  process.nextTick(() => (all ? done(null, [{ address: found, family: 4 }]) : done(null, found, 4)));
};
