import { createRequire } from 'node:module';
import type { SessionManager } from '@sess/core';
import type { RequestHandler } from 'express';
import { describe, expect } from 'vitest';
import session from '../../src/index.js';
import { type Faults, FaultyKeyedStore, FaultyMemoryStore } from './faulty-stores.js';

export interface MountOptions {
  readonly saveUninitialized?: boolean;
  readonly rolling?: boolean;
  readonly cookie?: object;
}

/** A mounted session middleware and its store, whose calls can be made to fail. */
export interface Mounted {
  readonly middleware: RequestHandler & { readonly sessions?: SessionManager };
  readonly faults: Faults;
}

/** An implementation of what `express-session` exports. */
export interface Implementation {
  readonly name: string;
  /** Keeps the guarantees of @sess. */
  readonly isOurs: boolean;
  mount(options?: MountOptions): Mounted;
}

const theirSession = createRequire(import.meta.url)('express-session') as (options: object) => RequestHandler;

const always = { secret: 'correct horse', resave: false, saveUninitialized: false };

const theirs: Implementation = {
  name: 'express-session',
  isOurs: false,
  mount(options = {}) {
    const store = new FaultyMemoryStore();
    return { middleware: theirSession({ ...always, ...options, store }), faults: store };
  },
};

export const ours = {
  name: '@sess/express-session',
  isOurs: true,
  mount(options: MountOptions = {}) {
    const store = new FaultyKeyedStore();
    return { middleware: session({ ...always, ...options, store }), faults: store, written: store.written };
  },
} satisfies Implementation;

const implementations: readonly Implementation[] = [theirs, ours];

/** Registers tests for express-session itself, which shows what an application relies on, and for ours. */
export function describeEach(subject: string, tests: (implementation: Implementation) => void): void {
  for (const implementation of implementations) {
    describe(`${subject} with ${implementation.name}`, () => {
      tests(implementation);
    });
  }
}

/**
 * Wraps the test of a guarantee. express-session does not give it, so an assertion of the test has to fail there, which
 * proves that the test can fail.
 */
export function guaranteeOf({ isOurs }: Implementation) {
  return <Arguments extends unknown[]>(test: (...given: Arguments) => Promise<void>) =>
    async (...given: Arguments): Promise<void> => {
      if (isOurs) return test(...given);
      const failure = await test(...given).catch((error: unknown) => error);
      return expect(failure, 'how the test fails with express-session').toHaveProperty('name', 'AssertionError');
    };
}
