import type { SessionId } from '@sess/core';
import { randomBytes } from 'node:crypto';
import { alikeTexts } from '../../fixture/values/changeable-texts.js';
import { textsThatCollide } from '../../fixture/values/colliding-texts.js';
import { textsThatDifferAtTheEnd } from '../../fixture/values/long-texts.js';
import type { CastChoice } from './step.js';

/** The ids and owners of one run. */
export interface Cast {
  readonly ids: readonly SessionId[];
  readonly owners: readonly string[];
  /** A number that differs from run to run, for what one run tries a part of. */
  readonly index: number;
  /** Whether other runs and laws may use these owners, too. */
  readonly isShared: boolean;
}

/** Returns new ids that are alike, and owners that are alike in the chosen way. */
export function castOf(choice: CastChoice): Cast {
  // Of so many bytes that no two runs of a night share one.
  const mark = randomBytes(8).toString('hex');
  const { owners, isShared } = ownersOf(choice, mark);
  return { ids: alikeIds(), owners, isShared, index: choice.index };
}

/**
 * Returns an id, one that differs in the last character, and one of 32 characters with which the first begins: such are
 * the ids of a manager with `hashIds: false`.
 */
function alikeIds(): SessionId[] {
  const first = randomBytes(20).toString('hex');
  const last = first.endsWith('0') ? '1' : '0';
  return [first, first.slice(0, -1) + last, first.slice(0, 32)] as SessionId[];
}

function ownersOf({ owners, index, mark: place }: CastChoice, mark: string): Pick<Cast, 'owners' | 'isShared'> {
  switch (owners) {
    case 'plain':
      return { owners: [`bob-${mark}`, `eve-${mark}`, `b-${mark}`], isShared: false };
    case 'alike': {
      const { texts } = pick(alikeTexts, index);
      const some = [0, 1, 2].map((add) => pick(texts, index + add));
      const marked = { front: (text: string) => mark + text, end: (text: string) => text + mark, none: String };
      return { owners: some.map(marked[place]), isShared: place === 'none' };
    }
    case 'colliding': {
      const { texts } = pick(textsThatCollide(mark), index);
      return { owners: [...texts, `b-${mark}`], isShared: !texts[0].endsWith(mark) };
    }
    case 'long':
      return { owners: [...pick(textsThatDifferAtTheEnd(mark), index), `b-${mark}`], isShared: false };
  }
}

/** Returns one of the items; any index will do. */
export function pick<T>(items: readonly [T, ...T[]] | readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('There is nothing to pick.');
  return item;
}
