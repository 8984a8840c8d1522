import { CorruptSessionError, DeserializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import type { Expiry } from '../options/lifetimes.js';
import { isPlainObject } from './plain-object.js';
import { parseSessionId, parseSessionKey } from '../keys/session-key.js';
import type { SessionId } from '../contract/session-id.js';
import { isEnvelope } from './envelope-fields.js';
import { jsonSerializer, refuseLargeForJson, writeOwnJson } from './json-serializer.js';

/** The content of a payload: the application's data, with core's own fields beside it and not among its keys. */
export interface Envelope {
  readonly data: Readonly<Record<string, unknown>>;
  readonly flash?: Readonly<Record<string, unknown>>;
  readonly lifetime?: string;
  readonly expiry?: Expiry;
  /** The time from the last visit to the stored deadline, so that a shorter timeout can be applied to that visit. */
  readonly idle: number;
  /** An anonymous visitor was given an id, so the record stays although it is empty. */
  readonly started?: true;
  /** When the cookie was sent; only if the session may outlive it. */
  readonly cookieSentAt?: number;
  /** When the last token of a sealed session ends; only if it was sealed under longer timeouts than today's. */
  readonly sealedUntil?: number;
}

/** The record under a superseded id, kept for a minute. It never opens its successor. */
export interface Tombstone {
  readonly successor: SessionId;
  readonly by: 'regenerate' | 'sign-in';
}

const version = 1;

/** How long a tombstone is kept, in milliseconds: longer than requests with the old session are likely to take. */
export const tombstoneLife = 60_000;

/** Serializes an envelope. Any name but JSON's comes first, so that a payload tells which serializer can read it. */
export function encodeEnvelope(serializer: Serializer, envelope: Envelope | Tombstone): string {
  const text = serializer.serialize({ v: version, ...envelope });
  return serializer.name === 'json' ? text : `${serializer.name}:${text}`;
}

/**
 * Serializes an envelope for a store that accepts `maxBytes`.
 *
 * @throws {@link SessionTooLargeError} if JSON certainly takes more, which is found without writing it
 */
export function encodeWithin(serializer: Serializer, envelope: Envelope, maxBytes: number): string {
  if (serializer !== jsonSerializer) return encodeEnvelope(serializer, envelope);
  const value = { v: version, ...envelope };
  refuseLargeForJson(value, 'its data', maxBytes);
  return JSON.stringify(value);
}

/** Serializes an envelope whose data only core holds, and whose values were checked when they came in. */
export function encodeOwnEnvelope(serializer: Serializer, envelope: Envelope): string {
  return serializer === jsonSerializer
    ? writeOwnJson({ v: version, ...envelope })
    : encodeEnvelope(serializer, envelope);
}

/** Returns the name of the serializer that wrote a payload. */
export function serializerNameOf(payload: string): string {
  return /^([a-z][a-z0-9-]*):/.exec(payload)?.[1] ?? 'json';
}

/** @throws {@link CorruptSessionError} if this serializer did not write the payload */
export function decodeEnvelope(serializer: Serializer, payload: string): Envelope | Tombstone {
  const writer = serializerNameOf(payload);
  if (writer !== serializer.name) {
    throw new CorruptSessionError(
      `A session was written by the serializer "${writer}" and cannot be read by "${serializer.name}". ` +
        `If "${writer}" was in use before, give it to the manager in formerSerializers.`,
    );
  }
  let value: unknown;
  try {
    value = serializer.deserialize(writer === 'json' ? payload : payload.slice(writer.length + 1));
  } catch (error) {
    if (!(error instanceof DeserializeError)) throw error;
    throw new CorruptSessionError(`A stored session is not in the form that "${serializer.name}" writes.`, {
      cause: error,
    });
  }
  if (!isPlainObject(value) || value['v'] !== version) {
    throw new CorruptSessionError('A stored session is not a session envelope of this version of @sess/core.');
  }
  const { v: _, ...envelope } = value;
  if ('successor' in envelope ? isTombstoneRecord(envelope) : isEnvelope(envelope)) {
    // Each field was checked, which the compiler cannot tell of a record of unknowns.
    return envelope as unknown as Envelope | Tombstone;
  }
  throw new CorruptSessionError(
    'A stored session has no data object, or has a field with a value that core does not write.',
  );
}

/** Whether a tombstone names its successor: by an id, or by a key if ids are not hashed. */
function isTombstoneRecord({ successor, by }: Record<string, unknown>): boolean {
  const id = typeof successor === 'string' && (parseSessionId(successor) ?? parseSessionKey(successor));
  return Boolean(id) && (by === 'regenerate' || by === 'sign-in');
}

export function isTombstone(envelope: Envelope | Tombstone): envelope is Tombstone {
  return 'successor' in envelope;
}
