import { readFileSync } from 'node:fs';

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
