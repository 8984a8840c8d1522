import { MemorySessionStore, SessionManager, SessionTooLargeError } from '@sess/core';
import { turnByTurn } from '../measure/cpu-time.js';
import { visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';

const value = Array.from({ length: 350_000 }, () => []);

export const row: Row = {
  what: '1 MB of [[],[],…] against a limit of 64 KiB, refused',
  async measure(length) {
    const sessions = new SessionManager({ store: new MemorySessionStore({ maxPayloadBytes: 65_536 }) });
    const isRefused = (): Promise<boolean> =>
      visit(sessions, undefined, (session) => void session.set('large', value)).then(
        () => false,
        (error: unknown) => error instanceof SessionTooLargeError,
      );
    if (!(await isRefused())) throw new Error('A value over the limit was not refused.');
    const { refused, serialized } = await turnByTurn(
      { refused: isRefused, serialized: () => JSON.stringify(value) },
      length,
    );
    // One serialization is JSON.stringify, and a check of each value for what JSON cannot keep.
    return [timesOver(serialized, refused, { part: 'over one JSON.stringify', before: 'about 2.9 s', target: 4 })];
  },
};
