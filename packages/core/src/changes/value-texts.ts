import { SessionError } from '../contract/errors.js';
import type { Serializer } from '../contract/serializer.js';
import { isObject, isPlainObject } from './plain-object.js';

/** Single values of a session as text: for copies that share nothing, for comparing, and to refuse what cannot be kept. */
export class ValueTexts {
  readonly #serializer: Serializer;

  constructor(serializer: Serializer) {
    this.#serializer = serializer;
  }

  /** Wrapped in its key, so that a refusal's path begins with it. */
  of(key: string, value: unknown): string {
    return this.#serializer.serialize({ [key]: value });
  }

  parse(key: string, text: string): unknown {
    const wrapped = this.#serializer.deserialize(text);
    return isPlainObject(wrapped) ? wrapped[key] : undefined;
  }

  copy(key: string, value: unknown): unknown {
    return isObject(value) ? this.parse(key, this.of(key, value)) : value;
  }

  /** Runs an update on a copy; what it returns counts, or the copy as it left it. */
  draft(key: string, text: string, run: (draft: unknown) => unknown): unknown {
    const draft = this.parse(key, text);
    const result = run(draft);
    if (isObject(result) && 'then' in result && typeof result.then === 'function') {
      throw new SessionError(
        'INVALID_ARGUMENT',
        `update(${JSON.stringify(key)}): the function must not be asynchronous, because it runs again on a newer value. Await before, then update.`,
      );
    }
    return result === undefined ? draft : result;
  }

  readonly same = (a: unknown, b: unknown): boolean => this.of('value', a) === this.of('value', b);
}
