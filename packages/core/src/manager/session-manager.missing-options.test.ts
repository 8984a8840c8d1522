import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { Session } from '../session/session.js';

type Manager = ReturnType<typeof setUp>['sessions'];
/** What a caller without `strict` or `exactOptionalPropertyTypes` may pass. */
type Loose = never;

const nothing = [undefined, null];

/** Each of these would end, keep or show too many sessions if a missing value meant "all". */
const refusedOutside: readonly [
  what: string,
  values: readonly unknown[],
  call: (sessions: Manager, value: unknown) => unknown,
][] = [
  [
    'revoke(id, { owner })',
    [...nothing, '', {}, ['alice'], NaN],
    async (sessions, owner) => {
      const { id } = await sessions.create({ owner: 'bob' });
      return sessions.revoke(id, { owner: owner as Loose });
    },
  ],
  [
    'revoke(id, { ownr })',
    ['alice'],
    async (sessions, ownr) => {
      const { id } = await sessions.create({ owner: 'bob' });
      return sessions.revoke(id, { ownr } as Loose);
    },
  ],
  ['revoke(id)', [...nothing, 5, {}, ['a']], (sessions, id) => sessions.revoke(id as Loose)],
  ['edit(id)', [...nothing, 5, {}, ['a']], (sessions, id) => sessions.edit(id as Loose, () => undefined)],
  ['inspect(id)', [...nothing, 5, {}, ['a']], (sessions, id) => sessions.inspect(id as Loose)],
  ['list(owner)', [...nothing, '', {}, ['alice'], NaN], (sessions, owner) => sessions.list(owner as Loose).next()],
  [
    'revokeOwner(owner)',
    [...nothing, '', {}, ['alice'], NaN],
    (sessions, owner) => sessions.revokeOwner(owner as Loose),
  ],
  [
    'revokeOwner(owner, { except })',
    [...nothing, 'a'.repeat(40), {}, 5, [undefined], [null], ['short'], [{}]],
    (sessions, except) => sessions.revokeOwner('alice', { except: except as Loose }),
  ],
  ['revokeOwner(owner, { exept })', [[]], (sessions, exept) => sessions.revokeOwner('alice', { exept } as Loose)],
  ['save(key)', [...nothing, 5, {}, ['k'.repeat(32)]], (sessions, key) => sessions.save(key as Loose, {}, 1)],
  [
    'save(key, data)',
    [...nothing, '', 5, []],
    (sessions, data) => sessions.save('k'.repeat(32) as Loose, data as Loose, 1),
  ],
  [
    'clearExpired({ batchSize })',
    [null, 0, NaN, '5', Infinity],
    (sessions, batchSize) => sessions.clearExpired({ batchSize: batchSize as Loose }),
  ],
  [
    'clearExpired({ budget })',
    [null, NaN, -1, {}],
    (sessions, budget) => sessions.clearExpired({ budget: budget as Loose }),
  ],
  ['create({ owner })', [null, '', {}, NaN], (sessions, owner) => sessions.create({ owner: owner as Loose })],
  ['create({ secure })', [null, 0, 'false'], (sessions, secure) => sessions.create({ secure: secure as Loose })],
  ['create({ onwer })', ['alice'], (sessions, onwer) => sessions.create({ onwer } as Loose)],
];

describe.each(refusedOutside)('%s', (_what, values, call) => {
  it.each(values.map((value) => ({ value })))('refuses $value and ends no session', async ({ value }) => {
    const { sessions } = setUp();
    const { id } = await sessions.create({ owner: 'alice', data: { visits: 1 } });
    await expect(Promise.resolve().then(() => call(sessions, value))).rejects.toMatchObject({
      code: expect.stringMatching(/^INVALID_(ARGUMENT|OPTION)$/) as string,
    });
    expect((await sessions.inspect(id))?.decoded()).toEqual({ visits: 1 });
  });
});

const refusedInside: readonly [
  what: string,
  values: readonly unknown[],
  call: (session: Session<never>, value: unknown) => unknown,
][] = [
  ['signIn(owner)', [...nothing, '', {}, NaN], (session, owner) => session.signIn(owner as Loose)],
  [
    'signIn(owner, { keep })',
    [...nothing, 'visits', {}, 5, [undefined]],
    (session, keep) => session.signIn('bob', { keep: keep as Loose }),
  ],
  ['signIn(owner, { kep })', [[]], (session, kep) => session.signIn('bob', { kep } as Loose)],
  [
    'signIn(owner, { lifetime })',
    [null, '', {}],
    (session, lifetime) => session.signIn('bob', { lifetime: lifetime as Loose }),
  ],
  ['useLifetime(name)', [...nothing, {}], (session, name) => session.useLifetime(name as Loose)],
  ['expire(end)', [...nothing, 5, 'never', {}], (session, end) => session.expire(end as Loose)],
  ['expire({ after })', [...nothing, NaN, '5', 20], (session, after) => session.expire({ after: after as Loose })],
  [
    'expire({ at })',
    [...nothing, NaN, '5', [], true, new Date(NaN), 1_900_000_000],
    (session, at) => session.expire({ at: at as Loose }),
  ],
];

describe.each(refusedInside)('session.%s', (_what, values, call) => {
  it.each(values.map((value) => ({ value })))('refuses $value and changes nothing', async ({ value }) => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, (session) => {
      expect(() => call(session as never, value)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^INVALID_(ARGUMENT|OPTION)$/) as string }) as Error,
      );
      expect([session.modified, session.owner, session.get('visits')]).toEqual([false, undefined, 1]);
    });
  });
});

describe('a missing value', () => {
  it('is the default, for optional arguments and options', async () => {
    const { sessions } = setUp();
    const { id, cookie } = await sessions.create({
      owner: undefined as Loose,
      data: undefined as Loose,
      secure: undefined as Loose,
    });
    expect([cookie.secure, cookie.name]).toEqual([true, '__Host-sid']);
    expect((await sessions.inspect(id, undefined))!.owner).toBeUndefined();
    expect(await sessions.clearExpired({ batchSize: undefined as Loose, budget: undefined as Loose })).toEqual({
      deleted: 0,
      more: false,
    });
    expect(await sessions.revoke(id, undefined)).toBe(true);
  });

  it('is secure: true, for a fact of the request', async () => {
    const { sessions } = setUp();
    const { session, commit } = await sessions.open(undefined, {
      secure: undefined as Loose,
      method: undefined as Loose,
    });
    session.set('visits', 1);
    const { cookies } = await commit({ status: 200 });
    expect(cookies[0]).toMatchObject({ secure: true, name: '__Host-sid' });
    const header = `${cookies[0]!.name}=${cookies[0]!.value}`;
    expect((await sessions.read(header, { secure: undefined as Loose })).get('visits')).toBe(1);
  });

  it('is the default, for hashIds and cookie options; null is refused', () => {
    for (const name of ['secure', 'sameSite', 'name', 'path', 'domain', 'partitioned', 'former']) {
      expect(() => setUp({ cookie: { [name]: undefined } })).not.toThrow();
      expect(() => setUp({ cookie: { [name]: null } })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION' }) as Error,
      );
    }
    expect(() => setUp({ hashIds: undefined as Loose })).not.toThrow();
    expect(() => setUp({ hashIds: null as Loose })).toThrow(/hashIds/);
  });
});
