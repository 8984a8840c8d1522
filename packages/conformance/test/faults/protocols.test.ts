import { describe, expect, it } from 'vitest';
import type { WireProtocol } from '../../src/faults/wire-protocol.js';
import { memcachedProtocol } from '../../src/faults/protocols/memcached.js';
import { redisProtocol } from '../../src/faults/protocols/redis.js';
import { mysqlProtocol, postgresqlProtocol } from '../../src/faults/protocols/sql.js';

const command = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

const mysqlPrepared = Buffer.from([12, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
const mysqlDone = Buffer.from([7, 0, 0, 1, 0, 1, 0, 2, 0, 0, 0]);

interface Samples {
  readonly name: string;
  readonly protocol: WireProtocol;
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly neither: readonly string[];
  readonly acknowledgements: readonly (string | Buffer)[];
  readonly others: readonly (string | Buffer)[];
}

const sql = {
  writes: ['Qxxxx INSERT INTO session VALUES (1)', 'update session set a = 1', 'DELETE FROM session'],
  reads: ['SELECT 1 FROM session'],
  neither: ['BEGIN', 'SET NAMES utf8', 'the last part of a long payload'],
};

const samples: readonly Samples[] = [
  {
    ...sql,
    name: 'PostgreSQL',
    protocol: postgresqlProtocol,
    acknowledgements: ['C\0\0\0\rUPDATE 1\0Z\0\0\0\x05I', 'C\0\0\0\x0fINSERT 0 1\0', 'C\0\0\0\rDELETE 0\0'],
    others: ['C\0\0\0\rSELECT 1\0Z\0\0\0\x05I', 'C\0\0\0\x0bCOMMIT\0', '1\0\0\0\x04'],
  },
  {
    ...sql,
    name: 'MySQL and MariaDB',
    protocol: mysqlProtocol,
    acknowledgements: [mysqlDone, Buffer.concat([mysqlPrepared, mysqlDone])],
    others: [mysqlPrepared, Buffer.from([1, 0, 0, 1, 5])],
  },
  {
    name: 'Redis',
    protocol: redisProtocol,
    writes: [
      command('SET', 'a', '1'),
      command('evalsha', 'f00', '1', 'a'),
      command('GET', 'a') + command('DEL', 'a'),
      command('ZADD', 'a', '0', 'b'),
      command('ZRANGESTORE', 'a', 'b', '0', '-1'),
    ],
    reads: [command('HMGET', 'a', 'b'), command('zrange', 'a', '0', '-1'), command('EVAL_RO', 'return 1', '0')],
    neither: [command('HELLO', '3'), command('CLIENT', 'SETINFO', 'LIB-NAME', 'x') + command('SELECT', '1'), 'payload'],
    acknowledgements: ['+OK\r\n', ':1\r\n', '*2\r\n$1\r\na\r\n', '$-1\r\n', '_\r\n'],
    others: ['-NOSCRIPT No matching script.\r\n', '>2\r\n$10\r\ninvalidate\r\n'],
  },
  {
    name: 'memcached',
    protocol: memcachedProtocol,
    writes: [
      'set a 0 0 1\r\nx\r\n',
      'cas a 0 -1 1 5\r\nx\r\n',
      'get a\r\ndelete a\r\n',
      'ms a 1\r\nx\r\n',
      'gats 0 a\r\n',
    ],
    reads: ['gets a\r\n', 'mg a v\r\n'],
    neither: ['version\r\n', 'stats\r\n', 'the set of a payload'],
    acknowledgements: ['STORED\r\n', 'EXISTS\r\n', 'DELETED\r\n', '5\r\n', 'HD\r\n', 'NF\r\n'],
    others: ['VERSION 1.6.18\r\n', 'SERVER_ERROR out of memory\r\n'],
  },
];

describe.each(samples)('the protocol of $name', ({ protocol, writes, reads, neither, acknowledgements, others }) => {
  it('recognizes writes, reads, and requests that are neither', () => {
    const asks = (texts: readonly string[]) => texts.map((text) => protocol.asks(Buffer.from(text, 'latin1')));
    expect(asks(writes)).toEqual(writes.map(() => 'write'));
    expect(asks(reads)).toEqual(reads.map(() => 'read'));
    expect(asks(neither)).toEqual(neither.map(() => undefined));
  });

  it('recognizes the acknowledgement of a write', () => {
    const acknowledges = (all: readonly (string | Buffer)[]) =>
      all.map((each) => protocol.acknowledges(typeof each === 'string' ? Buffer.from(each, 'latin1') : each));
    expect(acknowledges(acknowledgements)).toEqual(acknowledgements.map(() => true));
    expect(acknowledges(others)).toEqual(others.map(() => false));
  });
});
