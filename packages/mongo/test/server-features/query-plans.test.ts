import { newId, newRecord } from '@sess/conformance/records';
import { beforeAll, expect, it } from 'vitest';
import type { SessionId } from '@sess/core';
import { MongoSessionStore } from '../../src/index.js';
import { onServerWithPlans } from './needs-server.js';
import { explainCommand, planOf } from './query-plan.js';

const owner = 'one of many';

onServerWithPlans('the plan of each command uses an index', (database) => {
  const client = database.connect();
  const store = new MongoSessionStore(client.sessions());

  beforeAll(async () => {
    await store.ensureIndexes();
    const records = Array.from({ length: 3000 }, (_, index) =>
      newRecord({
        ...(index % 10 === 0 && { owner }),
        ...(index % 7 === 0 && { expiresAt: Date.now() - 1000 }),
        ...(index % 3 === 1 && { owner: `owner ${index}` }),
      }),
    );
    for (let begin = 0; begin < records.length; begin += 100) {
      await Promise.all(records.slice(begin, begin + 100).map((record) => store.create(newId(), record)));
    }
  });

  /**
   * Returns the plans of the commands of a call. Explaining them afterwards does not execute a write again.
   */
  async function plansOf(call: () => Promise<unknown>): Promise<ReturnType<typeof planOf>[]> {
    client.sent();
    await call();
    const explainable = client.sent().filter((command) => ['find', 'update', 'delete'].some((name) => name in command));
    const plans = [];
    for (const command of explainable) plans.push(planOf(await client.command(explainCommand(command))));
    expect(plans.length).toBeGreaterThan(0);
    return plans;
  }

  /** From 8.0 on, a query that needs only one index is an EXPRESS stage. */
  const byIndex = /^(IDHACK|IXSCAN|EXPRESS_\w+)$/;

  it.each([
    ['load', (id: SessionId) => store.load(id)],
    ['update', (id: SessionId, version: string) => store.update(id, newRecord(), version)],
    ['a refused update', (id: SessionId) => store.update(id, newRecord(), 'another')],
    ['touch', (id: SessionId, version: string) => store.touch(id, Date.now() + 5000, version, 'next')],
    ['delete', (id: SessionId) => store.delete(id)],
    ['deleteIf', (id: SessionId, version: string) => store.deleteIf(id, version)],
    ['a refused create', (id: SessionId) => store.create(id, newRecord())],
  ] as const)(
    'and examines one document: %s',
    async (_verb, call: (id: SessionId, version: string) => Promise<unknown>) => {
      const id = newId();
      const record = newRecord({ owner });
      await store.create(id, record);
      for (const { stages, documents } of await plansOf(() => call(id, record.revision))) {
        expect(stages.some((stage) => byIndex.test(stage))).toBe(true);
        expect(stages).not.toContain('COLLSCAN');
        expect(documents).toBeLessThanOrEqual(1);
      }
    },
  );

  it('and reads only one page of an owner, without sorting', async () => {
    const { cursor } = await store.owners.listByOwner(owner, { limit: 50 });
    const [plan] = await plansOf(() => store.owners.listByOwner(owner, { limit: 50, cursor: cursor! }));
    expect(plan?.stages).toContain('IXSCAN');
    expect(plan?.stages).not.toContain('SORT');
    // Some have expired, and are skipped.
    expect(plan?.documents).toBeLessThan(120);
  });

  it('and reads only expired records in deleteExpired, the oldest first', async () => {
    for (const { stages, documents } of await plansOf(() => store.deleteExpired(100))) {
      expect(stages).toContain('IXSCAN');
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
      expect(documents).toBeLessThanOrEqual(101);
    }
  });

  it('and reads only the sessions of the owner in deleteByOwner', async () => {
    for (const { stages } of await plansOf(() => store.owners.deleteByOwner(owner, { except: [] }))) {
      expect(stages.some((stage) => byIndex.test(stage))).toBe(true);
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
    }
  });
});
