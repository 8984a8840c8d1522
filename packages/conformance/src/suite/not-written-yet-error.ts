/**
 * Fails a law that needs a part of the store that is not written yet. Laws that need the same part fail with the same
 * text and without a stack: runners print errors that are alike once, or each of them on one line.
 *
 * A store that is begun rejects or throws with an error of this name. It is a class of its own, because a store does
 * not import the suite.
 */
export class NotWrittenYetError extends Error {
  override readonly name = 'NotWrittenYetError';

  constructor(message: string) {
    super(message);
    this.stack = `${this.name}: ${message}`;
  }

  static is(error: unknown): error is Error {
    return error instanceof Error && error.name === 'NotWrittenYetError';
  }
}
