import { type Session as CoreSession, SessionError } from '@sess/core';

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
 * A read returns the object that was assigned, as with any other object, until it may have become out of date. Core
 * notices edits of it.
 */
export class StoredValues implements SessionValues {
  /** Whether anything may have changed that the owner or a commit depends on. */
  isUsed = false;
  readonly #core: CoreSession;
  /** Created on demand: most requests assign no object. */
  #assigned: Map<string, object> | undefined;

  constructor(core: CoreSession) {
    this.#core = core;
  }

  get(name: string): unknown {
    const assigned = this.#assigned?.get(name);
    if (assigned) return assigned;
    const value: unknown = this.#core.get(name);
    if (typeof value === 'object' && value !== null) this.isUsed = true;
    return value;
  }

  has(name: string): boolean {
    return this.#core.has(name);
  }

  keys(): string[] {
    return this.#core.keys();
  }

  set(name: string, value: unknown): void {
    this.isUsed = true;
    this.#core.set(name, value);
    if (typeof value === 'object' && value !== null) (this.#assigned ??= new Map()).set(name, value);
    else this.#assigned?.delete(name);
  }

  delete(name: string): void {
    this.isUsed = true;
    this.#assigned?.delete(name);
    this.#core.delete(name);
  }

  /** What was assigned may now lack what another request has stored. */
  forgetAssigned(): void {
    this.#assigned = undefined;
  }
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
