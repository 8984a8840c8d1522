import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import type { SessionId } from '../../src/contract/session-id.js';
import type { Session } from '../../src/session/session.js';
import { foreignFramework } from '../foreign-framework.js';
import type { Shop } from '../set-up.js';
import { visit } from '../visits.js';
import { kinds, type StoreCall } from './hooked-store.js';
import { twoProcesses } from './ways.js';

const tell: Record<string, (session: Session<Shop>) => SessionId | undefined> = {
  start: (session) => session.start(),
  'the id of a session with data': (session) => session.set('visits', 1).id,
  'the id of one that signs in': (session) => (session.signIn('alice'), session.id),
};

const cut = (): never => {
  throw new StoreError('cut', { outcome: 'unknown' });
};

describe.each(kinds)('an id that was told, tellsVersion $tellsVersion', (kind) => {
  describe.each(Object.entries(tell))('by %s', (_name, ask) => {
    it('is the one that is stored, although the answer to the insert was lost', async () => {
      const { slow, other, jar, line } = twoProcesses({}, kind);
      line.hook = async (call) => {
        await call.apply();
        return call.verb === 'create' ? cut() : call.apply();
      };
      let told: unknown;
      await visit(slow, jar, (session) => void (told = ask(session)));
      expect((await other.read(jar.header)).id).toBe(told);
    });

    it('is the one that is stored, although the insert arrives only after core has looked for it', async () => {
      const { slow, other, jar, line, atRest } = twoProcesses({}, kind);
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
      let told: unknown;
      await visit(slow, jar, (session) => void (told = ask(session)));
      expect((await other.read(jar.header)).id).toBe(told);
      expect(atRest()).toHaveLength(1);
    });

    it('is not replaced by another where the insert is lost: the outcome is unknown', async () => {
      const { slow, jar, line, atRest } = twoProcesses({}, kind);
      const late: StoreCall[] = [];
      line.hook = (call) => {
        if (call.verb !== 'create' || late.length > 0) return call.apply();
        late.push(call);
        return cut();
      };
      const visiting = visit(slow, jar, (session) => void ask(session));
      await expect(visiting).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
      for (const call of late) await call.apply();
      expect([jar.header, atRest().filter(({ isLive }) => isLive)]).toEqual([undefined, []]);
    });
  });

  it('by start is the one that is stored after a sign-in in the same request', async () => {
    const { other, jar } = twoProcesses({}, kind);
    let told: unknown;
    await visit(other, jar, (session) => {
      told = session.start();
      session.signIn('alice');
    });
    expect((await other.read(jar.header)).id).toBe(told);
  });
});

describe('an insert that was lost', () => {
  it('is not stored when it arrives after all, and the visitor has a session under another key', async () => {
    const { slow, other, jar, line, atRest } = twoProcesses();
    const late: StoreCall[] = [];
    line.hook = (call) => {
      if (call.verb !== 'create' || late.length > 0) return call.apply();
      late.push(call);
      return cut();
    };
    await visit(slow, jar, (session) => session.signIn('alice'));
    for (const call of late) await call.apply();
    expect(atRest().filter(({ isLive }) => isLive)).toHaveLength(1);
    expect((await other.read(jar.header)).owner).toBe('alice');
  });

  it('and then edited by somebody who found it in a list is no reason for a second session', async () => {
    const { slow, other, jar, line, atRest } = twoProcesses();
    line.hook = async (call) => {
      if (call.verb !== 'create') return call.apply();
      line.hook = (next) => next.apply();
      await call.apply();
      for await (const { id } of other.list('alice')) await other.edit(id, (session) => void session.set('visits', 1));
      return cut();
    };
    const visiting = visit(slow, jar, (session) => session.signIn('alice'));
    await expect(visiting).rejects.toMatchObject({ name: 'StoreError', outcome: 'unknown' });
    expect(atRest()).toHaveLength(1);
  });

  it('stays unknown when the second insert is refused and nothing kept the first from arriving', async () => {
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

describe('an id that was told, where another request was faster to give the session a new key', () => {
  it.each([
    ['by regenerate', (session: Session<Shop>) => session.regenerate()],
    ['by adopting it', () => undefined],
  ])('%s is the stored one after save', async (way, change) => {
    const foreign = foreignFramework();
    const { slow, other, jar } = twoProcesses({ adopt: foreign.adopt });
    if (way === 'by adopting it') jar.put(foreign.begin('one', {}, 'alice'));
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
