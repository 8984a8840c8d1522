import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import type { MeasuredRow } from './measure-row.js';
import { type Patience, quick, thorough } from './measure/patience.js';
import { savePicture, saveText } from './report/results.js';
import { comparisonPicture, targetPicture } from './report/pictures.js';
import { circumstances, tableOf } from './report/table.js';
import { type RowName, rows } from './rows.js';
import { measureCookies } from './studies/cookie-cost.js';
import { measureMongo } from './studies/mongo-scale.js';

const { values } = parseArgs({
  options: {
    /** Names of rows or studies, with commas between; absent: all rows. */
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** Rows of the table that is cleared. */
    sessions: { type: 'string' },
    /** Of the studies: how long a round of one thing is, and how full the database. */
    seconds: { type: 'string', default: '2' },
    sizes: { type: 'string', default: '10000,30000,100000' },
  },
});
const chosen = values.quick ? quick : thorough;
const patience: Patience = {
  ...chosen,
  rounds: Number(values.rounds ?? chosen.rounds),
  sessions: Number(values.sessions ?? chosen.sessions),
};
const length = { rounds: Number(values.rounds ?? 5), seconds: Number(values.seconds) };
const studies: Readonly<Record<string, () => Promise<void>>> = {
  cookies: () => measureCookies(length),
  mongo: () => measureMongo(length, sizesOf(values.sizes)),
};

const rowNames = Object.keys(rows);
const names = values.only?.split(',') ?? rowNames;
const known = [...rowNames, ...Object.keys(studies)];
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`--only ${unknown} is not known. Choose of: ${known.join(', ')}`);

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
  // A long run that is stopped early keeps what it has measured.
  saveText('table.md', `${circumstances(patience)}\n\n${tableOf(measured)}`);
  process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
if (measured.length > 0) {
  console.log(`${circumstances(patience)}\n\n${tableOf(measured)}`);
  savePicture('targets', targetPicture(measured));
  savePicture('peers', comparisonPicture(measured));
}

function measureRow(name: RowName): Promise<MeasuredRow> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('measure-row.ts', import.meta.url), [name, JSON.stringify(patience)]);
    let answer: MeasuredRow | undefined;
    child.once('message', (message) => {
      answer = message as MeasuredRow;
    });
    child.once('exit', (code) => {
      if (answer) resolve(answer);
      else reject(new Error(`${name} ended with ${code} before it was measured.`));
    });
  });
}

function sizesOf(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size, index) => Number.isSafeInteger(size) && size > (sizes[index - 1] ?? 0))) return sizes;
  throw new Error(`--sizes ${text} are not numbers of sessions, each larger than the one before`);
}
