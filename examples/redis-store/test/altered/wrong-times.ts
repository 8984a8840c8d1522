import type { Alteration } from '../../../../test/altered-store.js';

// Mistakes in deadlines, and in what Redis removes by itself.

const file = 'redis-session-store.ts';
const moveRemoval = `redis.call('PEXPIREAT', KEYS[1], redis.call('HGET', KEYS[1], 'expiresAt') + 3600000)`;
const returnLive = 'return session && this.#clock() < session.expiresAt ? session : undefined;';

export const wrongTimes: readonly Alteration[] = [
  {
    name: 'only create says when Redis removes the session, at its deadline',
    file,
    changes: [
      [
        moveRemoval,
        `if not stored[3] then redis.call('PEXPIREAT', KEYS[1], redis.call('HGET', KEYS[1], 'expiresAt')) end`,
      ],
    ],
  },
  {
    name: 'Redis removes the session after a thousandth of its time: PEXPIRE with seconds',
    file,
    changes: [
      [
        moveRemoval,
        `redis.call('PEXPIRE', KEYS[1], math.ceil((redis.call('HGET', KEYS[1], 'expiresAt') - ARGV[1]) / 1000))`,
      ],
    ],
  },
  {
    name: 'Redis removes the session at the full second before its deadline',
    file,
    changes: [
      [moveRemoval, `redis.call('EXPIREAT', KEYS[1], math.floor(redis.call('HGET', KEYS[1], 'expiresAt') / 1000))`],
    ],
  },
  {
    name: 'touch does not move the time at which Redis removes the session',
    file,
    changes: [
      [moveRemoval, `if #ARGV > 6 then redis.call('PEXPIREAT', KEYS[1], redis.call('HGET', KEYS[1], 'expiresAt')) end`],
    ],
  },
  {
    name: 'touch brings back what has expired',
    file,
    changes: [
      [
        'const fields = { expiresAt: String(expiresAt), revision };\n    return (await this.#run<UpdateResult>(call, script(ifCurrent, write)',
        `const fields = { expiresAt: String(expiresAt), revision };
    const sameVersion = "if stored[4] ~= ARGV[2] then return {'gone'} end";
    return (await this.#run<UpdateResult>(call, script(sameVersion, write)`,
      ],
    ],
  },
  {
    name: 'Redis compares deadlines as texts',
    file,
    changes: [['tonumber(stored[3]) > tonumber(ARGV[1])', 'stored[3] > ARGV[1]']],
  },
  {
    name: 'Redis takes the last millisecond for live',
    file,
    changes: [['tonumber(stored[3]) > tonumber(ARGV[1])', 'tonumber(stored[3]) >= tonumber(ARGV[1])']],
  },
  {
    name: 'load removes an expired session with a DEL',
    file,
    changes: [
      [
        returnLive,
        `if (!session || this.#clock() < session.expiresAt) return session;
    await this.#send(call, ['DEL', this.#prefix + id]);
    return undefined;`,
      ],
    ],
  },
];
