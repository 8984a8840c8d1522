import { readFileSync } from 'node:fs';
import type { SealedRecord } from '@sess/core';
import { openToken } from '../src/seal.js';
import { contextOf, readToken } from '../src/token.js';

/** One of the examples of FORMAT.md. */
export interface Vector {
  readonly what: string;
  readonly keyName: string;
  readonly secret: string;
  readonly salt: string;
  readonly purpose: string;
  readonly cookieName: string;
  readonly plaintext: string;
  readonly record: Record<string, unknown>;
  readonly token: string;
}

/** The vectors of that page. */
export function readVectors(page: URL): readonly Vector[] {
  const text = readFileSync(page, 'utf8');
  return JSON.parse(/```json\n(\[\n[^`]+\])\n```/.exec(text)?.[1] ?? '[]') as readonly Vector[];
}

/** Opens its token as the store would, which refuses a secret that is published. */
export async function openVector({
  keyName: name,
  secret,
  purpose,
  cookieName,
  token,
}: Vector): Promise<SealedRecord | undefined> {
  const parts = readToken(token);
  const key = { name, secret: new Uint8Array(Buffer.from(secret, 'base64url')) };
  return parts?.keyName === name ? openToken(parts, { key, context: contextOf(purpose, cookieName) }) : undefined;
}
