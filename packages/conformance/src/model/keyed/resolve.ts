import type { AttributeValue, SessionId, SessionRecord, StoreLimits } from '@sess/core';
import { newRevision } from '../../fixture/random-ids.js';
import { similarVersions } from '../../fixture/similar-versions.js';
import { edgeAttributes } from '../../fixture/values/attribute-values.js';
import { boundarySizes, textOfBytes } from '../../fixture/values/boundary-sizes.js';
import { payloadTexts } from './payloads.js';
import type { Call, IdCall } from './call.js';
import { type Cast, pick } from './cast.js';
import { type Cell, type Kept, viewsOf } from './cell.js';
import type {
  AttributesChoice,
  CallStep,
  DeadlineChoice,
  IdChoice,
  PayloadChoice,
  RecordChoice,
  VersionChoice,
} from './step.js';
import { revisionOf } from './revisions.js';
import { cellsOf, type World } from './world.js';

/** What turns a step into a call. */
export interface Context {
  readonly world: World;
  readonly cast: Cast;
  readonly limits: StoreLimits;
  readonly attributes: Readonly<Record<string, readonly [AttributeValue, AttributeValue]>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The longest payload of a random sequence, where the store keeps more: laws have longer ones. */
const mostBytes = 140_000;
let payloads = 0;

/** Returns the call of a step: its choices become ids, records and versions, by what is stored now. */
export function resolved(step: CallStep, context: Context): Call {
  const { cast, now } = context;
  switch (step.verb) {
    case 'load':
    case 'delete':
      return { verb: step.verb, id: idOf(step.id, context) };
    case 'clear':
    case 'deleteExpired':
    case 'countExpired':
      return { verb: step.verb, limit: step.limit };
    case 'listByOwner':
      return { verb: step.verb, owner: pick(cast.owners, step.owner), limit: step.limit };
    case 'deleteByOwner': {
      const except = step.except.map((each) => (each === 'unknown' ? unknownId(cast) : pick(cast.ids, each)));
      return { verb: step.verb, owner: pick(cast.owners, step.owner), except };
    }
    default:
      return resolvedWrite(step, idOf(step.id, context), context, now);
  }
}

function resolvedWrite(
  step: Extract<CallStep, { verb: 'create' | 'update' | 'touch' | 'deleteIf' }>,
  id: SessionId,
  context: Context,
  now: number,
): IdCall {
  const current = keptIn(context.world, id);
  const { verb } = step;
  switch (verb) {
    case 'create':
      return { verb, id, record: recordOf(step.record, current, context) };
    case 'update':
      return {
        verb,
        id,
        record: recordOf(step.record, current, context),
        version: versionOf(step.version, id, context),
      };
    case 'touch': {
      const revision = revisionOf(newRevision(), step.revision);
      return {
        verb,
        id,
        expiresAt: deadlineOf(step.deadline, current, context.limits, now),
        version: versionOf(step.version, id, context),
        revision,
      };
    }
    case 'deleteIf':
      return { verb, id, version: versionOf(step.version, id, context) };
  }
}

export function keptIn(world: World, id: SessionId): Kept | undefined {
  return cellsOf(world, id).find(({ kept }) => kept)?.kept;
}

export function idOf({ index, prefers }: IdChoice, { cast, world, now }: Context): SessionId {
  const isLive = (cell: Cell) => viewsOf(cell, { from: now, to: now }).some(({ is }) => is === 'live');
  const wanted = cast.ids.filter((id) => prefers === 'any' || cellsOf(world, id).some(isLive) === (prefers === 'live'));
  return wanted.includes(pick(cast.ids, index))
    ? pick(cast.ids, index)
    : pick(wanted.length > 0 ? wanted : cast.ids, index);
}

/** Returns an id without a record with which a known one begins. */
function unknownId({ ids: [first] }: Cast): SessionId {
  return (first ?? '').slice(0, 20) as SessionId;
}

export function recordOf(choice: RecordChoice, current: Kept | undefined, context: Context): SessionRecord {
  const { cast, now, limits } = context;
  const owner =
    choice.owner === 'same' ? current?.owner : choice.owner === undefined ? undefined : pick(cast.owners, choice.owner);
  const attributes = attributesOf(choice.attributes, current, context);
  // A store may let an owner and attributes count towards its limit.
  const isLongest = choice.payload.kind === 'longest';
  return {
    payload: payloadOf(choice.payload, current, limits.maxPayloadBytes),
    createdAt: now - choice.ageMs,
    expiresAt: deadlineOf(choice.deadline, current, limits, now),
    revision: revisionOf(newRevision(), choice.revision),
    ...(owner !== undefined && !isLongest && { owner }),
    ...(attributes && !isLongest && { attributes }),
  };
}

/** Long enough to be recognized in an error that quotes it. */
function newPayload(): string {
  return `payload-${++payloads}`;
}

function payloadOf(choice: PayloadChoice, current: Kept | undefined, limit: number): string {
  switch (choice.kind) {
    case 'new':
      return newPayload();
    case 'same':
      return current?.payload ?? newPayload();
    case 'empty':
      return '';
    case 'longest':
      return textOfBytes(limit);
    case 'text':
      return pick(payloadTexts, choice.index);
    case 'texts':
      return textsFrom(choice.index % payloadTexts.length, limit);
    case 'resized': {
      const bytes = Buffer.byteLength(current?.payload ?? '') * choice.times + choice.plus;
      return textOfBytes(Math.min(Math.max(0, Math.floor(bytes)), limit, mostBytes));
    }
    case 'bytes':
      return textOfBytes(choice.bytes);
    case 'sized': {
      const sizes = boundarySizes(Math.min(limit, mostBytes));
      const some = choice.isLong ? sizes.slice(Math.floor(sizes.length * 0.7)) : sizes;
      return textOfBytes(pick(some, choice.index), choice.characterBytes, choice.shift);
    }
  }
}

/** Returns as many of the texts as fit, in one. */
function textsFrom(index: number, limit: number): string {
  let joined = '';
  for (const text of [...payloadTexts.slice(index), ...payloadTexts.slice(0, index)]) {
    const longer = `${joined}${text}|`;
    if (Buffer.byteLength(longer) > limit) return joined;
    joined = longer;
  }
  return joined;
}

function deadlineOf(
  choice: DeadlineChoice,
  current: Kept | undefined,
  { maxExpiresAt }: StoreLimits,
  now: number,
): number {
  if (choice.from === 'latest') return maxExpiresAt;
  const from = choice.from === 'current' ? (current?.latest ?? now + 3_600_000) : now;
  return Math.min(from + choice.add, maxExpiresAt);
}

function attributesOf(
  choice: AttributesChoice,
  current: Kept | undefined,
  { attributes }: Context,
): SessionRecord['attributes'] {
  const samples = Object.entries(attributes);
  switch (choice.kind) {
    case 'none':
      return undefined;
    case 'same':
      return current?.attributes;
    case 'nulls':
      return Object.fromEntries(samples.map(([name]) => [name, null]));
    case 'one':
      return Object.fromEntries(samples.slice(0, 1).map(([name, [value]]) => [name, value]));
    case 'first':
    case 'second':
      return Object.fromEntries(samples.map(([name, values]) => [name, values[choice.kind === 'first' ? 0 : 1]]));
    case 'edge': {
      const [name, [value]] = pick(samples, choice.name);
      return { [name]: pick(edgeAttributes(value), choice.value) };
    }
  }
}

function versionOf(choice: VersionChoice, id: SessionId, { world, cast }: Context): string {
  const current = keptIn(world, id)?.version;
  const { used = [] } = cellsOf(world, id)[0] ?? {};
  const noSuch = 'no-such-version';
  switch (choice.kind) {
    case 'current':
      return current ?? used.at(-1) ?? noSuch;
    case 'none such':
      return noSuch;
    case 'former': {
      const former = used.filter((version) => version !== current);
      return former.length > 0 ? pick(former, former.length - 1 - (choice.index % former.length)) : noSuch;
    }
    case 'foreign': {
      const others = cast.ids.filter((each) => each !== id).flatMap((each) => keptIn(world, each)?.version ?? []);
      return others.length > 0 ? pick(others, choice.index) : noSuch;
    }
    case 'mutated':
      return pick(similarVersions(current ?? used.at(-1) ?? 'none'), choice.index);
  }
}
