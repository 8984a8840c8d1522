import { SessionError } from '@sess/core';

/**
 * Refuses text that a database would cut or change: PostgreSQL takes no U+0000, and a lone surrogate has no UTF-8.
 * Core has checked payloads; owners and attributes come from the application as they are.
 */
export function assertKeepable(text: string, what: string): void {
  if (!text.includes('\0') && !/\p{Surrogate}/u.test(text)) return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `PrismaSessionStore: ${what} has U+0000 or a lone surrogate, which databases do not keep`,
  );
}
