import type { Bench } from './bench.js';
import type { SealedAbility, SealedSubject } from './sealed/sealed-subject.js';
import type { Ability, StoreSubject } from './store-subject.js';

/** What a law needs of the subject beyond `open`. */
export type Need =
  | Ability
  | SealedAbility
  | 'attributes'
  | 'a given clock'
  | 'openElsewhere'
  | 'openUnreachable'
  | 'construct'
  | 'dump'
  | 'outage'
  | 'outage.freeze'
  | 'outage.delay'
  | 'outage.loseRequests'
  | 'outage.loseAnswers'
  | 'outage.loseNextAnswer'
  | 'unprepared'
  | 'forget'
  | 'parts';

export interface Law<Where = Bench> {
  /** The number in the list of laws, with a letter where one law takes several tests: `46b`. */
  readonly number: string;
  /** The promise, as a sentence about the store. */
  readonly title: string;
  /** What it is about: laws of one topic stand together in reports. */
  readonly topic?: string;
  readonly needs: readonly Need[];
  /** Rejects with an AssertionError that says what was expected and what the store did instead. */
  readonly check: (bench: Where) => Promise<void>;
}

export function law<Where = Bench>(
  number: string,
  title: string,
  check: Law<Where>['check'],
  needs: readonly Need[] = [],
): Law<Where> {
  return { number, title, needs, check };
}

/** The laws of one topic, marked with its name. */
export function about<Where>(topic: string, laws: readonly Law<Where>[]): Law<Where>[] {
  return laws.map((entry) => ({ ...entry, topic }));
}

/** Thrown by a law that finds, on the opened store, that the subject does not offer what it needs: it is not claimed. */
export class NotOffered extends Error {
  readonly need: string;

  constructor(need: string) {
    super(`The subject does not offer ${need}.`);
    this.need = need;
  }
}

/** The first thing that a law needs and the subject does not offer. */
export function unmetNeed(subject: StoreSubject | SealedSubject, needs: readonly Need[]): Need | undefined {
  return needs.find((need) => !(subject.kind === 'sealed' ? sealedOffers(subject, need) : offers(subject, need)));
}

function sealedOffers(subject: SealedSubject, need: Need): boolean {
  const { claims = [] } = subject;
  if (need === 'construct' || need === 'openUnreachable') return subject[need] !== undefined;
  return need === 'a given clock' || (claims as readonly Need[]).includes(need);
}

function offers(subject: StoreSubject, need: Need): boolean {
  switch (need) {
    case 'a given clock':
      return (subject.time ?? 'given') === 'given';
    case 'attributes':
    case 'openElsewhere':
    case 'construct':
    case 'dump':
    case 'outage':
    case 'unprepared':
    case 'forget':
    case 'parts':
      return subject[need] !== undefined;
    case 'outage.freeze':
      return subject.outage?.freeze !== undefined;
    case 'outage.delay':
      return subject.outage?.delay !== undefined;
    case 'outage.loseRequests':
      return subject.outage?.loseRequests !== undefined;
    case 'outage.loseAnswers':
      return subject.outage?.loseAnswers !== undefined;
    case 'outage.loseNextAnswer':
      return subject.outage?.loseNextAnswer !== undefined;
    default:
      return (subject.claims as readonly Need[]).includes(need);
  }
}
