import { randomBytes } from 'node:crypto';
import type { SealContext, SealedRecord, SealedStore, Unsealed } from '@sess/core';
import { newRevision } from '../bench.js';
import type { SuiteOptions } from '../suite-options.js';
import { Browser } from '../browser.js';
import { expect, show } from '../expectations.js';
import { SuiteBench } from '../suite-bench.js';
import type { Held } from '../visit-bench.js';
import type { SealedOpenOptions, SealedSubject, SealingKey } from './sealed-subject.js';

/** The name that core's cookie has on HTTPS, and the one it has on plain http. */
export const [context, httpContext]: readonly [SealContext, SealContext] = [
  { cookieName: '__Host-sid' },
  { cookieName: 'sid' },
];

/** Where a law of sealed stores works: two instances with one key ring, as two processes of an application. */
export class SealedBench extends SuiteBench {
  readonly kind = 'sealed';
  readonly subject: SealedSubject;
  /** The ring of both instances. */
  readonly keys: readonly [SealingKey] = [newSealingKey()];
  readonly sealedTokens: number;
  readonly mutatedTokens: number;
  #instances: readonly [SealedStore, SealedStore] | undefined;

  constructor(subject: SealedSubject, options: SuiteOptions) {
    super('given', options);
    this.subject = subject;
    this.sealedTokens = options.sealedTokens ?? 20_000;
    this.mutatedTokens = options.mutatedTokens ?? 5000;
  }

  /** Opens both instances, once. */
  async open(): Promise<void> {
    this.#instances ??= [await this.openWith(), await this.openWith({ clock: this.clock.ofTwo })];
  }

  /** One more instance: with the ring of the others, unless another one is asked for. */
  async openWith(options: Partial<SealedOpenOptions> = {}): Promise<SealedStore> {
    const usual = { clock: this.clock.ofOne, keys: this.keys, nextKeys: [], purpose: 'sessions' };
    return this.subject.open({ ...usual, ...options });
  }

  get one(): SealedStore {
    return this.#instance(0);
  }

  get two(): SealedStore {
    return this.#instance(1);
  }

  /** Every record is told apart by its id and payload, and lives for an hour. */
  record(more: Partial<SealedRecord> = {}): SealedRecord {
    const now = this.now();
    return {
      id: randomBytes(20).toString('hex'),
      payload: `{"mark":"${newRevision().slice(0, 12)}"}`,
      createdAt: now - 1234,
      expiresAt: now + 3_600_000,
      ...more,
    };
  }

  /** A token of the first instance, and the record in it. */
  async sealed(more: Partial<SealedRecord> = {}): Promise<{ readonly record: SealedRecord; readonly token: string }> {
    const record = this.record(more);
    return { record, token: await seal(this.one, record) };
  }

  async held(cookies: ReadonlyMap<string, string>): Promise<Held | undefined> {
    const [cookieName = '', ...pieces] = cookies.keys();
    const token = tokenIn(cookies);
    expect(
      pieces.every((name) => name.startsWith(`${cookieName}.`)),
      'A session has one cookie, or pieces of one.',
      pieces,
    );
    return token === undefined ? undefined : (await this.two.unseal(token, { cookieName }))?.record;
  }

  async browserWith(payload: string): Promise<Browser> {
    const { token } = await this.sealed({ payload });
    return Browser.holding(token);
  }

  #instance(which: 0 | 1): SealedStore {
    if (!this.#instances) throw new Error('A law ran before its bench was opened.');
    return this.#instances[which];
  }
}

export function newSealingKey(): SealingKey {
  return { name: `k${randomBytes(4).toString('hex')}`, secret: randomBytes(32).toString('base64url') };
}

export async function seal(store: SealedStore, record: SealedRecord, where = context): Promise<string> {
  const token = await store.seal(record, where);
  expect(typeof token === 'string' && token !== '', 'seal must answer with a token.', token);
  return token;
}

/** Fails unless the token is refused quietly: by `undefined`, not by an error. */
export async function expectRefused(store: SealedStore, token: string, what: string, where = context): Promise<void> {
  let unsealed: Unsealed | undefined;
  try {
    unsealed = await store.unseal(token, where);
  } catch (error) {
    expect(false, `unseal must answer undefined for ${what}, and not throw: browsers send anything.`, error);
  }
  expect(unsealed === undefined, `unseal must answer undefined for ${what}.`, unsealed);
}

/** Fails unless the token opens to exactly that record; the deadline may be off by the declared granularity. */
export async function expectOpened(
  store: SealedStore,
  token: string,
  record: SealedRecord,
  what: string,
  where = context,
): Promise<Unsealed> {
  const unsealed = await store.unseal(token, where);
  expect(unsealed !== undefined, `unseal must open ${what}.`, 'undefined');
  const { record: seen, reseal } = unsealed;
  expect(typeof reseal === 'boolean', `unseal must say by a boolean whether to reseal ${what}.`, { reseal });
  expect(seen.payload === record.payload, `The payload must come back exactly from ${what}.`, {
    seen: seen.payload,
    sealed: record.payload,
  });
  for (const field of ['id', 'createdAt', 'owner'] as const) {
    const isSame = seen[field] === record[field];
    expect(isSame, `${field} must be ${show(record[field])}, also to its type, in ${what}.`, { [field]: seen[field] });
  }
  const isInTime = Math.abs(seen.expiresAt - record.expiresAt) < store.limits.expiryGranularityMs;
  expect(isInTime, `expiresAt must be ${record.expiresAt} in ${what}.`, { expiresAt: seen.expiresAt });
  return unsealed;
}

/** The token that cookies hold: one value, or `count~piece` under the name and further pieces under `name.1` and so on. */
function tokenIn(cookies: ReadonlyMap<string, string>): string | undefined {
  const [[name, value] = ['', undefined]] = cookies;
  const [, count, first = ''] = /^(\d)~(.*)$/.exec(value ?? '') ?? [];
  if (count === undefined) return value;
  const rest = Array.from({ length: Number(count) - 1 }, (_, index) => cookies.get(`${name}.${index + 1}`) ?? '');
  return [first, ...rest].join('');
}
