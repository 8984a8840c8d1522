import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import type { SessionId } from '../../src/contract/session-id.js';
import type { Session } from '../../src/session/session.js';
import { foreignFramework } from '../foreign-framework.js';
import type { Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { kinds } from './hooked-store.js';
import { delayFirst } from './lost-calls.js';
import { twoProcesses } from './two-processes.js';

const readIds: Record<string, (session: Session<Shop>) => SessionId | undefined> = {
  'start()': (session) => session.start(),
  'session.id after set()': (session) => session.set('visits', 1).id,
  'session.id after signIn()': (session) => (session.signIn('alice'), session.id),
};

const cut = (): never => {
  throw new StoreError('cut', { outcome: 'unknown' });
};

describe.each(kinds)('an id that the application has read, returnsVersion $returnsVersion', (kind) => {
  describe.each(Object.entries(readIds))('from %s', (_name, readId) => {
    it('is stored although the response to create was lost', async () => {
      const { slow, other, jar, line } = twoProcesses({}, kind);
      line.hook = async (call) => {
        await call.apply();
        return call.verb === 'create' ? cut() : call.apply();
      };
      let returned: unknown;
      await visit(slow, jar, (session) => void (returned = readId(session)));
      expect((await other.read(jar.header)).id).toBe(returned);
    });

    it('is stored although the create arrives only after core has loaded the record', async () => {
      const { slow, other, jar, line, storedRecords } = twoProcesses({}, kind);
      line.hook = (call) => {
        if (call.verb !== 'create') return call.apply();
        line.hook = async (next) => {
          if (next.verb !== 'load') return next.apply();
          const found = await next.apply();
          line.hook = (later) => later.apply();
          await call.apply();
          return found;
        };
        return cut();
      };
      let returned: unknown;
      await visit(slow, jar, (session) => void (returned = readId(session)));
      expect((await other.read(jar.header)).id).toBe(returned);
      expect(storedRecords()).toHaveLength(1);
    });

    it('is not replaced if the create is lost: the request fails with an unknown outcome', async () => {
      const { slow, jar, line, storedRecords } = twoProcesses({}, kind);
      const arrive = delayFirst(line, 'create');
      const visiting = visit(slow, jar, (session) => void readId(session));
      await expect(visiting).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
      await arrive();
      expect([jar.header, storedRecords().filter(({ isLive }) => isLive)]).toEqual([undefined, []]);
    });
  });

  it('from start() is stored after a sign-in in the same request', async () => {
    const { other, jar } = twoProcesses({}, kind);
    let returned: unknown;
    await visit(other, jar, (session) => {
      returned = session.start();
      session.signIn('alice');
    });
    expect((await other.read(jar.header)).id).toBe(returned);
  });
});

describe('a lost create', () => {
  it('makes no second session if it arrives late', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    const arrive = delayFirst(line, 'create');
    await visit(slow, jar, (session) => session.signIn('alice'));
    await arrive();
    expect(storedRecords().filter(({ isLive }) => isLive)).toHaveLength(1);
    expect((await other.read(jar.header)).owner).toBe('alice');
  });

  it('makes no second session if its record was listed and edited meanwhile', async () => {
    const { slow, other, jar, line, storedRecords } = twoProcesses();
    line.hook = async (call) => {
      if (call.verb !== 'create') return call.apply();
      line.hook = (next) => next.apply();
      await call.apply();
      for await (const { id } of other.list('alice')) await other.edit(id, (session) => void session.set('visits', 1));
      return cut();
    };
    const visiting = visit(slow, jar, (session) => session.signIn('alice'));
    await expect(visiting).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    expect(storedRecords()).toHaveLength(1);
  });

  it('has an unknown outcome if the second create is refused, because the first may still arrive', async () => {
    const { slow, jar, line } = twoProcesses();
    let creates = 0;
    line.hook = (call) => {
      if (call.verb !== 'create') return call.apply();
      if (++creates === 1) return cut();
      throw new StoreError('refused', { outcome: 'not-applied' });
    };
    const visiting = visit(slow, jar, (session) => session.set('visits', 1));
    await expect(visiting).rejects.toMatchObject({ outcome: 'unknown', message: 'cut' });
  });
});

describe('an id that the application has read, when another request changes the key first', () => {
  it.each([
    ['regenerate', (session: Session<Shop>) => session.regenerate()],
    ['adoption', () => undefined],
  ])('is replaced by the stored id after save: %s', async (way, change) => {
    const foreign = foreignFramework();
    const { slow, other, jar } = twoProcesses({ adopt: foreign.adopt });
    if (way === 'adoption') jar.put(foreign.begin('one', {}, 'alice'));
    else await visit(other, jar, (session) => session.signIn('alice'));
    const loser = await slow.open(jar.header);
    change(loser.session);
    loser.session.start();
    await visit(other, jar, change);
    await loser.session.save();
    expect(loser.session.id).toBe((await other.read(jar.header)).id);
    expect(loser.session.start()).toBe(loser.session.id);
    expect((await loser.commit({ status: 200 })).cookies).toEqual([]);
  });
});
