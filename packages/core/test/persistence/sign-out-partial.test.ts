import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { foreignFramework } from '../foreign-framework.js';
import { setUpRevoking } from '../sealed-set-up.js';
import { visit } from '../visits.js';
import { refuse, twoProcesses } from './two-processes.js';

const refused = (): StoreError => new StoreError('refused', { outcome: 'not-applied' });
const signOut = (session: { destroy(): Promise<void> }): Promise<void> => session.destroy();

describe('a sign-out that fails after it has ended one of several sessions has an unknown outcome', () => {
  it.each(['load', 'deleteIf'])('if %s of the second is refused', async (verb) => {
    const { slow, other, line, jar } = twoProcesses();
    const second = await other.create({ owner: 'alice' });
    await visit(other, jar, (session) => session.signIn('alice'));
    jar.put(`sid=${second.key}`);
    line.hook = (call) => {
      if (call.verb === verb && call.id === second.id) throw refused();
      return call.apply();
    };
    await expect(visit(slow, jar, signOut)).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown' });
    line.hook = (call) => call.apply();
    await visit(slow, jar, signOut);
    expect(await other.list('alice').next()).toMatchObject({ done: true });
  });

  it('if the session of another framework cannot be loaded', async () => {
    const foreign = foreignFramework();
    const adopt = { ...foreign.adopt, load: () => Promise.reject(new Error('down')) };
    const { other, jar } = twoProcesses({ adopt });
    await visit(other, jar, (session) => session.signIn('alice'));
    jar.put(foreign.begin('one', {}, 'alice'));
    await expect(visit(other, jar, signOut)).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown' });
  });

  it('if the sessions are sealed', async () => {
    const { sessions, store, jar, revoked } = setUpRevoking();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const second = await sessions.create({ owner: 'alice', secure: false });
    jar.put(`sid=${second.cookie.value}`);
    const { session } = await sessions.open(jar.header);
    store.unseal = () => Promise.reject(refused());
    await expect(session.destroy()).rejects.toMatchObject({ code: 'STORE', outcome: 'unknown' });
    expect(revoked.size).toBe(1);
  });
});

describe('a sign-out that fails before it has ended a session', () => {
  it('was not applied', async () => {
    const { slow, other, line, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    refuse(line, 'deleteIf');
    await expect(visit(slow, jar, signOut)).rejects.toMatchObject({ outcome: 'not-applied' });
  });
});

describe('a sign-out with several cookies of another framework', () => {
  it('ends each session that one of them identifies, so no cookie is adopted later', async () => {
    for (const owner of ['alice', undefined]) {
      const foreign = foreignFramework();
      const { other, jar, storedRecords } = twoProcesses({ adopt: foreign.adopt });
      if (owner) await visit(other, jar, (session) => session.signIn(owner));
      const cookies = ['one', 'two'].map((id) => foreign.begin(id, {}, 'alice'));
      const header = [jar.header, ...cookies, cookies[0], 'connect.sid=forged'].filter(Boolean).join('; ');
      const { session, commit } = await other.open(header);
      expect(session.owner).toBe(owner);
      await session.destroy();
      expect((await commit({ status: 200 })).cookies.map(({ name }) => name)).toContain('connect.sid');
      expect([...foreign.sessions.keys()]).toEqual([]);
      for (const cookie of cookies) expect((await other.read(cookie)).owner).toBeUndefined();
      expect(storedRecords().filter(({ owner: whose }) => whose)).toEqual([]);
    }
  });

  it('rejects and ends no session if there are too many', async () => {
    const foreign = foreignFramework();
    const { other, jar } = twoProcesses({ adopt: foreign.adopt });
    await visit(other, jar, (session) => session.signIn('alice'));
    const many = Array.from({ length: 20 }, (_, at) => foreign.begin(`n${at}`, {}, 'alice'));
    const { session } = await other.open([jar.header, ...many].join('; '));
    await expect(session.destroy()).rejects.toMatchObject({ code: 'AMBIGUOUS_COOKIE' });
    expect((await other.read(jar.header)).owner).toBe('alice');
  });
});
