import { inspect } from 'node:util';
import { SessionError } from '@sess/core';
import { expect, it } from 'vitest';
import { openBrowser } from '../../test/open-session.js';
import { Session } from './session-class.js';

it('is a Session whose own enumerable properties are the data and the cookie', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => {
    expect(session).toBeInstanceOf(Session);
    session.visits = 1;
    session['user name'] = 'Ann';
    expect(Object.keys(session)).toEqual(['cookie', 'visits', 'user name']);
  });
  expect(await data()).toEqual({ visits: 1, 'user name': 'Ann' });
  await visit((session) => {
    expect(session.visits).toBe(1);
    expect('visits' in session && 'save' in session && !('nothing' in session)).toBe(true);
    expect(Object.hasOwn(session, 'visits') && !Object.hasOwn(session, 'save')).toBe(true);
    expect(session.nothing).toBeUndefined();
    const seen: string[] = [];
    for (const name in session) seen.push(name);
    expect(seen).toEqual(['cookie', 'visits', 'user name']);
    expect(JSON.parse(JSON.stringify(session))).toEqual({
      cookie: { maxAge: null, originalMaxAge: null },
      visits: 1,
      'user name': 'Ann',
    });
    expect({ ...session }).toEqual({ cookie: session.cookie, visits: 1, 'user name': 'Ann' });
    expect(inspect(session)).toBe(
      "Session {\n  cookie: { maxAge: null, originalMaxAge: null },\n  visits: 1,\n  'user name': 'Ann'\n}",
    );
    expect(inspect({ session }, { depth: 0 })).toBe('{ session: [Session] }');
  });
});

it('deletes, and takes undefined for a value that is absent', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => Object.assign(session, { a: 1, b: 2, c: 3 }));
  await visit((session) => {
    delete session.a;
    expect(delete session.nothing).toBe(true);
    session.b = undefined;
    session.never = undefined;
    expect(Object.keys(session)).toEqual(['cookie', 'c']);
    expect('a' in session || 'b' in session || 'never' in session).toBe(false);
  });
  expect(await data()).toEqual({ c: 3 });
});

it('keeps edits of an object that was assigned, and returns that object', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => {
    const tags: string[] = (session.tags = []);
    tags.push('a');
    expect(session.tags).toBe(tags);
    session.tags.push('b');
    tags.push('c');
  });
  expect(await data()).toEqual({ tags: ['a', 'b', 'c'] });
});

it('keeps edits of an object that was read', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => void (session.cart = { items: [{ sku: 'a' }] }));
  await visit((session) => {
    session.cart.items.push({ sku: 'b' });
    session.cart.items[0]!.count = 2;
  });
  expect(await data()).toEqual({ cart: { items: [{ sku: 'a', count: 2 }, { sku: 'b' }] } });
});

it('keeps what two parallel requests have changed', async () => {
  const { open, visit, data } = openBrowser();
  await visit((session) => void (session.settings = { colors: { back: 'white' } }));
  const [one, two] = [await open(), await open()];
  one.session.a = 1;
  one.session.settings.colors.front = 'black';
  two.session.b = 2;
  two.session.settings.language = 'en';
  await Promise.all([one.end(), two.end()]);
  expect(await data()).toEqual({
    settings: { colors: { back: 'white', front: 'black' }, language: 'en' },
    a: 1,
    b: 2,
  });
});

it.each(['save', 'id', 'req', 'constructor', 'toString', 'hasOwnProperty', 'touch'])(
  'refuses an assignment to the reserved name %s',
  async (name) => {
    await openBrowser().visit((session) => {
      const before = session[name];
      expect(() => (session[name] = 'x')).toThrow(SessionError);
      expect(() => (session[name] = 'x')).toThrow(`"${name}" is reserved`);
      expect(() => Object.defineProperty(session, name, { value: 'x', enumerable: true })).toThrow('is reserved');
      expect(session[name]).toBe(before);
    });
  },
);

it('refuses __proto__ as a name', async () => {
  await openBrowser().visit((session) => {
    expect(() => (session['__proto__'] = { isAdmin: true })).toThrow('"__proto__" is reserved');
    expect(session.isAdmin).toBeUndefined();
    expect(session).toBeInstanceOf(Session);
  });
});

it('is not harmed by data under a reserved name in the store', async () => {
  const { visit, data } = openBrowser();
  await visit((_, { core }) => void core.set('save', 'here').set('toString', 'there').set('a', 1));
  await visit((session) => {
    expect(session.save).toBeTypeOf('function');
    expect(Reflect.ownKeys(session)).toEqual(['cookie', 'a']);
    expect(JSON.stringify(session)).not.toContain('here');
    session.a = 2;
  });
  expect(await data()).toEqual({ save: 'here', toString: 'there', a: 2 });
});

it('lets a function replace a method, as tools that mock do, until it is deleted', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => {
    const save = (): string => 'mocked';
    (session as Record<string, unknown>)['save'] = save;
    expect(session.save).toBe(save);
    expect(Object.keys(session)).toEqual(['cookie']);
    delete (session as Partial<typeof session>).save;
    expect(session.save).toBe(Session.prototype.save);
  });
  expect(await data()).toEqual({});
});

it('stores an enumerable property that was defined, and no hidden one', async () => {
  const { visit, data } = openBrowser();
  await visit((session) => {
    Object.defineProperty(session, 'a', { value: 1, enumerable: true, writable: true, configurable: true });
    Object.defineProperty(session, 'a', { value: 2 });
    Object.defineProperty(session, 'hidden', { value: 3 });
    expect([session.a, session.hidden]).toEqual([2, 3]);
    expect(Object.keys(session)).toEqual(['cookie', 'a']);
    expect(Reflect.ownKeys(session)).toContain('hidden');
    const constant = { value: 4, enumerable: true, writable: false };
    expect(() => Object.defineProperty(session, 'b', constant)).toThrow('session.b would be stored as a plain value');
    const fixed = { value: 4, enumerable: true, configurable: false };
    expect(() => Object.defineProperty(session, 'b', fixed)).toThrow('session.b would be stored as a plain value');
    const accessor = { get: () => 4, enumerable: true };
    expect(() => Object.defineProperty(session, 'b', accessor)).toThrow('session.b would be stored as a plain value');
  });
  expect(await data()).toEqual({ a: 2 });
});

it('keeps symbols for this object only', async () => {
  const { visit, data } = openBrowser();
  const mark = Symbol('mark');
  await visit((session) => {
    const marked = session as unknown as Record<symbol, unknown>;
    marked[mark] = 1;
    Object.defineProperty(session, mark, { value: 2, enumerable: true });
    expect(marked[mark]).toBe(2);
    Object.defineProperty(session, mark, { get: () => 3, enumerable: true });
    expect(marked[mark]).toBe(3);
    expect(Object.keys(session)).toEqual(['cookie']);
  });
  expect(await data()).toEqual({});
});

it('always has a cookie, whose settings in the store are not among the data', async () => {
  const { visit } = openBrowser();
  await visit((session) => {
    session.cookie = { maxAge: 50_000 };
    expect(session.cookie).toEqual({ maxAge: 50_000, originalMaxAge: 5 });
    session['a'] = 1;
  });
  await visit((session) => {
    expect(Reflect.ownKeys(session)).toEqual(['cookie', 'a']);
    expect(session.cookie).toEqual({ maxAge: 50_000, originalMaxAge: null });
    expect(() => delete (session as { cookie?: object }).cookie).toThrow('"cookie" is reserved');
    expect(session.cookie).toBeDefined();
  });
});

it('cannot be frozen', async () => {
  await openBrowser().visit((session) => {
    for (const freeze of [Object.freeze, Object.seal, Object.preventExtensions]) {
      expect(() => freeze(session)).toThrow('A session cannot be frozen');
    }
    session.a = 1;
    expect(Object.isFrozen(session)).toBe(false);
    expect(Object.freeze({ ...session }).a).toBe(1);
  });
});

it('has no structured clone, but its copy has one', async () => {
  await openBrowser().visit((session) => {
    session.tags = ['a'];
    expect(() => structuredClone(session)).toThrow('could not be cloned');
    expect(structuredClone({ ...session }).tags).toEqual(['a']);
  });
});
