import { SessionError } from '@sess/core';

/**
 * Refuses text that a database would cut or change: PostgreSQL takes no U+0000, and UTF-8 has no lone surrogate. Core
 * checks payloads; owners and attributes come from the application as they are.
 */
export function assertKeepable(text: string, what: string): void {
  if (!text.includes('\0') && !/\p{Surrogate}/u.test(text)) return;
  throw new SessionError(
    'INVALID_ARGUMENT',
    `PrismaSessionStore: ${what} contains U+0000 or a lone surrogate, which databases do not keep`,
  );
}
