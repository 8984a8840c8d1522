import { SerializeError, SessionError, SessionTooLargeError } from '../contract/errors.js';
import type { SessionRecord } from '../contract/session-record.js';
import type { StoreLimits } from '../contract/store-limits.js';
import type { PendingChanges } from '../session/pending-changes.js';
import { isKeepable } from '../payload/keepable-text.js';

/**
 * Refuses what no store should be sent.
 *
 * @throws {@link SessionTooLargeError} over the store's limits, {@link SessionError} `SERIALIZE` for texts that
 * databases change
 */
export function checkRecord(
  { maxPayloadBytes, maxExpiresAt }: StoreLimits,
  { payload, expiresAt, attributes }: Pick<SessionRecord, 'payload' | 'expiresAt' | 'attributes'>,
): void {
  if (!isKeepable(payload))
    throw new SessionError('SERIALIZE', 'The serializer wrote U+0000 or a lone surrogate, which databases change.');
  if (attributes) refuseUnkeepable(attributes);
  // A character is at most three bytes a UTF-16 unit, so that most payloads need no counting.
  if (payload.length * 3 > maxPayloadBytes) {
    const bytes = new TextEncoder().encode(payload).length;
    if (bytes > maxPayloadBytes) {
      throw new SessionTooLargeError(
        `The session takes ${bytes} bytes; the store's limit (maxPayloadBytes) is ${maxPayloadBytes}.`,
      );
    }
  }
  if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`The deadline is later than the store's maxExpiresAt.`);
}

/** Names the largest values in the message, so that it says what to do. Other errors are returned as they are. */
export function explainSize(error: unknown, { data }: PendingChanges): unknown {
  if (!(error instanceof SessionTooLargeError)) return error;
  const largest = data.largest(3).map(({ key, size }) => `${JSON.stringify(key)} (${size} characters)`);
  return new SessionTooLargeError(`${error.message} Largest keys: ${largest.join(', ') || 'none'}.`, { cause: error });
}

function refuseUnkeepable(attributes: NonNullable<SessionRecord['attributes']>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const isText = typeof value === 'string';
    if (isText ? isKeepable(value) : typeof value === 'boolean' || value === null || Number.isFinite(value)) continue;
    throw new SerializeError(
      `attributes.${name}`,
      'must be a string without U+0000 and lone surrogates, a finite number, a boolean or null',
      // A visitor may have sent a text.
      isText ? { status: 400 } : undefined,
    );
  }
}
