import { type KeyedStore, MemorySessionStore } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { type Runner, testSessionStore } from '../../src/index.js';

// What `npm create @sess/store` makes: a class whose verbs reject until they are written.
class NotWrittenYetError extends Error {
  override readonly name = 'NotWrittenYetError';
}

const verbs = ['load', 'create', 'update', 'delete', 'deleteIf'] as const;
type Verb = (typeof verbs)[number];
const textOf = (verb: Verb) => `YourStore.${verb} is not written yet: write it in src/your-store.ts`;

/** Returns what each law failed with, by its number, for a store in which these verbs are not written. */
async function failuresOf(unwritten: readonly Verb[], Base = MemorySessionStore): Promise<ReadonlyMap<string, Error>> {
  const failures = new Map<string, Error>();
  const tests: (() => Promise<void>)[] = [];
  const collect = (name: string, body: () => Promise<void>) =>
    tests.push(() => body().catch((error: Error) => void failures.set(/^law (\w+):/.exec(name)?.[1] ?? name, error)));
  const runner: Runner = { describe: (_name, body) => body(), it: Object.assign(collect, { skip: () => undefined }) };
  const server = new MemorySessionStore({ maxSessions: 100_000, clock: Date.now });
  testSessionStore(
    runner,
    {
      name: 'YourStore',
      claims: ['touch', 'deleteExpired', 'owners', 'close'],
      open({ clock }) {
        const store: KeyedStore = new Base({ shareWith: server, clock });
        const missing = unwritten.map((verb) => [verb, () => Promise.reject(new NotWrittenYetError(textOf(verb)))]);
        return Promise.resolve({ store: Object.assign(store, Object.fromEntries(missing)) });
      },
    },
    { rounds: 0.05, sessionsOfOneOwner: 20 },
  );
  for (const test of tests) await test();
  return failures;
}

const isShort = (error: Error) => error.message.includes('is not written yet') && !error.message.startsWith('Law');

describe('a law that fails because a verb is not written', () => {
  it('says only which one, in every law with the same text and without a stack, so that runners print it once', async () => {
    const failures = [...(await failuresOf(verbs)).values()];
    expect(failures.length).toBeGreaterThan(100);
    expect(new Set(failures.map(({ message }) => message))).toEqual(new Set([textOf('load')]));
    expect(new Set(failures.map(({ stack }) => stack))).toEqual(new Set([`NotWrittenYetError: ${textOf('load')}`]));
  });

  it.each(verbs.slice(1))('fails also where only %s is missing, or core calls it', async (verb) => {
    const failures = await failuresOf([verb]);
    const short = [...failures.values()].filter(isShort);
    expect(short.length).toBeGreaterThan(0);
    expect(new Set(short.map(({ stack }) => stack))).toEqual(new Set([`NotWrittenYetError: ${textOf(verb)}`]));
    const others = [...failures].filter(([, error]) => !isShort(error)).map(([law, { message }]) => [law, message]);
    expect(others).toEqual([]);
  });

  it('leaves a law that a written verb breaks as it is', async () => {
    class ForgetfulStore extends MemorySessionStore {
      override async delete(...args: Parameters<MemorySessionStore['delete']>) {
        await super.delete(...args);
        return true;
      }
    }
    const failures = await failuresOf(['deleteIf'], ForgetfulStore);
    expect(failures.get('46a')?.message).toMatch(/^Law 46a .*\ndelete of an id that never existed must return false/s);
    expect(failures.get('46c')?.message).toBe(textOf('deleteIf'));
  });
});
