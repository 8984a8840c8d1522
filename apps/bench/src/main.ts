import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { nextMessage } from './child-message.js';
import type { MeasuredRow } from './measure-row.js';
import { type RunLength, quick, thorough } from './measure/run-length.js';
import { savePicture, saveText } from './report/results.js';
import { comparisonPicture, targetPicture } from './report/pictures.js';
import { conditions, tableOf } from './report/table.js';
import { type RowName, rows } from './rows.js';

const { values } = parseArgs({
  options: {
    /** Names of rows or studies, separated by commas. The default is all rows. */
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** How many rows the table of `clear-expired` has. */
    sessions: { type: 'string' },
    /** For the studies: the seconds of one round, and the numbers of sessions in the database. */
    seconds: { type: 'string', default: '2' },
    sizes: { type: 'string', default: '10000,30000,100000' },
  },
});
const chosen = values.quick ? quick : thorough;
const runLength: RunLength = {
  ...chosen,
  rounds: Number(values.rounds ?? chosen.rounds),
  sessions: Number(values.sessions ?? chosen.sessions),
};
const studyLength = { rounds: Number(values.rounds ?? 5), seconds: Number(values.seconds) };
const studies: Readonly<Record<string, () => Promise<void>>> = {
  cookies: async () => (await import('./studies/cookie-cost.js')).measureCookies(studyLength),
  mongo: async () => (await import('./studies/mongo-scale.js')).measureMongo(studyLength, sizesOf(values.sizes)),
  'read-concern': async () => (await import('./studies/mongo-read-concern.js')).measureReadConcern(studyLength),
};

const rowNames = Object.keys(rows);
const names = values.only?.split(',') ?? rowNames;
const known = [...rowNames, ...Object.keys(studies)];
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined)
  throw new Error(`--only ${unknown} is not a known row or study. Choose from: ${known.join(', ')}`);

const measured: MeasuredRow[] = [];
for (const name of names) {
  const study = studies[name];
  if (study) {
    await study();
    continue;
  }
  process.stderr.write(`${name} … `);
  const start = performance.now();
  measured.push(await measureRow(name as RowName));
  // If the run is stopped early, the rows so far are kept.
  saveText('table.md', `${conditions(runLength)}\n\n${tableOf(measured)}`);
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
if (measured.length > 0) {
  console.log(`${conditions(runLength)}\n\n${tableOf(measured)}`);
  savePicture('targets', targetPicture(measured));
  savePicture('peers', comparisonPicture(measured));
}

async function measureRow(name: RowName): Promise<MeasuredRow> {
  const child = fork(new URL('measure-row.ts', import.meta.url), [name, JSON.stringify(runLength)]);
  const exit = once(child, 'exit');
  const measuredRow = (await nextMessage(child, name)) as MeasuredRow;
  await exit;
  return measuredRow;
}

function sizesOf(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size, index) => Number.isSafeInteger(size) && size > (sizes[index - 1] ?? 0))) return sizes;
  throw new Error(`--sizes ${text} is not a list of increasing numbers of sessions`);
}
