import type { SealedStore } from '@sess/core';
import type { Versions } from '../report/versions.js';

/**
 * What a sealed store may leave out.
 *
 * - `revoke`: it has the method, and what is revoked opens on no instance.
 * - `close`: it has the method.
 * - `chunks`: its `maxCookies` is more than 1.
 * - `purposes`: tokens are bound to a purpose, so that two uses of one key ring stay apart.
 * - `next keys`: keys can be given that open and do not seal yet, for deployments that roll.
 */
export type SealedAbility = 'revoke' | 'close' | 'chunks' | 'purposes' | 'next keys';

/** A key of a ring. */
export interface SealingKey {
  /** What a token may name its key by: letters and digits. */
  readonly name: string;
  /** 32 random bytes as 43 characters of base64url, but in law 112, which hands over what must be refused. */
  readonly secret: string;
}

/** What a sealed store is opened with. */
export interface SealedOpenOptions {
  /** Epoch milliseconds. Give it to the store as its clock: the suite stops and moves it. */
  readonly clock: () => number;
  /** The key ring, in order: the first seals, all open. At least one, but in law 112. */
  readonly keys: readonly SealingKey[];
  /** Keys that open and do not seal yet. Always empty unless `next keys` is claimed. */
  readonly nextKeys: readonly SealingKey[];
  /** What the tokens are for. One and the same, unless `purposes` is claimed. */
  readonly purpose: string;
}

/**
 * What the author of a sealed store hands to `testSessionStore`.
 *
 * `open` is called for each ring that a law needs, some dozens of times in all, so it should only construct. Instances
 * that are opened with the same keys must open each other's tokens, as the processes of one application do; with
 * `revoke` claimed, they all share one place where revocations are kept.
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
  /** Versions that matter to who reads the report: of the store, and of what seals. */
  versions?(): Versions | Promise<Versions>;
  /** The abilities the store has beyond sealing. Law 2 holds it to exactly these. @defaultValue none */
  readonly claims?: readonly SealedAbility[];
  /** An instance with these keys. May throw, or reject, for keys that it refuses. */
  open(options: SealedOpenOptions): SealedStore | Promise<SealedStore>;
  /** Constructs a store with these further options; whatever it makes is dropped. Law 5 hands it an option that nobody knows. */
  construct?(options: Readonly<Record<string, unknown>>): unknown;
  /** An instance that cannot get at its keys, or at its revocations, until the end of its days. */
  openUnreachable?(options: SealedOpenOptions): SealedStore | Promise<SealedStore>;
}
