import { type AttributeValue, SessionError } from '@sess/core';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes as a document, so that each can be queried and indexed. Refused is what would come back as something else. */
export function attributeFields(attributes: Attributes | undefined): Attributes | undefined {
  const entries = Object.entries(attributes ?? {});
  if (entries.length === 0) return undefined;
  for (const [name, value] of entries) {
    assertAttributeName(name);
    if (typeof value === 'string') assertKeepable(value, `the attribute '${name}'`);
    else if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'boolean' && value !== null) {
      throw invalid(`the attribute '${name}' must be a text, a finite number, a boolean or null`);
    }
  }
  return Object.fromEntries(entries);
}

/** A name that stands in the path of a query: `attributes.accountId`. */
export function assertAttributeName(name: string): void {
  if (!/^$|^\$|[.\0]|^__proto__$|^_bsontype$/.test(name)) return assertKeepable(name, 'the name of an attribute');
  throw invalid(`an attribute cannot be called '${name}', because queries could not name it`);
}

/** Core has checked payloads; owners come from the application as they are, and a lone surrogate would become another text. */
export function assertKeepable(text: string, what: string): void {
  if (!/\p{Surrogate}/u.test(text)) return;
  throw invalid(`${what} has a lone surrogate, which MongoDB does not keep`);
}

function invalid(problem: string): SessionError {
  return new SessionError('INVALID_ARGUMENT', `MongoSessionStore: ${problem}`);
}
