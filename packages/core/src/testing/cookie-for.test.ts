import { expect, it } from 'vitest';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { cookieFor } from './cookie-for.js';

it('returns a cookie that signs a test in, on http and on https', async () => {
  const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });
  for (const secure of [false, true]) {
    const cookie = await cookieFor(sessions, { owner: 7, data: { visits: 3 }, secure });
    const session = await sessions.read(cookie, { secure });
    expect([session.owner, session.get('visits'), session.isNew]).toEqual(['7', 3, false]);
  }
});
