import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report, Runner } from '../../../src/index.js';
import { CollectingRunner } from '../../collecting-runner.js';

interface Unseen {
  readonly name: string;
  readonly topic: string;
}

/** Laws that notice each exhibit, alone and with any seed: at most two, one of them with a model if there is one. */
type Catchers = Record<string, readonly string[]>;

/** The laws that compare the subject with a model, call by call. */
const modelLaws = new Set(['124', '125', '126', '157', 'S25']);
const catchersFile = new URL('caught-by.json', import.meta.url);
const mode = process.env['SESS_GALLERY'];
const runsAll = mode === 'all';
const isRecording = runsAll || mode === 'recorded';
/** The seed of the gate, and those with which a law must notice an exhibit to be recorded. */
const usualSeed = 7;
const seeds = [usualSeed, 1, 2, 3, 4, 5, 6, 8, 9, 10];

/**
 * Registers a test for each exhibit: the laws of caught-by.json must notice it.
 *
 * With SESS_GALLERY=all, which takes many minutes, all laws run, the file is written anew, and a table says what the
 * laws and the models found. With SESS_GALLERY=recorded, only the recorded laws and the models run, and the file keeps
 * those of them that notice the exhibit with every seed.
 *
 * @param missed - Why no law notices these exhibits.
 */
export function showUnseen<Exhibit extends Unseen>(
  kind: 'keyed' | 'sealed' | 'serializer',
  exhibits: readonly Exhibit[],
  register: (runner: Runner, exhibit: Exhibit, seed: number) => Report,
  missed: Readonly<Record<string, string>>,
): void {
  const read = () => JSON.parse(readFileSync(catchersFile, 'utf8')) as Partial<Record<typeof kind, Catchers>>;
  const known = read()[kind] ?? {};
  const caught = new Map<Exhibit, readonly string[]>();
  const recorded: Record<string, readonly string[]> = {};
  const lawsNoticing = async (exhibit: Exhibit, numbers?: readonly string[], seed = usualSeed) => {
    const runner = new CollectingRunner();
    const { laws } = register(runner, exhibit, seed);
    await runner.run(numbers);
    return laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
  };
  /** Returns the first law that needs no certain seed, and no other law before it, which may have left records. */
  const firstAlone = async (exhibit: Exhibit, numbers: readonly string[]): Promise<readonly string[]> => {
    for (const number of numbers) {
      const left = [...seeds];
      while (left.length > 0 && (await lawsNoticing(exhibit, [number], left[0])).length > 0) left.shift();
      if (left.length === 0) return [number];
    }
    return [];
  };

  describe('the laws notice what', () => {
    it.each([...exhibits])('$name', { timeout: 1_800_000 }, async (exhibit) => {
      const { name } = exhibit;
      if (!isRecording && missed[name] !== undefined) return;
      const candidates = mode === 'recorded' ? new Set([...(known[name] ?? []), ...modelLaws]) : known[name];
      const catching = await lawsNoticing(exhibit, runsAll || !candidates ? undefined : [...candidates]);
      caught.set(exhibit, catching);
      if (isRecording) {
        const others = catching.filter((law) => !modelLaws.has(law));
        const models = catching.filter((law) => modelLaws.has(law));
        const both = [...(await firstAlone(exhibit, others)), ...(await firstAlone(exhibit, models))];
        // Some mistakes show only after several failures, so that no law notices them alone.
        const laws = both.length > 0 || catching.length === 0 ? both : (known[name] ?? catching);
        if (laws.length > 0) recorded[name] = laws;
      }
      if (isRecording) return;
      expect(catching, 'the laws that notice it').not.toEqual([]);
    });
  });

  if (!isRecording) return;
  afterAll(() => {
    const all = { ...read(), [kind]: recorded };
    writeFileSync(catchersFile, `${JSON.stringify(all, undefined, 2)}\n`);
    if (runsAll) console.log(tableOf(caught));
  });
}

/** Returns how many were noticed for each topic: by the laws, by the model, and by either. */
function tableOf(caught: ReadonlyMap<Unseen, readonly string[]>): string {
  const rows = new Map<string, { of: number; laws: number; model: number; either: number }>();
  for (const [{ topic }, catching] of caught) {
    for (const name of [topic, 'all']) {
      const row = rows.get(name) ?? { of: 0, laws: 0, model: 0, either: 0 };
      row.of++;
      if (catching.some((law) => !modelLaws.has(law))) row.laws++;
      if (catching.some((law) => modelLaws.has(law))) row.model++;
      if (catching.length > 0) row.either++;
      rows.set(name, row);
    }
  }
  const lines = [...rows].map(
    ([topic, { of, laws, model, either }]) => `${topic.padEnd(32)} ${[of, laws, model, either].join(' ')}`,
  );
  const survivors = [...caught].filter(([, catching]) => catching.length === 0).map(([{ name }]) => `  ${name}`);
  return ['', 'topic: exhibits, by laws, by model, by either', ...lines, 'not noticed:', ...survivors].join('\n');
}
