import crypto from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CookieJar, visit } from '../../test/visits.js';
import { SessionManager } from '../manager/session-manager.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';

interface Shop {
  visits: number;
  7?: string;
}

let store: MemorySessionStore;
let sessions: SessionManager<Shop>;
let jar: CookieJar;

beforeEach(async () => {
  store = new MemorySessionStore();
  sessions = new SessionManager<Shop>({ store });
  jar = new CookieJar();
  await visit(sessions, jar, (session) => {
    session.set('visits', 1);
    session.flash('notice', 'Saved');
  });
});

describe('a part of the session that a request does not read', () => {
  it('stays stored: flash messages when data changes, and data when a flash message is taken', async () => {
    await visit(sessions, jar, (session) => void session.set('visits', 2));
    expect((await sessions.read(jar.header)).peekFlash('notice')).toBe('Saved');
    await visit(sessions, jar, (session) => {
      expect(session.isEmpty).toBe(false);
      expect(session.takeFlash('notice')).toBe('Saved');
    });
    const left = await sessions.read(jar.header);
    expect([left.get('visits'), left.peekFlash('notice')]).toEqual([2, undefined]);
  });

  it('can be changed during a save, and is stored by the next commit', async () => {
    const update = store.update.bind(store);
    await visit(sessions, jar, async (session) => {
      vi.spyOn(store, 'update').mockImplementationOnce((...call) => {
        session.flash('later', 1);
        return update(...call);
      });
      session.set('visits', 2);
      await session.save();
      expect((await sessions.read(jar.header)).peekFlash('later')).toBeUndefined();
    });
    const left = await sessions.read(jar.header);
    expect([left.peekFlash('later'), left.peekFlash('notice'), left.get('visits')]).toEqual([1, 'Saved', 2]);
  });

  it('needs no hash of a key: a stored session has its id', async () => {
    const hash = vi.spyOn(crypto, 'hash');
    await visit(sessions, jar, (session) => {
      expect(session.id).toMatch(/^[0-9a-f]{40}$/);
    });
    expect(hash).toHaveBeenCalledOnce();
    hash.mockRestore();
  });

  it('is not found under a number as its data key', async () => {
    await visit(sessions, jar, (session) => {
      session.set('7' as unknown as 'visits', 7);
    });
    const seven = 7 as unknown as 'visits';
    const read = await sessions.read(jar.header);
    expect([read.has(seven), read.get(seven), read.keys()]).toEqual([false, undefined, ['7', 'visits']]);
  });
});
