import { type AttributeValue, SessionError } from '@sess/core';
import { assertKeepable } from './keepable-text.js';
import type { AttributeColumn } from './session-columns.js';

/** Returns an attribute as its column takes it. Refuses a value that would come back changed, or not at all. */
export function toColumnValue(column: AttributeColumn, value: AttributeValue | undefined): AttributeValue {
  if (value === undefined || value === null) return null;
  const expected = expectedKind(column.type, value);
  if (expected === undefined) {
    if (typeof value === 'string') assertKeepable(value, `the attribute '${column.name}'`);
    return value;
  }
  const given = typeof value === 'number' ? 'this number' : `a ${typeof value}`;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `PrismaSessionStore: the attribute '${column.name}' must be ${expected}, not ${given}`,
  );
}

/** What the column takes instead of the value; `undefined` when it takes the value. */
function expectedKind(type: string | undefined, value: AttributeValue): string | undefined {
  // Prisma sends larger ones with 16 digits, and a double may need 17.
  if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return 'a number within 2^53';
  switch (type) {
    case 'String':
      return typeof value === 'string' ? undefined : 'a string';
    case 'Boolean':
      return typeof value === 'boolean' ? undefined : 'a boolean';
    case 'Int':
      return Number.isInteger(value) && Number(value) === (Number(value) | 0) ? undefined : 'an integer of 32 bits';
    case 'BigInt':
      return Number.isInteger(value) ? undefined : 'an integer';
    case 'Float':
      return typeof value === 'number' ? undefined : 'a number';
    default:
      return ['string', 'number', 'boolean'].includes(typeof value) ? undefined : 'a string, number or boolean';
  }
}

/** Returns an attribute as it was given, from what the client read from its column. */
export function fromColumnValue(value: unknown): AttributeValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
