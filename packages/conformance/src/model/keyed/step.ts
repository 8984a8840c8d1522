/** Which of the few ids of a run a step is about: one that has a live record, if there is one, or any. */
export interface IdChoice {
  readonly index: number;
  readonly prefers: 'live' | 'absent' | 'any';
}

/** The instance that a step uses: the two of the fixture, or a third that was opened later. */
export type InstanceIndex = 0 | 1 | 2;

export type PayloadChoice =
  | { readonly kind: 'new' | 'same' | 'empty' | 'longest' }
  /** One text that stores may change, or all of them with this one at the front. */
  | { readonly kind: 'text' | 'texts'; readonly index: number }
  /** The length of the current payload, times and plus this. */
  | { readonly kind: 'resized'; readonly times: number; readonly plus: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | {
      readonly kind: 'sized';
      readonly isLong: boolean;
      readonly index: number;
      readonly characterBytes: 1 | 2 | 3 | 4;
      readonly shift: number;
    };

/** A deadline that lies this many milliseconds after now, or after the one that the record has. */
export type DeadlineChoice = { readonly from: 'now' | 'current'; readonly add: number } | { readonly from: 'latest' };

export type AttributesChoice =
  | { readonly kind: 'none' | 'first' | 'second' | 'one' | 'nulls' | 'same' }
  | { readonly kind: 'edge'; readonly name: number; readonly value: number };

export interface RecordChoice {
  readonly payload: PayloadChoice;
  readonly deadline: DeadlineChoice;
  readonly owner: number | 'same' | undefined;
  readonly attributes: AttributesChoice;
  readonly ageMs: number;
  readonly revision: number;
}

/** The condition of a write: the version that the record has, or one that it does not have. */
export type VersionChoice =
  | { readonly kind: 'current' | 'none such' }
  | { readonly kind: 'former' | 'foreign' | 'mutated'; readonly index: number };

export type IdStep =
  | { readonly verb: 'load' | 'delete'; readonly on: InstanceIndex; readonly id: IdChoice }
  | { readonly verb: 'create'; readonly on: InstanceIndex; readonly id: IdChoice; readonly record: RecordChoice }
  | {
      readonly verb: 'update';
      readonly on: InstanceIndex;
      readonly id: IdChoice;
      readonly record: RecordChoice;
      readonly version: VersionChoice;
    }
  | {
      readonly verb: 'touch';
      readonly on: InstanceIndex;
      readonly id: IdChoice;
      readonly deadline: DeadlineChoice;
      readonly revision: number;
      readonly version: VersionChoice;
    }
  | { readonly verb: 'deleteIf'; readonly on: InstanceIndex; readonly id: IdChoice; readonly version: VersionChoice };

export type ManyStep =
  | {
      readonly verb: 'clear' | 'deleteExpired' | 'countExpired';
      readonly on: InstanceIndex;
      readonly limit: number;
    }
  /** Continues the list that was begun for this owner, on its instance, or begins one. */
  | { readonly verb: 'listByOwner'; readonly on: InstanceIndex; readonly owner: number; readonly limit: number }
  | {
      readonly verb: 'deleteByOwner';
      readonly on: InstanceIndex;
      readonly owner: number;
      readonly except: readonly (number | 'unknown')[];
    };

export type CallStep = IdStep | ManyStep;

/** How a call is lost; see `OutageSwitch`. */
export type Fault = 'refuse' | 'loseRequests' | 'loseAnswers' | 'loseNextAnswer';

/** Why a store must refuse a call. */
export type RefusalReason = 'aborted' | 'too long' | 'too late' | 'closed';

/** What two calls at once find: `expired for one` is live by the late clock of the second instance. */
export type PairState = 'live' | 'expired' | 'expired for one';

export type Step =
  | CallStep
  /** Moves the clock to a deadline, or beside it. */
  | { readonly verb: 'move'; readonly to: number; readonly add: number | 'granularity' | '-granularity' }
  /** A call that must be refused and change nothing. */
  | { readonly verb: 'refused'; readonly why: RefusalReason; readonly step: CallStep }
  /** Creates several records at once, under ids of their own. */
  | { readonly verb: 'crowd'; readonly count: number; readonly record: RecordChoice }
  /** Two calls that are started together. */
  | {
      readonly verb: 'both';
      readonly steps: readonly [CallStep, CallStep];
      /** Says which of them is late, and by how many steps of the event queue: see `raceWithDelay`. */
      readonly delay: number;
      /** Makes sure that a record is there: a live one, or one that has expired (for the clock of one instance). */
      readonly after: { readonly record: RecordChoice; readonly state: PairState } | undefined;
    }
  /** A call whose request or response is lost. */
  | { readonly verb: 'lost'; readonly fault: Fault; readonly step: CallStep };

/** What a run works with: which texts its owners have. */
export interface CastChoice {
  readonly owners: 'plain' | 'alike' | 'colliding' | 'long';
  readonly index: number;
  readonly mark: 'front' | 'end' | 'none';
  /** Whether arguments and results are overwritten once a call has returned. */
  readonly defaces: boolean;
}
