import type { AttributeValue, OwnedSession, SessionId, SessionRecord, StoredSession } from '@sess/core';
import { assertKeepable, attributeFields } from './attribute-fields.js';
import { documentOf, payloadOf } from './payload-document.js';
import type { Fields } from './session-collection.js';

/** What a list shows of a session: never its payload. */
export const listProjection: Fields = { createdAt: 1, expiresAt: 1, attributes: 1, owner: 1 };
export const ownerProjection: Fields = { owner: 1 };
export const idProjection: Fields = { _id: 1 };

/** Turns records into documents and back. */
export class DocumentMapping {
  readonly #isNative: boolean;

  /** @param payload - Whether payloads are kept as documents where that changes nothing. */
  constructor(payload: 'text' | 'document') {
    this.#isNative = payload === 'document';
  }

  whole(id: SessionId, record: SessionRecord): Fields {
    return { _id: id, createdAt: new Date(record.createdAt), ...this.#set(record) };
  }

  /** All that a write replaces: everything but the id and the beginning. What the record does not say is removed. */
  changes(record: SessionRecord): Fields {
    const set = this.#set(record);
    const unset = ['owner', 'attributes'].filter((field) => set[field] === undefined);
    return {
      $set: set,
      ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, ''])) }),
    };
  }

  /** As `changes`, with a new beginning: for a record that takes the place of an expired one. */
  replacement(record: SessionRecord): Fields {
    const { $set, ...others } = this.changes(record);
    return { $set: { ...($set as Fields), createdAt: new Date(record.createdAt) }, ...others };
  }

  record(document: Fields): StoredSession {
    const revision = document['revision'] as string;
    return {
      payload: payloadOf(document['payload']),
      ...lifeOf(document),
      ...(typeof document['owner'] === 'string' && { owner: document['owner'] }),
      ...attributesOf(document),
      revision,
      // New and random with each write, a touch too, so it names the stored state: no field more is needed.
      version: revision,
    };
  }

  #set({ payload, expiresAt, owner, attributes, revision }: SessionRecord): Fields {
    if (owner !== undefined) assertKeepable(owner, 'owner');
    const fields = attributeFields(attributes);
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

/** Whether the document is that owner's, byte for byte: a server that knows no collation, or ignores it, may find others too. */
export function isOwnedBy(document: Fields, owner: string): boolean {
  return document['owner'] === owner;
}

export function listed(document: Fields): OwnedSession {
  return { id: idOf(document), ...lifeOf(document), ...attributesOf(document) };
}

function lifeOf(document: Fields) {
  return {
    createdAt: (document['createdAt'] as Date).getTime(),
    expiresAt: (document['expiresAt'] as Date).getTime(),
  };
}

function attributesOf(document: Fields): { attributes?: Readonly<Record<string, AttributeValue>> } {
  const attributes = document['attributes'] as Readonly<Record<string, AttributeValue>> | undefined;
  return attributes ? { attributes } : {};
}
