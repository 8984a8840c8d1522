import type { AttributeValue, OwnedSession, SessionId, SessionRecord, StoredSession } from '@sess/core';
import { SessionTooLargeError } from '@sess/core';
import { assertKeepable, attributeFields } from './attribute-values.js';
import { documentOf, payloadOf } from './payload-document.js';
import type { Fields } from './driver.js';

/** What a list shows of a session: never its payload. */
export const listProjection: Fields = { createdAt: 1, expiresAt: 1, attributes: 1, owner: 1 };
export const ownerProjection: Fields = { owner: 1 };
export const idProjection: Fields = { _id: 1 };

/** What is left of the 16 MiB of a document beside the longest payload, with room for ids, dates and names. */
const maxOtherBytes = 1_000_000;
const utf8 = new TextEncoder();

/** Converts records into documents and back. */
export class RecordMapping {
  readonly #isNative: boolean;

  /** @param payload - With `'document'`, payloads are kept as documents where that changes nothing. */
  constructor(payload: 'text' | 'document') {
    this.#isNative = payload === 'document';
  }

  whole(id: SessionId, record: SessionRecord): Fields {
    return { _id: id, createdAt: new Date(record.createdAt), ...this.#set(record) };
  }

  /** All that a write replaces: everything but the id and `createdAt`. What the record leaves out is removed. */
  changes(record: SessionRecord): Fields {
    const set = this.#set(record);
    const unset = ['owner', 'attributes'].filter((field) => set[field] === undefined);
    return {
      $set: set,
      ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, ''])) }),
    };
  }

  /** As `changes`, with a new `createdAt`: for a record that replaces an expired one. */
  replacement(record: SessionRecord): Fields {
    const { $set, ...others } = this.changes(record);
    return { $set: { ...($set as Fields), createdAt: new Date(record.createdAt) }, ...others };
  }

  record(document: Fields): StoredSession {
    const revision = document['revision'] as string;
    return {
      payload: payloadOf(document['payload']),
      ...instantsOf(document),
      ...(typeof document['owner'] === 'string' && { owner: document['owner'] }),
      ...attributesOf(document),
      revision,
      // Random and new with every write, a touch too, so it names the stored state and needs no further field.
      version: revision,
    };
  }

  #set({ payload, expiresAt, owner, attributes, revision }: SessionRecord): Fields {
    if (owner !== undefined) assertKeepable(owner, 'owner');
    const fields = attributeFields(attributes);
    assertSmall(`${fields ? JSON.stringify(fields) : ''}${owner ?? ''}`);
    return {
      payload: (this.#isNative ? documentOf(payload) : undefined) ?? payload,
      expiresAt: new Date(expiresAt),
      ...(owner !== undefined && { owner }),
      ...(fields && { attributes: fields }),
      revision,
    };
  }
}

export function idOf(document: Fields): SessionId {
  return document['_id'] as SessionId;
}

/**
 * Whether the document belongs to that owner, byte for byte. A server that ignores the collation may also find others.
 */
export function isOwnedBy(document: Fields, owner: string): boolean {
  return document['owner'] === owner;
}

export function listed(document: Fields): OwnedSession {
  return { id: idOf(document), ...instantsOf(document), ...attributesOf(document) };
}

function instantsOf(document: Fields) {
  return {
    createdAt: (document['createdAt'] as Date).getTime(),
    expiresAt: (document['expiresAt'] as Date).getTime(),
  };
}

function attributesOf(document: Fields): { attributes?: Readonly<Record<string, AttributeValue>> } {
  const attributes = document['attributes'] as Readonly<Record<string, AttributeValue>> | undefined;
  return attributes ? { attributes } : {};
}

function assertSmall(ownerAndAttributes: string): void {
  // A UTF-16 unit is at most three bytes of UTF-8, so most texts need no counting.
  if (ownerAndAttributes.length * 3 <= maxOtherBytes) return;
  if (utf8.encode(ownerAndAttributes).byteLength <= maxOtherBytes) return;
  throw new SessionTooLargeError(
    `Owner and attributes of the session are longer than ${maxOtherBytes} bytes: they are for queries, so keep data in the session`,
  );
}
