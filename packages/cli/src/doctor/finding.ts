import { SessionError, type StoreFinding } from '@sess/core';
import { redactedText } from '@sess/core/store';

/** What a doctor says: a finding, or that something works. */
export interface Finding extends Omit<StoreFinding, 'level'> {
  readonly level: StoreFinding['level'] | 'ok';
}

/** What could not be done, and why. What to do is in the message of core or the store. */
export function failureOf(code: string, what: string, thrown: unknown): Finding {
  const reason =
    thrown instanceof SessionError
      ? thrown.message
      : redactedText(thrown instanceof Error ? thrown.message : String(thrown));
  return { level: 'error', code, message: `${what}: ${reason}` };
}
