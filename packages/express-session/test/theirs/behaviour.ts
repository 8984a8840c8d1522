import { describe, expect, test } from 'vitest';
import { type Library, original, ours } from './library.js';
import { Trial } from './trial.js';

export type Run = (trial: Trial) => Promise<void> | void;

/** Something that express-session does, and whether this package does the same. */
export interface Behaviour {
  readonly title: string;
  /** Passes with express-session. */
  readonly run: Run;
  readonly here: 'same' | Difference | { readonly notApplicable: string };
}

interface Difference {
  /** The guarantee, or another reason. */
  readonly differs: string;
  /** What this package does. */
  readonly instead: Run;
}

export interface Subject {
  readonly subject: string;
  readonly behaviours: readonly Behaviour[];
}

export function same(title: string, run: Run): Behaviour {
  return { title, run, here: 'same' };
}

export function differs(title: string, run: Run, reason: string, instead: Run): Behaviour {
  return { title, run, here: { differs: reason, instead } };
}

export function notApplicable(title: string, run: Run, reason: string): Behaviour {
  return { title, run, here: { notApplicable: reason } };
}

export function testBehaviours({ subject, behaviours }: Subject): void {
  describe(`${subject}: behaviours of express-session`, () => {
    describe('express-session', () => {
      for (const { title, run } of behaviours) test(`it ${title}`, () => expectToPass(original, run));
    });
    describe('@sess/express-session', () => {
      for (const { title, run, here } of behaviours) {
        if (here === 'same') test(`it ${title}`, () => expectToPass(ours, run));
        else if ('differs' in here) {
          test(`it ${title}: differs`, async () => {
            await expect(expectToPass(ours, run)).rejects.toBeInstanceOf(Error);
            await expectToPass(ours, here.instead);
          });
        }
      }
    });
  });
}

async function expectToPass(library: Library, run: Run): Promise<void> {
  const trial = new Trial(library);
  try {
    await run(trial);
  } finally {
    trial.close();
  }
}
