import type { SessionId } from '@sess/core';
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
 * record must keep its `createdAt` and must not have expired. memcached compares only the CAS id, and each server
 * counts its own, so a checksum binds all of it to the session.
 */
export function versionOf(id: SessionId, { cas, createdAt, expiresAt }: State): string {
  const named = `${cas}:${createdAt}:${expiresAt}`;
  return `${named}:${checksumOf(`${id}:${named}`)}`;
}

/** Returns `undefined` for a version that this store did not give to this session, however similar it is. */
export function parseVersion(id: SessionId, version: string): State | undefined {
  const [cas = '', createdAt, expiresAt] = version.split(':');
  const state = { cas, createdAt: Number(createdAt), expiresAt: Number(expiresAt) };
  return isCasId(cas) && versionOf(id, state) === version ? state : undefined;
}

/** FNV-1a of 32 bits. */
function checksumOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
