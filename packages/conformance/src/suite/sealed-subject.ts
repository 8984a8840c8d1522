import type { SealedStore } from '@sess/core';
import type { Versions } from '../report/versions.js';

/**
 * The optional abilities of a sealed store.
 *
 * - `revoke`: it has the method, and no instance opens a revoked token.
 * - `close`: it has the method.
 * - `diagnose`: it has the method.
 * - `chunks`: its `maxCookies` is more than 1.
 * - `purposes`: tokens are bound to a purpose, so that two uses of one key ring stay separate.
 * - `next keys`: it accepts keys that open and do not seal yet, for rolling deployments.
 */
export type SealedAbility = 'revoke' | 'close' | 'diagnose' | 'chunks' | 'purposes' | 'next keys';

/** A key of a key ring. */
export interface SealingKey {
  /** The name by which a token may refer to its key: letters and digits. */
  readonly name: string;
  /** 32 random bytes as 43 characters of base64url. Law 112 also passes secrets that must be refused. */
  readonly secret: string;
}

/** The options of {@link SealedSubject.open}. */
export interface SealedOpenOptions {
  /** Returns epoch milliseconds. Pass it to the store as its clock: the suite stops and moves it. */
  readonly clock: () => number;
  /** The key ring, in order: the first key seals, all keys open. It is empty only in law 112. */
  readonly keys: readonly SealingKey[];
  /** Keys that unseal and do not seal yet. Always empty unless `next keys` is claimed. */
  readonly nextKeys: readonly SealingKey[];
  /** The purpose of the tokens. Always the same unless `purposes` is claimed. */
  readonly purpose: string;
}

/**
 * Describes the sealed store under test to `testSessionStore`.
 *
 * `open` is called for each key ring that a law needs, some hundreds of times in all, so it should only construct.
 * Instances with the same keys must open each other's tokens, as the processes of one application do. If `revoke` is
 * claimed, all instances share their revocations.
 *
 * @example
 * ```ts
 * declare class YourStore {
 *   readonly kind: 'sealed';
 *   readonly limits: StoreLimits;
 *   constructor(options: { keys: Record<string, string>; clock: () => number });
 *   seal(record: SealedRecord, context: SealContext): string;
 *   unseal(token: string, context: SealContext): Unsealed | undefined;
 * }
 * const subject: SealedSubject = {
 *   kind: 'sealed',
 *   name: 'YourStore',
 *   open: ({ clock, keys }) =>
 *     new YourStore({ clock, keys: Object.fromEntries(keys.map(({ name, secret }) => [name, secret])) }),
 * };
 * ```
 */
export interface SealedSubject {
  readonly kind: 'sealed';
  /** The heading of the suite and of its report. */
  readonly name: string;
  /** Returns versions for the report: of the store and of the library that seals. */
  versions?(): Versions | Promise<Versions>;
  /** The optional abilities that the store has. Law 2 checks that it has exactly these. @defaultValue none */
  readonly claims?: readonly SealedAbility[];
  /** Opens an instance with these keys. May throw or reject for keys that it refuses. */
  open(options: SealedOpenOptions): SealedStore | Promise<SealedStore>;
  /** Constructs a store with these additional options; the result is not used. Law 5 passes an unknown option. */
  construct?(options: Readonly<Record<string, unknown>>): unknown;
  /** Opens an instance that can never reach its keys or its revocations. */
  openUnreachable?(options: SealedOpenOptions): SealedStore | Promise<SealedStore>;
}
