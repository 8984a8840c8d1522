const maxTextLength = 300;

/**
 * Returns what an error says, in one line of at most 300 characters, without passwords in addresses and without quoted
 * text. Quoted names, numbers and addresses stay.
 *
 * What your driver quotes in other ways, such as a statement with its parameters, has to be cut off before.
 */
export function redactedText(text: string): string {
  const line = text
    .replace(/\S+/g, withoutPassword)
    .replace(/\b(password|passwd|pwd)=[^\s&;]+/gi, '$1=…')
    .replace(/\/\/[^\s/@]+@/g, '//…@')
    .replace(/'[^']*'|"[^"]*"/g, (quoted) => (/^.[\w.@:/-]{0,80}.$/.test(quoted) ? quoted : '…'))
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return line.length > maxTextLength ? `${line.slice(0, maxTextLength)}…` : line;
}

/** A password that was not encoded may hold `/` and `@`, so it reaches to the last `@`. */
function withoutPassword(word: string): string {
  const end = word.lastIndexOf('@');
  const start = word.slice(0, Math.max(end, 0)).search(/\/\/[^/@:]*:/);
  return start < 0 ? word : `${word.slice(0, start)}//…${word.slice(end)}`;
}

/** An error with some of the properties of another. */
export type RedactedCause<Properties> = Error & {
  readonly [Name in keyof Properties]?: Exclude<Properties[Name], undefined>;
};

/**
 * Returns an error to use as the `cause` of a `StoreError` in place of the driver's, which may quote a payload, a row
 * or a statement. It has the same name and the same stack frames, the given message, and of the other properties only
 * those that are given.
 *
 * @param properties - What is safe to log, such as the driver's `code`. Those that are `undefined` are left out.
 * @example
 * ```ts
 * function causeOf(error: Error & { code?: string }): Error {
 *   return redactedCause(error, redactedText(error.message), { code: error.code });
 * }
 * ```
 */
export function redactedCause<Properties extends object>(
  thrown: unknown,
  message: string,
  properties: Properties,
): RedactedCause<Properties> {
  const { name, stack = '' } = thrown instanceof Error ? thrown : { name: 'Error' };
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const cause = Object.assign(new Error(message), { name }, Object.fromEntries(given)) as RedactedCause<Properties>;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  cause.stack = [`${cause.name}: ${message}`, ...frames].join('\n');
  return cause;
}
