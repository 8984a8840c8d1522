import { describe, expect, it } from 'vitest';
import { SessionManager } from '../manager/session-manager.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { requireSessions } from './require-sessions.js';

describe('requireSessions', () => {
  it('accepts a manager', () => {
    expect(() => requireSessions('koaSession', new SessionManager({ store: new MemorySessionStore() }))).not.toThrow();
  });

  it.each<[string, object | undefined]>([
    ['a context of Koa or Hono, after app.use(koaSession)', { get: () => undefined }],
    ['a store', new MemorySessionStore()],
    ['nothing', undefined],
  ])('refuses %s', (_title, given) => {
    expect(() => requireSessions('koaSession', given as object)).toThrow(
      'koaSession: the first argument must be a SessionManager',
    );
  });
});
