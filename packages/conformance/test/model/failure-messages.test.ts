import { expect, it } from 'vitest';
import { StoreFixture } from '../../src/fixture/store-fixture.js';
import { modelLaws } from '../../src/laws/store/model.js';
import { type BrokenStore, wiredSubject } from '../gallery/broken-store.js';
import { brokenAtSequences } from '../gallery/model.js';
import { brokenAtOutage } from '../gallery/outage.js';
import { brokenAtUpdate } from '../gallery/update.js';

/** Returns the message with which a law fails on a broken store, without the numbers that differ from run to run. */
async function messageOf(stores: readonly BrokenStore[], name: string, number: string): Promise<string> {
  const found = stores.find((each) => each.name === name);
  if (!found) throw new Error(`There is no broken store '${name}'.`);
  const fixture = new StoreFixture(wiredSubject(name, found.store, found.subject), { seed: 1, modelRuns: 300 });
  await fixture.open();
  const failure = modelLaws.find((law) => law.number === number)?.check(fixture);
  const message = await failure?.then(
    () => 'The law has not failed.',
    (error: Error) => error.message,
  );
  return message?.replaceAll(/payload-\d+/g, 'payload-1') ?? '';
}

it('a failure shows the few calls that lead to it, and what the contract demands', async () => {
  const message = await messageOf(brokenAtSequences, 'a touch to the deadline that stands returns false', '124');
  expect(message.split('\n')).toEqual([
    "one.create(A, { payload: 'payload-1', expiresAt: t + 3600000 }) → { status: 'written', version: v1 }",
    'one.touch(A, t + 3600000, v1) → false',
    'The contract demands: It must return true.',
  ]);
});

it('a failure of two calls at once says what each order demands', async () => {
  const message = await messageOf(brokenAtUpdate, 'update checks the version, then writes', '125');
  expect(message).toContain('\nat once: ');
  expect(message).toContain('\nand:     ');
  expect(message).toMatch(
    /\nIf the first call came first, the second: It must return .*\nIf the second call came first, /,
  );
  expect(message.split('\n').length).toBeLessThan(10);
});

it('a failure after a lost response names the loss', async () => {
  const message = await messageOf(brokenAtOutage, 'a failed call is sent again, and its second result returned', '126');
  expect(message).toContain('the next response is lost: ');
  expect(message.split('\n').length).toBeLessThan(8);
});
