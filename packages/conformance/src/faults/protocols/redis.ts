import type { WireProtocol } from '../wire-protocol.js';

const housekeeping =
  /^(hello|auth|client|select|ping|echo|quit|reset|info|command|config|script|role|readonly|sentinel|cluster|subscribe|psubscribe|ssubscribe)$/i;
const reading =
  /^(get|mget|getrange|strlen|exists|type|ttl|pttl|expiretime|pexpiretime|dump|object|keys|scan|dbsize|touch|hget|hmget|hgetall|hkeys|hvals|hlen|hexists|hscan|hrandfield|s(members|card|ismember|mismember|scan|randmember|inter|union|diff)|z(range\w*|revrange\w*|score|mscore|card|count|lexcount|rank|revrank|scan)|l(range|len|index|pos)|eval_ro|evalsha_ro|fcall_ro|x(len|range|revrange|read))$/i;

/** The protocol of Redis, Valkey and KeyDB (RESP 2 and 3), without TLS. A script counts as a write. */
export const redisProtocol: WireProtocol = {
  asks(bytes) {
    // A command is an array of strings that begins with its name.
    const names = Array.from(
      bytes.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g),
      ([, name = '']) => name,
    );
    const requests = names.filter((name) => !housekeeping.test(name));
    if (requests.length === 0) return undefined;
    return requests.every((name) => reading.test(name)) ? 'read' : 'write';
  },
  // Every response except an error, such as NOSCRIPT, and a push of RESP 3, which responds to nothing.
  acknowledges: (bytes) => !['-', '!', '>'].includes(bytes.toString('latin1', 0, 1)),
};
