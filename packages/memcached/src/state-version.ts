import { isCasId } from './cas-id.js';

/** What a version says about the state it names. Instants are epoch milliseconds. */
export interface State {
  readonly cas: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/**
 * Names a state by its CAS id. memcached increments it with each write to any key, and so never uses it twice before it
 * restarts and has lost everything. The instants are included so that a conditional write takes one trip: the replaced
 * record must keep its `createdAt` and must not have expired.
 */
export function versionOf({ cas, createdAt, expiresAt }: State): string {
  return `${cas}:${createdAt}:${expiresAt}`;
}

/** Returns `undefined` for a version that this store did not give. */
export function parseVersion(version: string): State | undefined {
  const [cas = '', createdAt = '', expiresAt = '', ...more] = version.split(':');
  if (!isCasId(cas) || more.length > 0) return undefined;
  const state = { cas, createdAt: Number(createdAt || NaN), expiresAt: Number(expiresAt || NaN) };
  return Number.isFinite(state.createdAt) && Number.isFinite(state.expiresAt) ? state : undefined;
}
