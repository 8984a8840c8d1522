import { warn } from '#platform';

/** Sessions that are lost with each deployment look like visitors who sign out. */
export function warnInProduction(): void {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  if (process?.env?.['NODE_ENV'] !== 'production') return;
  warn(
    'SESS_MEMORY_STORE',
    'MemorySessionStore is for development and tests: every session ends with the process, and no other process sees ' +
      'it. Give the SessionManager another store, for example that of @sess/prisma.',
  );
}
