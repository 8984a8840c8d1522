import { expect, it } from 'vitest';
import { readServerNames } from './server-names.js';

it('writes each server in the same form', () => {
  expect(readServerNames(['Cache.Example.com', '10.0.0.1:11212', 'localhost:0211'])).toEqual([
    'cache.example.com:11211',
    '10.0.0.1:11212',
    'localhost:211',
  ]);
});

it.each([
  [[], /must be a list/],
  [undefined, /must be a list/],
  ['10.0.0.1:11211', /must be a list/],
  [['a:1', 'b:1', 'A:1'], /names a:1 twice/],
  [['a', 'a:11211'], /names a:11211 twice/],
  [[''], /is not 'host:port'/],
  [['a:0'], /is not 'host:port'/],
  [['a:65536'], /is not 'host:port'/],
  [['a:port'], /is not 'host:port'/],
  [['a b:1'], /is not 'host:port'/],
  [['a:1\r\n'], /is not 'host:port'/],
  [[':11211'], /is not 'host:port'/],
  [['::1'], /no IPv6 address/],
  [['[::1]:11211'], /no IPv6 address/],
  [['memcached://a:1'], /no URL/],
  [['/run/memcached.sock'], /no path of a Unix socket/],
  [[11211], /is not a string/],
  [[{ host: 'a' }], /is not a string/],
] as const)('refuses %j', (servers, message) => {
  expect(() => readServerNames(servers as unknown as string[])).toThrow(message);
});
