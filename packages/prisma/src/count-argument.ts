import { SessionError } from '@sess/core';

/** Refuses a limit that is no positive integer, before a database makes something of its own of it. */
export function assertCount(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `PrismaSessionStore: ${what} must be a positive integer, not ${String(value)}`,
  );
}
