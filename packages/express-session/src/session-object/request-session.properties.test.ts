import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openBrowser, type TestSession } from '../../test/open-session.js';
import { lenientJsonSerializer } from './lenient-json-serializer.js';

type Data = Record<string, unknown>;

/** One thing that an application does with an object, be it a session or not. */
type Step = (data: Data) => void;

const names = fc.constantFrom('a', 'b', 'user name', 'cart', 'flash', 'items', 'then', 'toJSON_');

const values = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 'text', '', true, false, null),
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
  fc.dictionary(names, fc.oneof(fc.integer({ min: 0, max: 9 }), fc.array(fc.constant('x'), { maxLength: 2 }))),
);

/** Changes something inside a value, where it can. */
function edit(value: unknown, name: string, by: unknown): void {
  if (Array.isArray(value)) value.push(by);
  else if (typeof value === 'object' && value !== null) (value as Data)[name] = by;
}

const steps = fc.oneof(
  fc.record({ kind: fc.constant('set'), name: names, value: values }),
  fc.record({ kind: fc.constant('delete'), name: names }),
  fc.record({ kind: fc.constant('assign'), value: fc.dictionary(names, values, { maxKeys: 3 }) }),
  fc.record({ kind: fc.constant('define'), name: names, value: values }),
  fc.record({ kind: fc.constant('edit'), name: names, inside: names, by: fc.constantFrom(1, 'new', null) }),
  fc.record({ kind: fc.constant('set and edit'), name: names, value: values, inside: names }),
  fc.record({ kind: fc.constant('set again'), name: names }),
  fc.record({ kind: fc.constant('set elsewhere'), name: names, inside: names }),
  fc.record({ kind: fc.constant('set a part elsewhere'), name: names, inside: names }),
  fc.record({ kind: fc.constant('default'), name: names, value: values }),
);
type Described = typeof steps extends fc.Arbitrary<infer Kind> ? Kind : never;

/** Makes a step anew for each object that it is to be done with, so that the objects share no values. */
function stepOf(described: Described): Step {
  const given = structuredClone(described) as { kind: string; name: string; inside: string; by: unknown; value: never };
  const { kind, name, inside, by, value } = given;
  switch (kind) {
    case 'set':
      return (data) => void (data[name] = value);
    case 'delete':
      return (data) => void delete data[name];
    case 'assign':
      return (data) => void Object.assign(data, value);
    case 'define':
      return (data) => {
        Object.defineProperty(data, name, { value, enumerable: true, writable: true, configurable: true });
      };
    case 'edit':
      return (data) => edit(data[name], inside, by);
    case 'set and edit':
      return (data) => {
        const assigned: unknown = (data[name] = value);
        edit(assigned, inside, 'first');
        edit(data[name], inside, 'second');
        edit(assigned, inside, 'third');
      };
    case 'set again':
      return (data) => {
        const { [name]: same } = data;
        if (name in data) data[name] = same;
      };
    case 'set elsewhere':
      return (data) => {
        if (name in data) data[inside] = data[name];
      };
    case 'set a part elsewhere':
      return (data) => {
        const part = Object.values<unknown>((data[name] ?? {}) as Data).find((each) => typeof each === 'object');
        if (part) data[inside] = part;
      };
    default:
      return (data) => edit((data[name] ??= value), 'a', 'default');
  }
}

/** What any code can see of an object. */
function seen(data: Data) {
  const { cookie: _, ...own } = data;
  const inLoop: string[] = [];
  for (const name in data) if (name !== 'cookie') inLoop.push(name);
  return {
    keys: Object.keys(data).filter((name) => name !== 'cookie'),
    inLoop,
    own,
    json: JSON.stringify(data, (name, value: unknown) => (name === 'cookie' ? undefined : value)),
    has: ['a', 'b', 'cart', 'nothing'].map((name) => [name in data, Object.hasOwn(data, name)]),
  };
}

const scripts = fc.array(fc.array(steps, { maxLength: 8 }), { minLength: 1, maxLength: 4 });

it.each([
  ['the JSON serializer', {}],
  ['the lenient serializer', { serializer: lenientJsonSerializer }],
])('shows the same as a plain object, in each of several requests, with %s', async (_, options) => {
  await fc.assert(
    fc.asyncProperty(scripts, fc.boolean(), async (requests, saves) => {
      const { visit } = openBrowser(options);
      let plain: Data = {};
      for (const script of requests) {
        await visit(async (session) => {
          expect(seen(session)).toEqual(seen(plain));
          for (const described of script) {
            stepOf(described)(plain);
            stepOf(described)(session);
            expect(seen(session)).toEqual(seen(plain));
          }
          if (saves) await session.save();
          expect(seen(session)).toEqual(seen(plain));
        });
        plain = JSON.parse(JSON.stringify(plain)) as Data;
      }
    }),
  );
});

it('keeps what each of two parallel requests has changed, top-level or in a nested object', async () => {
  const changes = fc.dictionary(names, fc.integer(), { maxKeys: 4 });
  const sides = fc.record({ top: changes, nested: changes, pushed: fc.array(fc.integer(), { maxLength: 2 }) });
  await fc.assert(
    fc.asyncProperty(sides, sides, fc.boolean(), async (first, second, saves) => {
      const { visit, open, data } = openBrowser();
      await visit((session) =>
        Object.assign(session, { nested: { deep: {} }, first: { list: [] }, second: { list: [] } }),
      );
      const change = (session: TestSession, name: string, { top, nested, pushed }: typeof first): void => {
        for (const [key, value] of Object.entries(top)) session[`${name}: ${key}`] = value;
        const { deep } = session['nested'] as { deep: Data };
        for (const [key, value] of Object.entries(nested)) deep[`${name}: ${key}`] = value;
        (session[name] as { list: number[] }).list.push(...pushed);
      };
      const [one, two] = [await open(), await open()];
      change(one.session, 'first', first);
      change(two.session, 'second', second);
      if (saves) await Promise.all([one.session.save(), two.session.save()]);
      await Promise.all([one.end(), two.end()]);
      const prefixed = (name: string, given: Data) =>
        Object.entries(given).map(([key, value]) => [`${name}: ${key}`, value] as const);
      expect(await data()).toEqual({
        ...Object.fromEntries([...prefixed('first', first.top), ...prefixed('second', second.top)]),
        nested: {
          deep: Object.fromEntries([...prefixed('first', first.nested), ...prefixed('second', second.nested)]),
        },
        first: { list: first.pushed },
        second: { list: second.pushed },
      });
    }),
  );
});
