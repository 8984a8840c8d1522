import type { Mutant } from './mutant-files.js';

/** Why no law can notice the mutant, or should. */
type Reason =
  | 'no caller can tell the difference'
  | 'the contract allows it'
  | 'only slower, or a little more memory'
  | "this store's own promise, which core's tests check"
  | 'a part that only helps tests'
  | 'only the text of an error, which no law reads';

interface Survivors {
  readonly reason: Reason;
  /** The names of mutants, or their beginnings. */
  readonly names: readonly string[];
}

const survivors: readonly Survivors[] = [
  {
    reason: "this store's own promise, which core's tests check",
    names: [
      '#makeRoom: ',
      'put: this.#makeRoom(now); →',
      'put: this.#records.size >= this.#maxSessions →',
      'put: >= →',
      'constructor: this.#maxSessions = maxSessions; →',
      'constructor: 10_000 →',
      'constructor: 1_048_576 →',
      'constructor: shareWith → true',
      'constructor: shareWith → false',
      // A store that shares records takes the limits of the other one, and here both have the same.
      'constructor: shareWith → false (3)',
    ],
  },
  { reason: 'a part that only helps tests', names: ['dump: '] },
  {
    reason: 'only the text of an error, which no law reads',
    names: [
      "load: 'load' →",
      "create: 'create' →",
      "update: 'update' →",
      "touch: 'touch' →",
      "delete: 'delete' →",
      "deleteIf: 'deleteIf' →",
      "deleteExpired: 'deleteExpired' →",
      "listByOwner: 'listByOwner' →",
      "deleteByOwner: 'deleteByOwner' →",
      "constructor: 'MemorySessionStore' →",
      'constructor: this.#store = store; →',
      'constructor: this.#remedy = remedy; →',
      "constructor: 'keep less in it, or raise maxPayloadBytes' →",
    ],
  },
  {
    reason: 'the contract allows it',
    names: [
      // A claim may be weaker than what the store can do.
      'constructor: 1 → 1 + 1',
      // Only a backend that can be restarted could show the difference.
      'constructor: false → true',
      // Without a version in the result, callers load it.
      "#write: { status: 'written', version } → ({ status: 'written' })",
      // `more: true`, and a cursor, may be returned once too often.
      'removeExpired: false → true (2)',
      'listByOwner: && → ||',
      // No attributes and an empty object are the same.
      'independent: attributes → true',
      'listByOwner: > → >=',
    ],
  },
  {
    reason: 'no caller can tell the difference',
    names: [
      'outside: 0 → 0 + 1',
      // A property that is undefined reads like an absent one.
      'independent: owner !== undefined → true',
      // This store sends no statements, so it does not use what `begin` returns.
      'begin: new StoreCall(this.#store, verb, options) →',
      '#refuseLate: Number(expiresAt) → (expiresAt)',
      'nextVersion: ++this.#writes → --this.#writes',
      // No two ids are equal, and any positive number sorts like 1.
      '#liveAfter: < → <=',
      '#liveAfter: 1 → 1 + 1 (2)',
    ],
  },
  {
    reason: 'only slower, or a little more memory',
    names: [
      'outside: Infinity → 0',
      // A payload is measured in bytes even if its length shows that it fits.
      '#refuseLong: 3 → 3 + 1',
      '#refuseLong: <= → <',
      '#refuseLong: payload.length * 3 <= maxPayloadBytes → false',
      'removeExpired: Infinity → 0',
      'removeExpired: now < this.#nothingExpiresBefore → false',
      'removeExpired: this.#nothingExpiresBefore = next; →',
      'remove: record.owner !== undefined → true',
    ],
  },
];

export function whyItSurvives({ name }: Mutant): Reason | undefined {
  return survivors.find(({ names }) => names.some((each) => name.startsWith(each)))?.reason;
}

/** Returns the listed names without a surviving mutant: it was caught, or the source has changed. */
export function staleSurvivors(alive: readonly Mutant[]): string[] {
  return survivors.flatMap(({ names }) => names).filter((each) => !alive.some(({ name }) => name.startsWith(each)));
}
