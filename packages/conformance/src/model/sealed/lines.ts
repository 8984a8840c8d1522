import type { SealedRecord, Unsealed } from '@sess/core';
import { isNativeError } from 'node:util/types';

/** Shows a text briefly: `'x…' (32769 bytes)`. */
export function briefly(text: unknown): string {
  const shown = JSON.stringify(text) ?? 'undefined';
  if (typeof text !== 'string' || shown.length <= 50) return shown;
  return `${JSON.stringify(text.slice(0, 20))}… (${text.length} characters, ${Buffer.byteLength(text)} bytes)`;
}

/** Shows an instant as `t` and the milliseconds after the beginning of the run. */
export function instant(at: unknown, start: number): string {
  const after = Number(at) - start;
  if (typeof at !== 'number' || Math.abs(after) > 60 * 365 * 86_400_000) return briefly(at);
  return after === 0 ? 't' : `t ${after < 0 ? '-' : '+'} ${Math.abs(after)}`;
}

/** Shows a record, its id by the name that the lines give it. */
export function recordLine(record: SealedRecord, name: string, start: number): string {
  const { payload, createdAt, expiresAt, owner } = record;
  const fields = [
    `id: ${name}`,
    `payload: ${briefly(payload)}`,
    `createdAt: ${instant(createdAt, start)}`,
    `expiresAt: ${instant(expiresAt, start)}`,
    ...(owner === undefined ? [] : [`owner: ${briefly(owner)}`]),
  ];
  return `{ ${fields.join(', ')} }`;
}

/** Shows what unseal has returned. */
export function resultLine(result: Unsealed | undefined, nameOf: (id: string) => string, start: number): string {
  if (result === undefined) return 'undefined';
  const { record, reseal } = Object(result) as Unsealed;
  if (typeof record !== 'object' || record === null) return briefly(result);
  return `${recordLine(record, nameOf(record.id), start)}, reseal: ${String(reseal)}`;
}

/** Shows an error in one line. */
export function errorLine(error: unknown): string {
  if (!isNativeError(error) && !(error instanceof Error)) return briefly(error);
  const outcome: unknown = Reflect.get(error, 'outcome');
  const [line = ''] = error.message.split('\n');
  return `${error.name}${typeof outcome === 'string' ? ` '${outcome}'` : ''}: ${line.slice(0, 100)}`;
}
