import type { WireProtocol } from '../wire-protocol.js';

const housekeeping = names(
  'hello auth client select ping echo quit reset info command config script role readonly sentinel cluster',
  'subscribe psubscribe ssubscribe',
);
const reading = names(
  'get mget getrange strlen exists type ttl pttl expiretime pexpiretime dump object keys scan dbsize touch',
  'hget hmget hgetall hkeys hvals hlen hexists hscan hrandfield',
  'smembers scard sismember smismember sscan srandmember sinter sunion sdiff',
  'zrange zrangebylex zrangebyscore zrevrange zrevrangebylex zrevrangebyscore zscore zmscore zcard zcount zlexcount',
  'zrank zrevrank zscan lrange llen lindex lpos eval_ro evalsha_ro fcall_ro xlen xrange xrevrange xread',
);

function names(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

/** The protocol of Redis, Valkey and KeyDB (RESP 2 and 3), without TLS. A script counts as a write. */
export const redisProtocol: WireProtocol = {
  asks(bytes) {
    // A command is an array of strings that begins with its name.
    const commands = Array.from(bytes.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g), ([, name = '']) =>
      name.toLowerCase(),
    );
    const requests = commands.filter((name) => !housekeeping.has(name));
    if (requests.length === 0) return undefined;
    return requests.every((name) => reading.has(name)) ? 'read' : 'write';
  },
  // Every response except an error, such as NOSCRIPT, and a push of RESP 3, which responds to nothing.
  acknowledges: (bytes) => !['-', '!', '>'].includes(bytes.toString('latin1', 0, 1)),
};
