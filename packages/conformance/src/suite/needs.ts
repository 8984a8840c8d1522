import type { SealedAbility, SealedSubject } from './sealed-subject.js';
import type { Ability, OutageSwitch, StoreSubject } from './store-subject.js';

/** What an outage switch may leave out. */
type OptionalSwitch = Exclude<keyof OutageSwitch, 'refuse' | 'recover'>;

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
  | `outage.${OptionalSwitch}`
  | 'unprepared'
  | 'forget'
  | 'parts';

/** Thrown by a law that finds, once the store is open, that the subject lacks what it needs: the law is not claimed. */
export class NotOffered extends Error {
  readonly need: string;

  constructor(need: string) {
    super(`The subject does not offer ${need}.`);
    this.need = need;
  }
}

/** Returns the first of these needs that the subject does not meet. */
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
    case 'outage.delay':
    case 'outage.loseRequests':
    case 'outage.loseAnswers':
    case 'outage.loseNextAnswer':
    case 'outage.traffic':
      return subject.outage?.[need.slice('outage.'.length) as OptionalSwitch] !== undefined;
    default:
      return (subject.claims as readonly Need[]).includes(need);
  }
}
