import { readFileSync } from 'node:fs';
import type { SealedRecord } from '@sess/core';
import { contextOf, parseToken, unsealToken } from '../src/token.js';

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

/** Reads the vectors of that page. */
export function readVectors(page: URL): readonly Vector[] {
  const text = readFileSync(page, 'utf8');
  return JSON.parse(/```json\n(\[\n[^`]+\])\n```/.exec(text)?.[1] ?? '[]') as readonly Vector[];
}

/** Unseals the token of a vector. The store itself would refuse its secret, which is published. */
export async function unsealVector({
  keyName: name,
  secret,
  purpose,
  cookieName,
  token,
}: Vector): Promise<SealedRecord | undefined> {
  const parts = parseToken(token);
  const key = { name, secret: new Uint8Array(Buffer.from(secret, 'base64url')) };
  return parts?.keyName === name ? unsealToken(parts, { key, context: contextOf(purpose, cookieName) }) : undefined;
}
