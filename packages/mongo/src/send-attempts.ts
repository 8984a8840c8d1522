import type { Fields } from './driver.js';

/**
 * Counts how often a command was serialized, which happens right before it is sent.
 *
 * After some failures the driver sends a write once more, and then reports only the last failure: the error that no
 * server could be selected may follow an attempt that was carried out. What was never serialized was never sent, and
 * what was serialized twice was sent before, whatever the last error says.
 */
export class SendAttempts {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /**
   * Call it when a write found nothing to change. That means something only if it was sent once: an earlier attempt may
   * have made the change. A mongod recognizes the repetition and returns the result of the first attempt, but servers
   * that only pass for a replica set carry it out again.
   */
  assertOnce(): void {
    if (this.#count <= 1) return;
    throw new Error(
      `the driver sent it ${this.#count} times, and the last time there was nothing to change, which an earlier attempt may have done`,
    );
  }

  /** Returns the same document, to be handed to the driver once. BSON calls `toBSON` as JSON calls `toJSON`. */
  watch(document: Fields): Fields {
    const hook = {
      toBSON: (): Fields => {
        this.#count += 1;
        return document;
      },
    };
    // On the prototype, where code that reads the fields of a command does not see it.
    return Object.assign(Object.create(hook) as object, document) as Fields;
  }
}
