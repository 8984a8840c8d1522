import { isCasId } from './cas-id.js';

/** What a version tells of the state it names. Instants are epoch milliseconds. */
export interface State {
  readonly cas: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/**
 * Names a state by its CAS id, which memcached counts up with each write to any key and so never uses twice, until it
 * restarts and has lost everything. The instants come along so that a conditional write is one trip: what is replaced
 * has to keep its `createdAt`, and must not have expired.
 */
export function versionOf({ cas, createdAt, expiresAt }: State): string {
  return `${cas}:${createdAt}:${expiresAt}`;
}

/** `undefined` for a version that this store did not give. */
export function parseVersion(version: string): State | undefined {
  const [cas = '', createdAt = '', expiresAt = '', ...more] = version.split(':');
  if (!isCasId(cas) || more.length > 0) return undefined;
  const state = { cas, createdAt: Number(createdAt || NaN), expiresAt: Number(expiresAt || NaN) };
  return Number.isFinite(state.createdAt) && Number.isFinite(state.expiresAt) ? state : undefined;
}
