import { storeError } from '../../fixture/error-kinds.js';
import { inBatches } from '../../fixture/in-batches.js';
import { newId } from '../../fixture/random-ids.js';
import { expectStatus, expectStored } from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const manyAtOnceLaws = [
  law(
    '13',
    "1,000 parallel creates of distinct ids: each either returns 'written' and is stored, or rejects",
    async (fixture) => {
      const { one, two } = fixture;
      const ids = await Promise.all(Array.from({ length: fixture.rounds(1000) }, newId));
      const records = ids.map(() => fixture.record());
      const made = ids.map((id, index) => ({ id, record: records[index] ?? fixture.record() }));
      const results = await Promise.allSettled(
        made.map(({ id, record }, index) => (index % 2 ? one : two).create(id, record)),
      );
      // A create may reject if the pool had no connection in time. With 'not-applied', it can be repeated now.
      await inBatches(made, async ({ id, record }, index) => {
        const result = results[index];
        if (result?.status === 'fulfilled')
          return expectStatus(result.value, 'written', 'create, one of 1,000 at once');
        const reason: unknown = result?.reason;
        const demand = 'create, one of 1,000 at once, must be written or reject with StoreError.';
        expect(storeError.is(reason), demand, reason);
        const again = await one.create(id, record);
        // With an unknown outcome, the record may be stored or not.
        if (reason.outcome === 'not-applied')
          expectStatus(again, 'written', "create after one of 1,000 at once failed with 'not-applied'");
      });
      await inBatches(made, async ({ id, record }, index) => {
        await expectStored(index % 2 ? two : one, id, record, 'after 1,000 creates at once');
      });
    },
  ),
];
