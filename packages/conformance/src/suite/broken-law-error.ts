/**
 * Fails a test with the broken law, the subject, what was expected, and what was seen.
 *
 * It is not an AssertionError because runners print the values that such an error compares, and this one has none. Its
 * stack begins where the law found the fault, not where laws are registered.
 */
export class BrokenLawError extends Error {
  override readonly name = 'BrokenLawError';

  constructor(message: string, { origin, cause }: { origin: unknown; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    const frames = framesOf(origin);
    if (frames) Object.defineProperty(this, 'stack', { value: `${this.name}: ${message}\n${frames}`, writable: true });
  }
}

/** Checks for a stack instead of the class: in jest, errors of Node's own modules come from another realm. */
function framesOf(error: unknown): string | undefined {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? error.stack : undefined;
  if (typeof stack !== 'string') return undefined;
  const start = stack.search(/^[ \t]+at /m);
  return start < 0 ? undefined : stack.slice(start);
}
