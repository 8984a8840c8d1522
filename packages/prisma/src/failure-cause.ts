import { isRefusedByModel, type PrismaFailure } from './prisma-failure.js';

/** What of a client's error may be shown: no session data, for errors are logged. */
export interface FailureCause extends Error {
  /** Prisma's code, such as `P1001`. */
  readonly code?: string;
  /** The database's own: an SQLSTATE, an errno, a result code. */
  readonly databaseCode?: string;
}

const maxTextLength = 300;

/**
 * An error like the one that was thrown, without what it quotes. Prisma's validation errors print the whole call with
 * its payload, PostgreSQL's details the whole row, and the MariaDB connector may add the statement and its parameters.
 */
export function causeOf(thrown: unknown, failure: PrismaFailure): FailureCause {
  const { code, databaseCode, name } = failure;
  const cause: Error & { code?: string; databaseCode?: string } = new Error(safeText(failure));
  cause.name = name;
  if (code !== undefined) cause.code = code;
  if (databaseCode !== undefined) cause.databaseCode = databaseCode;
  const frames = thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  cause.stack = [`${name}: ${cause.message}`, ...frames].join('\n');
  return cause;
}

/** What went wrong, in one line that quotes nothing but names, numbers and addresses. */
export function safeText(failure: PrismaFailure): string {
  // The last line of a validation error says what is wrong; those above it are the call.
  const said = isRefusedByModel(failure) ? (failure.text.split('\n').at(-1) ?? '') : failure.text;
  const [sentence = ''] = said.split(/\n[ \t]*sql:|\s- parameters:|\nDETAIL:/i);
  const unquoted = sentence.replace(/'[^']*'|"[^"]*"/g, (quoted) =>
    /^.[\w.@:/-]{0,80}.$/.test(quoted) ? quoted : '…',
  );
  const line = unquoted.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > maxTextLength ? `${line.slice(0, maxTextLength)}…` : line;
}
