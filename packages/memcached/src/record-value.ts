import { type AttributeValue, SessionError, type SessionRecord, StoreError } from '@sess/core';

/** What names the form and its version: the README of this package describes the whole form. */
const mark = 'sess';
const formVersion = 1;
const lineFeed = 10;

const utf8 = new TextEncoder();
// A byte order mark at the beginning of a payload is the payload's.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What stands under a key whose session was deleted, for the moment until memcached lets go of it: a record that expired
 * in 1970, so that whoever sees it reads an absence.
 */
export const deletedValue = encodeRecord({ payload: '', createdAt: 0, expiresAt: 0, revision: '' });

/**
 * A record in version 1 of the form: `sess1`, a JSON array of `createdAt`, `expiresAt`, `revision`, owner and
 * attributes, a line feed, the payload in UTF-8. What is absent at the end of the array is left out; an owner that is
 * absent before attributes is `null`.
 *
 * @throws {@link @sess/core#SessionError} `INVALID_ARGUMENT` for an attribute that is no text, finite number or boolean.
 */
export function encodeRecord({
  payload,
  createdAt,
  expiresAt,
  revision,
  owner,
  attributes,
}: SessionRecord): Uint8Array {
  const head = [JSON.stringify(createdAt), JSON.stringify(expiresAt), JSON.stringify(revision)];
  const kept = encodeAttributes(attributes ?? {});
  if (owner !== undefined || kept) head.push(JSON.stringify(owner ?? null));
  if (kept) head.push(kept);
  return utf8.encode(`${mark}${formVersion}[${head.join(',')}]\n${payload}`);
}

function encodeAttributes(attributes: Readonly<Record<string, AttributeValue | undefined>>): string | undefined {
  const members: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (!isAttributeValue(value)) {
      throw new SessionError(
        'INVALID_ARGUMENT',
        `MemcachedSessionStore: the attribute '${name}' is neither text nor a finite number nor a boolean`,
      );
    }
    // JSON has a -0 and reads it, and only JSON.stringify does not write it.
    members.push(`${JSON.stringify(name)}:${Object.is(value, -0) ? '-0' : JSON.stringify(value)}`);
  }
  return members.length > 0 ? `{${members.join(',')}}` : undefined;
}

/**
 * The record in a value.
 *
 * @throws {@link @sess/core#StoreError} for a value of a later version, and for what is no record at all: neither is an absence.
 */
export function decodeRecord(value: Uint8Array): SessionRecord {
  const headBytes = headBytesOf(value);
  let head: string;
  let payload: string;
  try {
    head = strictUtf8.decode(value.subarray(0, headBytes));
    payload = strictUtf8.decode(value.subarray(headBytes));
  } catch {
    throw noRecord();
  }
  const [, version, members] = /^sess(\d{1,9})(.*)\n$/s.exec(head) ?? [];
  if (version === undefined || members === undefined) throw noRecord();
  if (Number(version) > formVersion) {
    throw new StoreError(
      `the session is kept in version ${version} of its form, and this @sess/memcached reads up to ${formVersion}: ` +
        'update it here too',
      { outcome: 'not-applied' },
    );
  }
  return { payload, ...readHead(members) };
}

/** Where the payload begins; 0 where there is no head. */
export function headBytesOf(value: Uint8Array): number {
  return value.indexOf(lineFeed) + 1;
}

function readHead(members: string): Omit<SessionRecord, 'payload'> {
  let head: unknown;
  try {
    head = JSON.parse(members);
  } catch {
    throw noRecord();
  }
  if (!Array.isArray(head) || head.length < 3 || head.length > 5) throw noRecord();
  const [createdAt, expiresAt, revision, owner, attributes] = head as readonly unknown[];
  if (typeof createdAt !== 'number' || typeof expiresAt !== 'number' || typeof revision !== 'string') throw noRecord();
  if (owner !== undefined && owner !== null && typeof owner !== 'string') throw noRecord();
  if (attributes !== undefined && !isAttributes(attributes)) throw noRecord();
  return {
    createdAt,
    expiresAt,
    revision,
    ...(typeof owner === 'string' && { owner }),
    ...(attributes && { attributes }),
  };
}

function isAttributes(value: unknown): value is Readonly<Record<string, AttributeValue>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isAttributeValue)
  );
}

function isAttributeValue(value: unknown): value is string | number | boolean {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function noRecord(): StoreError {
  return new StoreError(
    'under its key stands something that is no session of @sess/memcached. ' +
      'Give each application that shares a memcached a prefix of its own',
    { outcome: 'not-applied' },
  );
}
