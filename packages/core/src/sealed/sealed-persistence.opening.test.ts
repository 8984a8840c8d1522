import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { visit } from '../../test/visits.js';

describe('an invalid cookie', () => {
  it.each([
    ['malformed', 'é'],
    ['malformed', '{"$ne":null}'],
    ['malformed', 'a'.repeat(5000)],
    ['malformed', ''],
    ['unknown', 'a'.repeat(32)],
    ['unknown', 'one.AAAA'],
    ['duplicate', 'a; __Host-sid=a'],
  ])('(%s) %j is an anonymous visit with an event, and is not removed', async (reason, value) => {
    const { sessions, store, events } = setUpSealed();
    const { session, commit } = await sessions.open(`__Host-sid=${value}`);
    expect([session.isNew, session.isEmpty]).toEqual([true, true]);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
    expect(events).toEqual([['rejected-key', { reason, ...(reason === 'duplicate' && { cookie: '__Host-sid' }) }]]);
    expect(store.calls).toEqual(reason === 'malformed' ? [] : ['unseal']);
  });

  it('with a token that was sealed for another cookie name, as on http, is an anonymous visit on https', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1), { secure: false });
    expect(jar.header).toMatch(/^sid=/);
    await visit(sessions, jar, (session) => expect(session.get('visits')).toBe(1), { secure: false });
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true));
    expect((await sessions.read(`__Host-${jar.header}`)).isNew).toBe(true);
  });

  it('with an unreadable payload is an anonymous visit with an event, or an error with onCorrupt: error', async () => {
    const serializer = { name: 'other', serialize: JSON.stringify, deserialize: JSON.parse };
    const keys = { one: Buffer.alloc(32, 1) };
    const { sessions: before, jar } = setUpSealed({ serializer, sealing: { keys } });
    await visit(before, jar, (session) => session.set('visits', 1));
    const { sessions, events } = setUpSealed({ sealing: { keys } });
    expect((await visit(sessions, jar, (session) => session.isNew)).cookies).toEqual([]);
    expect(events).toEqual([['corrupt', expect.objectContaining({ id: expect.stringMatching(/^[0-9a-f]{40}$/) })]]);
    const { sessions: strict } = setUpSealed({ onCorrupt: 'error', sealing: { keys } });
    await expect(strict.open(jar.header)).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/"other".*"json"/),
    });
    const { sessions: translating } = setUpSealed({ formerSerializers: [serializer], sealing: { keys } });
    await visit(translating, jar, (session) => session.update('visits', 0, (count) => count + 1));
    expect((await sessions.read(jar.header)).get('visits')).toBe(2);
  });
});
