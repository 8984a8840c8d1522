import { type AttributeValue, SessionError } from '@sess/core';
import { assertKeepable } from './keepable-text.js';
import type { AttributeColumn } from './session-columns.js';

/** An attribute as its column takes it. Refused is what would come back as something else, or not at all. */
export function toColumnValue(column: AttributeColumn, value: AttributeValue | undefined): AttributeValue {
  if (value === undefined || value === null) return null;
  const expected = expectationOf(column.type, value);
  if (expected === undefined) {
    if (typeof value === 'string') assertKeepable(value, `the attribute '${column.name}'`);
    return value;
  }
  const given = typeof value === 'number' ? 'this number' : `a ${typeof value}`;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `PrismaSessionStore: the attribute '${column.name}' is kept as ${expected}, not as ${given}`,
  );
}

/** What the column would take instead of the value; `undefined` when it takes the value. */
function expectationOf(type: string | undefined, value: AttributeValue): string | undefined {
  // Prisma sends larger ones with sixteen digits, of which seventeen may count.
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

/** An attribute as it was given, out of what the client made of its column. */
export function fromColumnValue(value: unknown): AttributeValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
