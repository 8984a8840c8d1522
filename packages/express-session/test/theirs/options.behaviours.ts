import { expect } from 'vitest';
import { type Behaviour, differs, type Run, type Subject, same } from './behaviour.js';
import { counting, naming, reading } from './handlers.js';
import type { SessionRequest } from './library.js';

const named =
  (options: object, name: string): Run =>
  async (trial) => {
    const site = await trial.serve(options);
    expect(await site.visit()).toMatchObject({ status: 200, cookies: [{ name }] });
  };

function madeIds(title: string, genid: (request: SessionRequest) => string, expected: string): Behaviour {
  const run: Run = async (trial) => {
    const site = await trial.serve({ genid });
    const { value } = (await site.visit({ path: '/foo' })).cookies[0]!;
    expect(value.startsWith(`s%3A${expected}.`)).toBe(true);
  };
  const reason = 'No fixation: a key that an application makes can be guessed or repeated. `genid` is refused by name';
  return differs(title, run, reason, (trial) => {
    expect(() => trial.session({ genid })).toThrow(/genid/);
  });
}

const signsWith =
  (first: unknown, second: unknown, expected: string): Run =>
  async (trial) => {
    const store = trial.memoryStore();
    const writer = await trial.serve({ secret: first, store }, naming);
    const reader = await trial.serve({ secret: second, store }, reading);
    const reply = await writer.visit();
    expect(reply).toMatchObject({ status: 200, cookies: [{ name: 'connect.sid' }] });
    expect(await reader.visit({ cookie: reply })).toMatchObject({ status: 200, text: expected });
  };

export const options: Subject = {
  subject: 'The options `genid`, `name`, `key` and `secret`',
  behaviours: [
    same('refuses a `genid` that is not a function', (trial) => {
      expect(() => trial.session({ genid: 'not a function' })).toThrow(/genid/);
    }),
    same('makes a key without `genid`', named({}, 'connect.sid')),
    madeIds('takes the key from `genid`', () => 'apple', 'apple'),
    madeIds('encodes the key that `genid` returns', () => '%', '%25'),
    madeIds('passes the request to `genid`', ({ url }) => url, '%2Ffoo'),
    same('calls the cookie `connect.sid` without `key`', named({}, 'connect.sid')),
    same('takes the name of the cookie from `key`', named({ key: 'session_id' }, 'session_id')),
    same('calls the cookie `connect.sid` without `name`', named({}, 'connect.sid')),
    same('takes the name of the cookie from `name`', named({ name: 'session_id' }, 'session_id')),
    same('refuses an empty array as `secret`', (trial) => {
      expect(() => trial.session({ secret: [] })).toThrow(/secret/);
    }),
    same('signs and verifies with a string', signsWith('a string', 'a string', 'Ada')),
    same(
      'signs and verifies with a Buffer',
      signsWith(Buffer.from([0, 200, 255, 7]), Buffer.from([0, 200, 255, 7]), 'Ada'),
    ),
    same('accepts an array of secrets', async (trial) => {
      const site = await trial.serve({ secret: ['new', 'old'] }, counting);
      expect(await site.visit({ cookie: await site.visit() })).toMatchObject({ status: 200, text: 'visit 2' });
    }),
    same('signs with the first secret of an array', signsWith(['new', 'old'], 'old', 'undefined')),
    same('verifies with every secret of an array', signsWith('old', ['new', 'old'], 'Ada')),
  ],
};
