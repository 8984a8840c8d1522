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

describe('what a request does not ask for', () => {
  it('stays as it is stored: flash messages beside changed data, and data beside a taken message', async () => {
    await visit(sessions, jar, (session) => void session.set('visits', 2));
    expect((await sessions.read(jar.header)).peekFlash('notice')).toBe('Saved');
    await visit(sessions, jar, (session) => {
      expect(session.isEmpty).toBe(false);
      expect(session.takeFlash('notice')).toBe('Saved');
    });
    const left = await sessions.read(jar.header);
    expect([left.get('visits'), left.peekFlash('notice')]).toEqual([2, undefined]);
  });

  it('is asked for while a save is under way, and what is put there then is stored by the next', async () => {
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

  it('costs no key: a stored session has its id', async () => {
    const hash = vi.spyOn(crypto, 'hash');
    await visit(sessions, jar, (session) => {
      expect(session.id).toMatch(/^[0-9a-f]{40}$/);
    });
    expect(hash).toHaveBeenCalledOnce();
    hash.mockRestore();
  });

  it('is found under no key that is not a text', async () => {
    await visit(sessions, jar, (session) => {
      session.set('7' as unknown as 'visits', 7);
    });
    const seven = 7 as unknown as 'visits';
    const read = await sessions.read(jar.header);
    expect([read.has(seven), read.get(seven), read.keys()]).toEqual([false, undefined, ['7', 'visits']]);
  });
});
