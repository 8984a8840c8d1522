import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { day, setUp } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { SessionTooLargeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import type { Session } from './session.js';

type Room = { list: unknown; other: unknown };

const maxPayloadBytes = 2000;
const limited = (): { store: MemorySessionStore } => ({ store: new MemorySessionStore({ maxPayloadBytes }) });
const manager = (): SessionManager<Room> => new SessionManager<Room>(limited());

/** Items that JSON writes in three characters each. The last is invalid, so that a check that reaches it fails. */
const large = (): unknown[] => [...Array.from({ length: 5000 }, () => []), -0];
const tooLarge = {
  code: 'TOO_LARGE',
  status: 413,
  message: expect.stringMatching(/more than 2000 bytes.*\(maxPayloadBytes\) is 2000/),
};

const calls: readonly (readonly [string, (session: Session<Room>) => unknown])[] = [
  ['set', (session) => session.set('list', large())],
  ['set of a nested list', (session) => session.set('list', { a: { b: large() } })],
  ['set of an object', (session) => session.set('list', Object.fromEntries(large().map((item, n) => [`k${n}`, item])))],
  ['set of one part in many places', (session) => session.set('list', Array(60).fill(large().slice(0, 60)))],
  ['setDefault', (session) => session.setDefault('other', large())],
  ['flash', (session) => session.flash('other', large())],
  ['update of what is absent', (session) => session.update('other', large(), (list) => list)],
  ['update that returns it', (session) => session.update('list', [], () => large())],
  ['update that replaces a text', (session) => session.update('other', 'text', () => large())],
  ['update that puts it in', (session) => session.update('list', [], (list) => void (list as unknown[]).push(large()))],
];

describe("a value that is longer than the store's limit", () => {
  it.each(calls)('is refused by %s, which leaves the session unchanged', async (_name, call) => {
    const sessions = manager();
    const jar = new CookieJar();
    await visit(sessions, jar, (session) => session.set('list', ['kept']));
    await visit(sessions, jar, (session) => {
      session.flash('note', 'kept');
      expect(() => call(session)).toThrow(SessionTooLargeError);
      expect(() => call(session)).toThrow(expect.objectContaining(tooLarge));
      expect(session.toObject()).toEqual({ list: ['kept'] });
      expect(session.takeFlash('other')).toBeUndefined();
    });
    await visit(sessions, jar, (session) => {
      expect(session.toObject()).toEqual({ list: ['kept'] });
      expect(session.takeFlash('note')).toBe('kept');
    });
  });

  it('is refused with its data key and without its content', async () => {
    const { session } = await manager().open(undefined);
    expect(() => session.set('list', Array(5000).fill('secret'))).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^(?!.*secret).*"list"/) }),
    );
  });

  it('is refused by create, save and edit, which store nothing', async () => {
    const { sessions, time } = setUp(limited());
    const data = { visits: large() as unknown as number };
    await expect(sessions.create({ data })).rejects.toMatchObject(tooLarge);
    const { key, id, cookie } = await sessions.create({ data: { visits: 1 } });
    await expect(sessions.save(key!, data, time.now + day)).rejects.toMatchObject(tooLarge);
    await expect(sessions.edit(id, (session) => void session.set('visits', data.visits))).rejects.toMatchObject(
      tooLarge,
    );
    const stored = await sessions.read(`${cookie.name}=${cookie.value}`);
    expect(stored.toObject()).toEqual({ visits: 1 });
  });

  it('is refused with a sealed store, too', async () => {
    const { sessions, jar } = setUpSealed({ sealing: { maxPayloadBytes } });
    const { session } = await sessions.open(jar.header);
    expect(() => session.set('visits', large() as unknown as number)).toThrow(expect.objectContaining(tooLarge));
  });

  it('is refused only by the commit when the serializer may write a repeated part once', async () => {
    const once: Serializer = {
      name: 'once',
      serialize: (value) => JSON.stringify([...new Set(JSON.stringify(value))]),
      deserialize: jsonSerializer.deserialize,
    };
    const sessions = new SessionManager<Room>({ ...limited(), serializer: once });
    const { session, commit } = await sessions.open(undefined);
    const part: unknown[] = [];
    session.set(
      'list',
      Array.from({ length: 5000 }, () => part),
    );
    expect((await commit({ status: 200 })).cookies).toHaveLength(1);
  });

  it('is refused as unserializable when that is found first', async () => {
    const { session } = await manager().open(undefined);
    expect(() => session.set('list', [[undefined], ...large().slice(0, 300)])).toThrow(
      expect.objectContaining({ code: 'SERIALIZE' }),
    );
  });
});

describe('a value within the limit', () => {
  it('is never refused before the commit, whatever its shape', async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(fc.constantFrom<unknown>([], {}, 1, '', null, { '': 0 }, 'ä😀'), { minLength: 50, maxLength: 400 }),
      fc.dictionary(fc.string(), fc.constantFrom<unknown>(0, [], ''), { maxKeys: 60 }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (generated) => {
        const list: unknown = JSON.parse(
          JSON.stringify(generated, (key, part: unknown): unknown => (key === '__proto__' ? undefined : part)),
        );
        const size = new TextEncoder().encode(JSON.stringify({ list })).length;
        const store = new MemorySessionStore({ maxPayloadBytes: size });
        const { session } = await new SessionManager<Room>({ store }).open(undefined);
        expect(session.set('list', list).get('list')).toEqual(list);
        const update = (): unknown => session.update('list', [], (was) => [list, was].slice(0, 1));
        expect(update).not.toThrow();
      }),
    );
  });

  const parts: readonly (readonly [string, () => unknown, number])[] = [
    ['digits', () => 0, 2],
    ['empty lists', () => [], 3],
  ];

  it.each(parts)(
    'is stored when it contains only %s, up to the largest number that fits',
    async (_name, item, characters) => {
      const store = new MemorySessionStore({ maxPayloadBytes: 60_000 });
      const sessions = new SessionManager<Room>({ store });
      const fits = (length: number): Promise<boolean> =>
        visit(sessions, new CookieJar(), (session) => session.set('list', Array.from({ length }, item))).then(
          () => true,
          () => false,
        );
      // Core's own part of the payload is below a hundred bytes.
      expect(await fits(Math.floor(59_900 / characters))).toBe(true);
      expect(await fits(60_000 / characters)).toBe(false);
    },
  );
});
