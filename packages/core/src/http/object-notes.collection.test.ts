import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createObjectNotes } from './object-notes.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' }) => void;

it('an unreachable object is freed by the next minor collection, even if its note refers to it', () => {
  const notes = createObjectNotes<object>();
  const note = (): void => {
    const request = { body: Array.from({ length: 1000 }, (_, at) => at) };
    notes.add(request, { request });
  };
  // After this, the collection that holds the notes is in the old generation.
  for (let count = 0; count < 100; count++) note();
  collect();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < 1000; count++) note();
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000);
});
