import type { MongoFailure } from './mongo-failure.js';

/** What of a driver's error may be shown: no session data, for errors are logged. */
export interface FailureCause extends Error {
  /** The server's code (11000), or the system's (`ECONNREFUSED`). */
  readonly code?: number | string;
  /** The server's name of its code. */
  readonly codeName?: string;
  /** What server and driver say about repeating, such as `RetryableWriteError`. */
  readonly errorLabels?: readonly string[];
}

const maxTextLength = 300;

/**
 * An error like the one that was thrown, without what it quotes: a validator's refusal carries the document, and the
 * error of a unique index the value.
 */
export function causeOf(thrown: unknown, failure: MongoFailure): FailureCause {
  const { code, codeName, labels, name } = failure;
  const cause: Error & { code?: number | string; codeName?: string; errorLabels?: readonly string[] } = new Error(
    safeText(failure),
  );
  cause.name = name;
  if (code !== undefined) cause.code = code;
  if (codeName !== undefined) cause.codeName = codeName;
  if (labels.size > 0) cause.errorLabels = [...labels];
  const frames = thrown instanceof Error ? (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  cause.stack = [`${name}: ${cause.message}`, ...frames].join('\n');
  return cause;
}

/** What went wrong, in one line that quotes nothing but names, numbers and addresses. */
export function safeText({ text }: MongoFailure): string {
  const line = withoutDocuments(text)
    .replace(/\/\/[^\s/@]+@/g, '//…@')
    .replace(/'[^']*'|"[^"]*"/g, (quoted) => (/^.[\w.@:/-]{0,80}.$/.test(quoted) ? quoted : '…'))
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return line.length > maxTextLength ? `${line.slice(0, maxTextLength)}…` : line;
}

/** Documents and parts of them go: all between the first brace and the last, or everything where a document was cut off. */
function withoutDocuments(text: string): string {
  const start = text.indexOf('{');
  if (start < 0) return text;
  const end = text.lastIndexOf('}');
  return `${text.slice(0, start)}{…}${end > start ? text.slice(end + 1) : ''}`;
}
