import type { CallStep, RecordChoice, Step } from './step.js';

/** Sizes at which a store may work in several steps: a byte more than 8, 32 and 128 KiB. */
const sizes = [13, 15, 17].map((exponent) => 2 ** exponent + 1);

/** Both calls start together, or one of them a little later; see `raceWithDelay`. */
const delays = [0, 3, 6, 17];

const id = { index: 0, prefers: 'any' } as const;
const version = { kind: 'current' } as const;
const deadline = { from: 'now', add: 3_600_000 } as const;

/** Returns writes of one record at once that read or leave a payload of each size, as far as the store keeps it. */
export function sizedPairs(limit: number, canTouch: boolean): Step[] {
  const short = recordOf({ kind: 'new' });
  return sizes
    .filter((bytes) => bytes <= limit)
    .flatMap((bytes) => {
      const long = recordOf({ kind: 'bytes', bytes });
      const toLong: CallStep = { verb: 'update', on: 0, id, record: long, version };
      const toShort: CallStep = { ...toLong, record: short };
      const touch: CallStep = { verb: 'touch', on: 0, id, deadline, revision: 0, version };
      const deleteIf: CallStep = { verb: 'deleteIf', on: 0, id, version };
      const create: CallStep = { verb: 'create', on: 0, id, record: long };
      return [
        ...pairs([toLong, toLong], short),
        ...pairs([toLong, toLong], long),
        ...pairs([toShort, toShort], long),
        ...pairs([deleteIf, toShort], long),
        ...pairs([create, create]),
        ...(canTouch ? [...pairs([touch, touch], long), ...pairs([touch, toLong], long)] : []),
      ];
    });
}

function recordOf(payload: RecordChoice['payload']): RecordChoice {
  return { payload, deadline, owner: undefined, attributes: { kind: 'none' }, ageMs: 0, revision: 0 };
}

/** Returns these calls at once, the second one on the second instance, on a record like this one if it is given. */
function pairs([one, other]: readonly [CallStep, CallStep], record?: RecordChoice): Step[] {
  const after = record && ({ record, state: 'live' } as const);
  return delays.map((delay) => ({ verb: 'both', steps: [one, { ...other, on: 1 }], delay, after }));
}
