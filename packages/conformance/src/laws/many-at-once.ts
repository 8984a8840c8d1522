import { newId } from '../bench.js';
import { expect, expectLive, expectRecord, expectStatus } from '../expectations.js';
import { inCrowds } from '../in-crowds.js';
import { law } from '../law.js';
import { isStoreError } from '../outage-bench.js';

export const manyAtOnceLaws = [
  law(
    '13',
    '1,000 parallel creates of distinct ids: what was told written loads back, and a refusal is told',
    async (bench) => {
      const { one, two } = bench;
      const ids = await Promise.all(Array.from({ length: bench.rounds(1000) }, newId));
      const records = ids.map(() => bench.record());
      const made = ids.map((id, index) => ({ id, record: records[index] ?? bench.record() }));
      const answers = await Promise.allSettled(
        made.map(({ id, record }, index) => (index % 2 ? one : two).create(id, record)),
      );
      // For whom a pool had no connection in time, that was told; what was told 'not-applied' can be made now.
      await inCrowds(made, async ({ id, record }, index) => {
        const answer = answers[index];
        if (answer?.status === 'fulfilled')
          return expectStatus(answer.value, 'written', 'create, one of 1,000 at once');
        const reason: unknown = answer?.reason;
        expect(
          isStoreError(reason),
          'create, one of 1,000 at once, must be written or reject with StoreError.',
          reason,
        );
        const again = await one.create(id, record);
        // Nobody knows where the outcome is unknown: it may be there by now.
        if (reason.outcome === 'not-applied')
          expectStatus(again, 'written', "create after one of 1,000 at once was told 'not-applied'");
      });
      await inCrowds(made, async ({ id, record }, index) => {
        const stored = await expectLive(index % 2 ? two : one, id, 'that was one of 1,000 created at once');
        expectRecord(stored, record, one.limits, 'after 1,000 creates at once');
      });
    },
  ),
];
