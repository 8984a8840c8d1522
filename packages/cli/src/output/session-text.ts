import type { SessionRecord } from '@sess/core';

/** Returns an instant to the second, in UTC. */
export function instantText(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Returns each attribute as `name=value`. */
export function attributesText(attributes: SessionRecord['attributes']): readonly string[] {
  return Object.entries(attributes ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}
