import { isDeepStrictEqual } from 'node:util';
import { type Session as CoreSession, SessionError } from '@sess/core';
import { explainRefusal } from './explain-refusal.js';

/** The data behind a session object. */
export interface SessionValues {
  get(name: string): unknown;
  has(name: string): boolean;
  keys(): string[];
  set(name: string, value: unknown): void;
  delete(name: string): void;
}

/**
 * The data of the request's session in core, which is stored by the next commit.
 *
 * A read returns the object that was assigned, as with any other object. (Core's copy of it would be another one, and
 * an array that is edited in both is kept as it is in one.)
 */
export class StoredValues implements SessionValues {
  readonly #core: CoreSession;
  readonly #used: () => void;
  #isUsed = false;
  /** Created on demand: most requests assign no object. */
  #assigned: Map<string, object> | undefined;

  /** @param used - Is called once, before the first change and before an object is read, which may be changed. */
  constructor(core: CoreSession, used: () => void) {
    this.#core = core;
    this.#used = used;
  }

  /** Whether the data may have been changed. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  get(name: string): unknown {
    const assigned = this.#assigned?.get(name);
    if (assigned) return assigned;
    const value: unknown = this.#core.get(name);
    if (isObject(value)) this.#use();
    return value;
  }

  has(name: string): boolean {
    return this.#core.has(name);
  }

  keys(): string[] {
    return this.#core.keys();
  }

  set(name: string, value: unknown): void {
    this.#use();
    try {
      this.#core.set(name, value);
    } catch (error) {
      throw explainRefusal(error, { [name]: value });
    }
    if (isObject(value)) (this.#assigned ??= new Map()).set(name, value);
    else this.#assigned?.delete(name);
  }

  delete(name: string): void {
    this.#use();
    this.#assigned?.delete(name);
    this.#core.delete(name);
  }

  /** What another request has stored was merged into what is in core, and is not in the objects that were assigned. */
  forgetOutdated(): void {
    for (const [name, value] of this.#assigned ?? [])
      if (!isDeepStrictEqual(value, this.#core.get(name))) this.#assigned!.delete(name);
  }

  #use(): void {
    if (this.#isUsed) return;
    this.#isUsed = true;
    this.#used();
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Data that no store knows: of a session that has ended, or of one that is about to begin. */
export class HeldValues implements SessionValues {
  readonly #values: Map<string, unknown>;
  readonly #refusal: string | undefined;

  /** @param refusal - Why nothing can be assigned any more. */
  constructor(values: SessionValues, refusal?: string) {
    this.#values = new Map(values.keys().map((name) => [name, values.get(name)]));
    this.#refusal = refusal;
  }

  get(name: string): unknown {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  keys(): string[] {
    return [...this.#values.keys()];
  }

  toObject(): Record<string, unknown> {
    return Object.fromEntries(this.#values);
  }

  set(name: string, value: unknown): void {
    if (this.#refusal !== undefined) {
      throw new SessionError(
        'WRONG_TIME',
        `An assignment to session.${name} would be lost, because ${this.#refusal}. Assign to req.session.`,
      );
    }
    this.#values.set(name, value);
  }

  delete(name: string): void {
    if (this.#refusal === undefined) this.#values.delete(name);
  }
}
