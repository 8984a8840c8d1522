import { describe, expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { CookieJar, visit } from '../visits.js';
import { shapes } from './shapes.js';

type Data = { value: unknown; note: number };

/** In steps for each character, by shape: a fifth more than measured. One more check of the value exceeds it. */
const atMost = [
  { stored: 19, read: 18.5, untouched: 12.5 },
  { stored: 29, read: 23.5, untouched: 13.5 },
  { stored: 12.5, read: 14, untouched: 9 },
];

describe('a large value', () => {
  it.each(shapes.map((shape, index) => [...shape, index] as const))(
    'of %s takes a few steps for each of its characters',
    async (_name, make, index) => {
      const text = JSON.stringify(make());
      const sessions = new SessionManager<Data>({ store: new MemorySessionStore({ maxPayloadBytes: 2 ** 22 }) });
      const jar = new CookieJar();
      const steps = {
        // A body parser returns such values.
        stored: await countSteps(() => visit(sessions, jar, (session) => session.set('value', JSON.parse(text)))),
        read: await countSteps(() => visit(sessions, jar, (session) => session.get('value'))),
        untouched: await countSteps(() => visit(sessions, jar, () => undefined)),
      };
      for (const visited of ['stored', 'read', 'untouched'] as const) {
        expect(steps[visited] / text.length).toBeLessThan(atMost[index]![visited]);
      }
    },
  );

  // Measured: 13 at most. Reading all of a value takes at least 100.
  it.each([
    ...shapes,
    ['lists of empty arrays', () => Array.from({ length: 1000 }, () => Array.from({ length: 100 }, () => []))] as const,
  ])('of %s is refused in a few steps for each byte of a much lower limit', async (_name, make) => {
    const value = JSON.parse(JSON.stringify(make())) as unknown;
    const maxPayloadBytes = 2 ** 12;
    const sessions = new SessionManager<Data>({ store: new MemorySessionStore({ maxPayloadBytes }) });
    const steps = await countSteps(() =>
      expect(visit(sessions, new CookieJar(), (session) => session.set('value', value))).rejects.toMatchObject({
        code: 'TOO_LARGE',
      }),
    );
    expect(steps / maxPayloadBytes).toBeLessThan(16);
  });
});
