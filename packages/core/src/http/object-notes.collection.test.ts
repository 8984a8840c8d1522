import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createObjectNotes } from './object-notes.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

it('objects that are over go with the next minor collection, though their notes refer to them', () => {
  const notes = createObjectNotes<object>();
  const note = (): void => {
    const request = { body: Array.from({ length: 1000 }, (_, at) => at) };
    notes.add(request, { request });
  };
  // Whatever the notes are kept in is old by now.
  for (let count = 0; count < 100; count++) note();
  collect();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < 1000; count++) note();
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000);
});
