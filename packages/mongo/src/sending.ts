import type { Fields } from './session-collection.js';

/**
 * Counts how often a command was put into bytes, which is right before it is sent.
 *
 * The driver sends a write once more after some failures, and then reports only the last one: a server that could not be
 * selected may follow an attempt that was carried out. What was never serialized was never sent, and what was serialized
 * twice was sent before, whatever the last error says.
 */
export class Sending {
  #attempts = 0;

  get attempts(): number {
    return this.#attempts;
  }

  /**
   * That a write found nothing to change says something only when it was sent once: an earlier attempt may have changed it. A
   * mongod knows the repetition and answers with what the first did. Servers that only pass for a replica set carry it out again.
   */
  assertOnce(): void {
    if (this.#attempts <= 1) return;
    throw new Error(
      `the driver sent it ${this.#attempts} times, and the last time there was nothing to change, which an earlier one may have done`,
    );
  }

  /** The same document, to be handed to the driver once. `toBSON` is BSON's hook, as `toJSON` is JSON's. */
  watch(document: Fields): Fields {
    const hook = {
      toBSON: (): Fields => {
        this.#attempts += 1;
        return document;
      },
    };
    // On the prototype, where nobody who looks at the fields of a command sees it.
    return Object.assign(Object.create(hook) as object, document) as Fields;
  }
}
