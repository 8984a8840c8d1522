import type { SealedRecord, StoreLimits, Unsealed } from '@sess/core';
import type { SealingKey } from '../../suite/sealed-subject.js';
import type { Place } from './places.js';

/** A token of a run, and what the contract needs to know of it. */
export interface Token {
  /** What lines call it. */
  readonly name: string;
  readonly text: string;
  readonly record: SealedRecord;
  readonly key: SealingKey;
  readonly purpose: string;
  readonly cookieName: string;
  /** The deadline that `unseal` has returned: within the granularity it is the store's choice. */
  deadline: number | undefined;
}

/** What is revoked, by id: until when. */
export type Revoked = ReadonlyMap<string, number>;

/** What the contract demands of `unseal`, and why. */
export type Verdict =
  | { readonly opens: false; readonly why: string }
  | { readonly opens: true | 'perhaps'; readonly reseal: boolean; readonly why: string };

/** When a call is made, and what the store promises of instants. */
export interface Moment {
  readonly now: number;
  readonly limits: StoreLimits;
}

/** Returns what must become of a genuine token. */
export function verdictOn(token: Token, place: Place, cookieName: string, revoked: Revoked, moment: Moment): Verdict {
  const { record, key, purpose } = token;
  const { now, limits } = moment;
  const refused = (why: string): Verdict => ({ opens: false, why });
  if (cookieName !== token.cookieName) return refused(`it was sealed for the cookie ${token.cookieName}`);
  if (purpose !== place.purpose) return refused(`it was sealed for the purpose '${purpose}'`);
  const isNext = place.nextKeys.includes(key);
  if (!isNext && !place.keys.includes(key)) return refused(`${place.name} does not have the key that sealed it`);
  const leeway = limits.expiryGranularityMs - 1;
  const [least, most] =
    token.deadline === undefined
      ? [record.expiresAt - leeway, record.expiresAt + leeway]
      : [token.deadline, token.deadline];
  if (now >= most) return refused('its deadline has passed');
  const until = revoked.get(record.id);
  if (until !== undefined && now < until - leeway) return refused('its record is revoked');
  const reseal = !isNext && place.keys[0] !== key;
  if (now >= least || until !== undefined) return { opens: 'perhaps', reseal, why: 'its deadline is near' };
  return { opens: true, reseal, why: reseal ? 'a retired key sealed it' : 'its key is up to date' };
}

/** Returns what the contract demands instead of this result, or undefined if the result is right. */
export function objectionTo(result: Unsealed | undefined, token: Token, verdict: Verdict, limits: StoreLimits) {
  if (result === undefined) {
    return verdict.opens === true
      ? `unseal must return the record of ${token.name}, and reseal: ${verdict.reseal}.`
      : undefined;
  }
  if (!verdict.opens) return `unseal must return undefined for ${token.name}: ${verdict.why}.`;
  const { record, reseal } = Object(result) as Partial<Unsealed>;
  if (typeof record !== 'object' || record === null) return 'unseal must return a record.';
  for (const field of ['id', 'payload', 'createdAt', 'owner'] as const) {
    if (record[field] !== token.record[field]) return `${field} must come back exactly.`;
  }
  const distance = Math.abs(record.expiresAt - token.record.expiresAt);
  if (!(distance < limits.expiryGranularityMs)) return 'expiresAt must come back within limits.expiryGranularityMs.';
  if (token.deadline !== undefined && record.expiresAt !== token.deadline) {
    return 'expiresAt must be the same whenever the token is unsealed.';
  }
  if (reseal !== verdict.reseal) return `reseal must be ${verdict.reseal}: ${verdict.why}.`;
  return undefined;
}
