import { type AttributeValue, SessionError } from '@sess/core';

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * Returns attributes as a document, so that each can be queried and indexed. Refuses values that would come back
 * changed.
 */
export function attributeFields(attributes: Attributes | undefined): Attributes | undefined {
  const entries = Object.entries(attributes ?? {});
  if (entries.length === 0) return undefined;
  for (const [name, value] of entries) {
    assertAttributeName(name);
    if (typeof value === 'string') assertKeepable(value, `the attribute '${name}'`);
    else if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'boolean' && value !== null) {
      throw invalid(`the attribute '${name}' must be a string, a finite number, a boolean or null`);
    }
  }
  return Object.fromEntries(entries);
}

/** Refuses a name that cannot be part of a path in a query, as in `attributes.accountId`. */
export function assertAttributeName(name: string): void {
  if (!/^$|^\$|[.\0]|^__proto__$|^_bsontype$/.test(name)) return assertKeepable(name, 'the name of an attribute');
  throw invalid(`an attribute cannot be called '${name}', because queries could not name it`);
}

/**
 * Refuses text that BSON would change. Core checks payloads; owners and attributes come from the application as they
 * are.
 */
export function assertKeepable(text: string, what: string): void {
  if (!/\p{Surrogate}/u.test(text)) return;
  throw invalid(`${what} contains a lone surrogate, which MongoDB does not keep`);
}

function invalid(problem: string): SessionError {
  return new SessionError('INVALID_ARGUMENT', `MongoSessionStore: ${problem}`);
}
