import type { Mutant } from './mutant-files.js';

/** Why no law can notice, or should. */
type Reason =
  | 'no caller can tell the difference'
  | 'the contract allows it'
  | 'only slower, or a little more memory'
  | "this store's own promise, which core's tests hold it to"
  | 'what tests look through, not what they look at'
  | 'only the text of an error, which no law reads';

interface Survivors {
  readonly reason: Reason;
  /** The names of mutants, or how they begin. */
  readonly names: readonly string[];
}

const survivors: readonly Survivors[] = [
  {
    reason: "this store's own promise, which core's tests hold it to",
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
      // A store that shares records takes over the limits of the other one: here both have the same.
      'constructor: shareWith → false (3)',
    ],
  },
  { reason: 'what tests look through, not what they look at', names: ['dump: '] },
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
    ],
  },
  {
    reason: 'the contract allows it',
    names: [
      // A claim that is weaker than the truth.
      'constructor: 1 → 1 + 1',
      // Only a backend that can be restarted could show it.
      'constructor: false → true',
      // Without a version in the answer, callers load it.
      "#write: { status: 'written', version } → ({ status: 'written' })",
      // `more`, and a cursor, may be given once too often.
      'removeExpired: false → true (2)',
      'listByOwner: && → ||',
      // No attributes, and an empty object of them, are the same.
      'independent: attributes → true',
      'listByOwner: > → >=',
    ],
  },
  {
    reason: 'no caller can tell the difference',
    names: [
      'outside: 0 → 0 + 1',
      // A property that is there and undefined reads as one that is not.
      'independent: owner !== undefined → true',
      'nextVersion: ++this.#writes → --this.#writes',
      "listByOwner: cursor ?? '' → cursor",
      // No two ids are equal, and any positive number sorts like 1.
      '#liveAfter: < → <=',
      '#liveAfter: 1 → 1 + 1 (2)',
    ],
  },
  {
    reason: 'only slower, or a little more memory',
    names: [
      'outside: Infinity → 0',
      // A payload is measured in bytes although its length shows that it fits.
      '#refuseTooLarge: 3 → 3 + 1',
      '#refuseTooLarge: <= → <',
      '#refuseTooLarge: payload.length * 3 <= maxPayloadBytes → false',
      'removeExpired: Infinity → 0',
      'removeExpired: now < this.#nothingExpiresBefore → false',
      'removeExpired: this.#nothingExpiresBefore = next; →',
      'put: record.owner === undefined → false',
      'remove: record.owner !== undefined → true',
    ],
  },
];

export function whyItSurvives({ name }: Mutant): Reason | undefined {
  return survivors.find(({ names }) => names.some((each) => name.startsWith(each)))?.reason;
}

/** What is listed although no such mutant survives: it was caught, or the source has changed. */
export function staleSurvivors(alive: readonly Mutant[]): string[] {
  return survivors.flatMap(({ names }) => names).filter((each) => !alive.some(({ name }) => name.startsWith(each)));
}
