import { inspect } from 'node:util';
import { expect, it, vi } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import { SessionError } from '../contract/errors.js';

/** Assigns as a CommonJS module without `"use strict"` does, in which a frozen object ignores assignments. */
// oxlint-disable-next-line typescript/no-implied-eval -- only this way is code not strict here
const assignLoosely = new Function('target', 'name', 'value', 'target[name] = value') as (
  target: object,
  name: PropertyKey,
  value: unknown,
) => void;

function assignStrictly(target: object, name: PropertyKey, value: unknown): void {
  (target as Record<PropertyKey, unknown>)[name] = value;
}

async function session() {
  const { sessions, jar } = setUp();
  let given: object | undefined;
  await visit(sessions, jar, (live) => {
    live.set('visits', 1);
    given = live;
  });
  const read: object = await sessions.read(jar.header);
  return { live: given!, read };
}

for (const [mode, assign] of Object.entries({ loose: assignLoosely, strict: assignStrictly })) {
  it.each(['user', 'visits', 'cookie', 'then', 'constructor2', '0', '__proto'])(
    `refuses an assignment to session.%s in ${mode} code`,
    async (name) => {
      for (const target of Object.values(await session())) {
        expect(() => assign(target, name, { id: 7 })).toThrow(SessionError);
        expect(() => assign(target, name, { id: 7 })).toThrow(`Call session.set("${name}", value)`);
        expect(Object.keys(target)).toEqual([]);
      }
    },
  );

  it.each(['id', 'owner', 'isNew', 'expiresAt', 'modified'])(
    `refuses an assignment to the read-only session.%s in ${mode} code`,
    async (name) => {
      for (const target of Object.values(await session()))
        expect(() => assign(target, name, 'alice')).toThrow('part of the session itself, and read-only');
    },
  );
}

it('refuses Object.assign', async () => {
  const { live } = await session();
  expect(() => Object.assign(live, { user: { id: 7 } })).toThrow(SessionError);
});

it('allows what tools do with any object: symbols, inspection, JSON and spies', async () => {
  const { live } = await session();
  const mark = Symbol('mark');
  assignStrictly(live, mark, 1);
  expect((live as Record<symbol, unknown>)[mark]).toBe(1);
  expect(live instanceof Object).toBe(true);
  expect(Object.prototype.toString.call(live)).toBe('[object Object]');
  expect(live.hasOwnProperty('visits')).toBe(false);
  expect(inspect(live)).toContain('Session');
  expect(JSON.parse(JSON.stringify(live))).toHaveProperty('isNew', false);
  expect((live as { then?: unknown }).then).toBeUndefined();
  expect('hasOwnProperty' in live && !('user' in live)).toBe(true);
  const spy = vi.spyOn(live as { has(name: string): boolean }, 'has').mockReturnValue(true);
  expect((live as { has(name: string): boolean }).has('nothing')).toBe(true);
  spy.mockRestore();
  expect((live as { has(name: string): boolean }).has('nothing')).toBe(false);
});
