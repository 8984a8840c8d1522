import { CorruptSessionError, DeserializeError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import type { Expiry } from '../options/lifetimes.js';
import { isPlainObject } from './plain-object.js';
import { parseSessionId, parseSessionKey } from '../keys/session-key.js';
import type { SessionId } from '../contract/session-id.js';
import { isEnvelope } from './envelope-fields.js';
import { jsonSerializer, refuseLargeForJson, writeOwnJson } from './json-serializer.js';

/** What a payload holds: the application's data, and core's bookkeeping beside it instead of among its keys. */
export interface Envelope {
  readonly data: Readonly<Record<string, unknown>>;
  readonly flash?: Readonly<Record<string, unknown>>;
  readonly lifetime?: string;
  readonly expiry?: Expiry;
  /** How long after the last visit the stored deadline lies, so that a shortened policy can be held against that visit. */
  readonly idle: number;
  /** An anonymous visitor was given an id: the record stays although it is empty. */
  readonly started?: true;
  /** When the cookie was sent; only where the session may outlive it. */
  readonly cookieSentAt?: number;
  /** When the last token of a sealed session ends; only where today's timeouts do not say, because one was sealed under longer ones. */
  readonly sealedUntil?: number;
}

/** What stands under a superseded id for a minute. It never opens its successor. */
export interface Tombstone {
  readonly successor: SessionId;
  readonly by: 'regenerate' | 'sign-in';
}

const version = 1;

/** How long a tombstone stands, in milliseconds: longer than a request that loaded the session before is likely to take. */
export const tombstoneLife = 60_000;

/**
 * Serializes an envelope. JSON stands for itself, another serializer's text is marked with its name, so that
 * a payload says who can read it.
 */
export function encodeEnvelope(serializer: Serializer, envelope: Envelope | Tombstone): string {
  const text = serializer.serialize({ v: version, ...envelope });
  return serializer.name === 'json' ? text : `${serializer.name}:${text}`;
}

/**
 * The same for what has to fit into a store that takes `maxBytes`.
 *
 * @throws {@link SessionTooLargeError} for what JSON cannot write in so few, without writing it
 */
export function encodeWithin(serializer: Serializer, envelope: Envelope, maxBytes: number): string {
  if (serializer !== jsonSerializer) return encodeEnvelope(serializer, envelope);
  const value = { v: version, ...envelope };
  refuseLargeForJson(value, 'its data', maxBytes);
  return JSON.stringify(value);
}

/** The same for data that only core holds, of which each value is known to be kept. */
export function encodeOwnEnvelope(serializer: Serializer, envelope: Envelope): string {
  return serializer === jsonSerializer
    ? writeOwnJson({ v: version, ...envelope })
    : encodeEnvelope(serializer, envelope);
}

/** The name of the serializer that wrote a payload. */
export function authorOf(payload: string): string {
  return /^([a-z][a-z0-9-]*):/.exec(payload)?.[1] ?? 'json';
}

/** @throws {@link CorruptSessionError} for everything that this serializer did not write. */
export function decodeEnvelope(serializer: Serializer, payload: string): Envelope | Tombstone {
  const author = authorOf(payload);
  if (author !== serializer.name) {
    throw new CorruptSessionError(
      `A session was written by the serializer "${author}" and cannot be read by "${serializer.name}". ` +
        `If "${author}" was in use before, give it to the manager in formerSerializers.`,
    );
  }
  let value: unknown;
  try {
    value = serializer.deserialize(author === 'json' ? payload : payload.slice(author.length + 1));
  } catch (error) {
    if (!(error instanceof DeserializeError)) throw error;
    throw new CorruptSessionError(`A stored session is not what "${serializer.name}" writes.`, { cause: error });
  }
  if (!isPlainObject(value) || value['v'] !== version) {
    throw new CorruptSessionError('A stored session is no envelope of this version of @sess/core.');
  }
  const { v: _, ...envelope } = value;
  if ('successor' in envelope ? isSound(envelope) : isEnvelope(envelope)) {
    // Each field was looked at, which the compiler cannot follow through a record of unknowns.
    return envelope as unknown as Envelope | Tombstone;
  }
  throw new CorruptSessionError('A stored session holds no data object, or bookkeeping that core does not write.');
}

/** Whether a tombstone names its successor: by an id, or by a key where ids are not hashed. */
function isSound({ successor, by }: Record<string, unknown>): boolean {
  const names = typeof successor === 'string' && (parseSessionId(successor) ?? parseSessionKey(successor));
  return Boolean(names) && (by === 'regenerate' || by === 'sign-in');
}

export function isTombstone(envelope: Envelope | Tombstone): envelope is Tombstone {
  return 'successor' in envelope;
}
