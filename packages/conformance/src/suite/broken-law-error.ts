/**
 * Fails a test: which law was broken, by whom, what was expected, and what was seen.
 *
 * It is not an AssertionError, because runners print the values that those compare, and here there are none. Its stack
 * begins where the law found the fault, not where laws are registered.
 */
export class BrokenLawError extends Error {
  override readonly name = 'BrokenLawError';

  constructor(message: string, { origin, cause }: { origin: unknown; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    const frames = framesOf(origin);
    if (frames) Object.defineProperty(this, 'stack', { value: `${this.name}: ${message}\n${frames}`, writable: true });
  }
}

/** Asks for a stack rather than for an Error: in jest, errors of Node's own modules are none of the test's realm. */
function framesOf(error: unknown): string | undefined {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined;
  if (typeof stack !== 'string') return undefined;
  const start = stack.search(/^[ \t]+at /m);
  return start < 0 ? undefined : stack.slice(start);
}
