import { type AttributeValue, SessionError, type SessionRecord, StoreError } from '@sess/core';

/** Names the format; its version follows. The README of this package describes the whole format. */
const mark = 'sess';
const formatVersion = 1;

const utf8 = new TextEncoder();
// What begins with a byte order mark is not a record.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What is under the key of a deleted session until memcached removes it a moment later: a record that expired in 1970,
 * so that a reader finds the session absent.
 */
export const deletedValue = encodeRecord({ payload: '', createdAt: 0, expiresAt: 0, revision: '' });

/**
 * Returns a record in version 1 of the format: `sess1`, a JSON array of `createdAt`, `expiresAt`, `revision`, owner and
 * attributes, a line feed, the payload in UTF-8. What is absent at the end of the array is left out. An absent owner
 * before attributes is `null`.
 *
 * @throws {@link @sess/core#SessionError} `INVALID_ARGUMENT` for an attribute that is not a string, finite number or
 * boolean
 */
export function encodeRecord(record: SessionRecord): Uint8Array {
  const { payload, createdAt, expiresAt, revision, owner, attributes } = record;
  const head = [createdAt, expiresAt, revision].map((member) => JSON.stringify(member));
  const kept = encodeAttributes(attributes ?? {});
  if (owner !== undefined || kept) head.push(JSON.stringify(owner ?? null));
  if (kept) head.push(kept);
  return utf8.encode(`${mark}${formatVersion}[${head.join(',')}]\n${payload}`);
}

function encodeAttributes(attributes: Readonly<Record<string, AttributeValue | undefined>>): string | undefined {
  const members: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (!isAttributeValue(value)) {
      throw new SessionError(
        'INVALID_ARGUMENT',
        `MemcachedSessionStore: the attribute '${name}' must be a string, a finite number or a boolean`,
      );
    }
    // JSON has a -0, which JSON.parse reads and JSON.stringify does not write.
    members.push(`${JSON.stringify(name)}:${Object.is(value, -0) ? '-0' : JSON.stringify(value)}`);
  }
  return members.length > 0 ? `{${members.join(',')}}` : undefined;
}

/**
 * Returns the record in a value.
 *
 * @throws {@link @sess/core#StoreError} for a value of a later version, and for what is not a record at all: neither
 * means absent
 */
export function decodeRecord(value: Uint8Array): SessionRecord {
  let text: string;
  try {
    text = strictUtf8.decode(value);
  } catch {
    throw notARecord();
  }
  const [head, version, members] = /^sess(\d{1,9})([^\n]*)\n/.exec(text) ?? [];
  if (head === undefined || version === undefined || members === undefined) throw notARecord();
  if (Number(version) > formatVersion) {
    throw new StoreError(
      `the session is kept in version ${version} of the format, and this @sess/memcached reads versions up to ${formatVersion}: ` +
        'update it here too',
      { outcome: 'not-applied' },
    );
  }
  return readRecord(members, text.slice(head.length));
}

function readRecord(members: string, payload: string): SessionRecord {
  let head: unknown;
  try {
    head = JSON.parse(members);
  } catch {
    throw notARecord();
  }
  if (!Array.isArray(head) || head.length < 3 || head.length > 5) throw notARecord();
  const [createdAt, expiresAt, revision, owner, attributes] = head as readonly unknown[];
  if (typeof createdAt !== 'number' || typeof expiresAt !== 'number' || typeof revision !== 'string')
    throw notARecord();
  if (owner !== undefined && owner !== null && typeof owner !== 'string') throw notARecord();
  if (attributes !== undefined && !isAttributes(attributes)) throw notARecord();
  // Field by field, because a spread with additions takes more than a microsecond.
  const record: { -readonly [Field in keyof SessionRecord]: SessionRecord[Field] } = {
    payload,
    createdAt,
    expiresAt,
    revision,
  };
  if (typeof owner === 'string') record.owner = owner;
  if (attributes) record.attributes = attributes;
  return record;
}

function isAttributes(value: unknown): value is Readonly<Record<string, AttributeValue>> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isAttributeValue)
  );
}

function isAttributeValue(value: unknown): value is string | number | boolean {
  return ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

function notARecord(): StoreError {
  return new StoreError(
    'under its key is something that is not a session of @sess/memcached. ' +
      'Give each application that shares a memcached a prefix of its own',
    { outcome: 'not-applied' },
  );
}
