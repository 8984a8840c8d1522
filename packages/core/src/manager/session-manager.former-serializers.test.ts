import { describe, expect, it } from 'vitest';
import { day, type Options, setUp, type Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { Serializer } from '../contract/serializer.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { SessionManager } from './session-manager.js';

const shout: Serializer = { ...jsonSerializer, name: 'shout' };

/** A visitor whose session the serializer "shout" wrote, and a manager that now uses JSON. */
async function setUpFormer(options: Options = {}) {
  const before = setUp({ serializer: shout });
  const { sessions: earlier, jar, store, time } = before;
  await visit(earlier, jar, (session) => {
    session.signIn('ada');
    session.set('visits', 1);
    session.flash('notice', 'Hello');
  });
  const clock = (): number => time.now;
  const sessions = new SessionManager<Shop>({ store, clock, formerSerializers: [shout], ...options });
  const id = (await earlier.read(jar.header)).id!;
  return { ...before, earlier, sessions, id, payload: async () => (await store.load(id))?.payload };
}

describe('formerSerializers', () => {
  it('are used to read data, flash and owner, and a request that changes nothing writes nothing', async () => {
    const { sessions, jar, id, payload } = await setUpFormer();
    const before = await payload();
    await visit(sessions, jar, (session) => {
      expect([session.get('visits'), session.peekFlash('notice'), session.owner]).toEqual([1, 'Hello', 'ada']);
    });
    expect(await payload()).toBe(before);
    expect(before).toMatch(/^shout:/);
    expect((await sessions.inspect(id))!.decoded()).toEqual({ visits: 1 });
    expect(sessions.decode(before!)).toEqual({ visits: 1 });
  });

  it('are replaced by the present serializer at the next change', async () => {
    const { sessions, jar, payload } = await setUpFormer();
    await visit(sessions, jar, (session) => session.update('visits', 0, (visits) => visits + 1));
    expect(await payload()).toMatch(/^\{.*"visits":2.*Hello/);
  });

  it('are replaced by the present serializer at the next renewal, which is an update instead of a touch', async () => {
    const { sessions, jar, time, payload } = await setUpFormer();
    time.now += day;
    await visit(sessions, jar, (session) => session.get('visits'));
    expect(await payload()).toMatch(/^\{.*"visits":1/);
  });

  it('are replaced by the present serializer in edit', async () => {
    const { sessions, id, payload } = await setUpFormer();
    expect(await sessions.edit(id, (session) => void session.set('name', 'Ada'))).toBe(true);
    expect(await payload()).toMatch(/^\{.*"name":"Ada"/);
  });

  it("let two processes with different serializers keep each other's changes", async () => {
    const { earlier, sessions, jar, store, time } = await setUpFormer();
    const ready = new SessionManager<Shop>({
      store,
      clock: () => time.now,
      serializer: shout,
      formerSerializers: [jsonSerializer],
    });
    const one = await sessions.open(jar.header);
    const two = await ready.open(jar.header);
    one.session.update('visits', 0, (visits) => visits + 1);
    two.session.update('visits', 0, (visits) => visits + 10);
    await one.commit({ status: 200 });
    await two.commit({ status: 200 });
    expect((await sessions.read(jar.header)).get('visits')).toBe(12);
    expect((await earlier.read(jar.header)).get('visits')).toBe(12);
  });

  it('are used to read a tombstone, for a concurrent request and for revoke by the old id', async () => {
    const { earlier, sessions, jar, id } = await setUpFormer();
    const late = new CookieJar(jar);
    const slow = await sessions.open(late.header);
    await visit(earlier, jar, (session) => session.regenerate());
    slow.session.set('name', 'Ada');
    await slow.commit({ status: 200 });
    expect((await sessions.read(jar.header)).toObject()).toEqual({ visits: 1, name: 'Ada' });
    expect(await sessions.revoke(id)).toBe(true);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('cause a corrupt session when the present serializer cannot write the data, and the record stays', async () => {
    const narrow: Serializer = {
      ...jsonSerializer,
      name: 'narrow',
      serialize(value) {
        const text = jsonSerializer.serialize(value);
        return text.includes('Hello') ? jsonSerializer.serialize({ refused: Symbol('no') }) : text;
      },
    };
    const { store, time, sessions, jar, payload } = await setUpFormer({ serializer: narrow, onCorrupt: 'error' });
    const before = await payload();
    await expect(sessions.read(jar.header)).rejects.toThrow(/"shout".*\$\.refused.*"narrow"/);
    const lenient = new SessionManager<Shop>({
      store,
      clock: () => time.now,
      serializer: narrow,
      formerSerializers: [shout],
    });
    expect((await lenient.read(jar.header)).isNew).toBe(true);
    expect(await payload()).toBe(before);
  });
});
