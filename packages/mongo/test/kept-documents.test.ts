import { newId, newRecord } from '@sess/conformance/records';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../../test/runs.js';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('a stored document', (database) => {
  const client = database.connect();
  const asText = new MongoSessionStore(client.sessions());
  const asDocuments = new MongoSessionStore(client.sessions(), { payload: 'document' });
  const stored = async (id: string) => (await client.sessions().findOne({ _id: id })) as { payload: unknown };

  it('has fields for the metadata, with types, and one text for the payload', async () => {
    const id = newId();
    const record = newRecord({ payload: '{"a":1}', owner: 'one', attributes: { accountId: 'a', seats: 5 } });
    await asText.create(id, record);
    expect(await stored(id)).toEqual({
      _id: id,
      createdAt: new Date(record.createdAt),
      payload: '{"a":1}',
      expiresAt: new Date(record.expiresAt),
      owner: 'one',
      attributes: { accountId: 'a', seats: 5 },
      revision: record.revision,
    });
    await asText.update(id, newRecord({ payload: '' }), record.revision);
    expect(Object.keys(await stored(id)).toSorted()).toEqual(['_id', 'createdAt', 'expiresAt', 'payload', 'revision']);
  });

  it('has the payload as a document, or as text if MongoDB would change it', async () => {
    const [plain, odd] = [newId(), newId()];
    await asDocuments.create(plain, newRecord({ payload: '{"data":{"cart":{"sku":"unusual"}}}' }));
    await asDocuments.create(odd, newRecord({ payload: '{"data":{"$cart":{"sku":"unusual"}}}' }));
    const found = await client.sessions().find({ 'payload.data.cart.sku': 'unusual' }).toArray();
    expect(found).toMatchObject([{ _id: plain, payload: { data: { cart: { sku: 'unusual' } } } }]);
    expect((await stored(odd)).payload).toBe('{"data":{"$cart":{"sku":"unusual"}}}');
    // Both settings read both forms.
    for (const store of [asText, asDocuments]) {
      expect((await store.load(plain))?.payload).toBe('{"data":{"cart":{"sku":"unusual"}}}');
      expect((await store.load(odd))?.payload).toBe('{"data":{"$cart":{"sku":"unusual"}}}');
    }
    const { revision } = (await asText.load(plain))!;
    await asText.update(plain, newRecord({ payload: '{"data":{}}' }), revision);
    expect((await stored(plain)).payload).toBe('{"data":{}}');
  });

  it('has exactly the same payload when it is loaded', async () => {
    const id = newId();
    await asDocuments.create(id, newRecord());
    await fc.assert(
      fc.asyncProperty(fc.object({ maxDepth: 4, withNullPrototype: false }), async (value) => {
        const payload = JSON.stringify(value);
        await asDocuments.update(id, newRecord({ payload }), (await asDocuments.load(id))!.version);
        expect((await asDocuments.load(id))?.payload).toBe(payload);
      }),
      { numRuns: runs(60) },
    );
  });

  it.each([
    { a: 'é😀 ', b: -(2 ** 31), c: -Number.MAX_SAFE_INTEGER, d: 5e-324, e: true },
    { a: '', b: 2 ** 31, c: 2 ** 53, d: 1.2489995732471594e225, e: false },
    { a: '\0', b: -0, c: 0.1 + 0.2, d: 1e300, e: null },
  ])('keeps the types and values of its attributes: $a', async (attributes) => {
    const id = newId();
    await asText.create(id, newRecord({ attributes }));
    expect((await asText.load(id))?.attributes).toEqual(attributes);
  });

  it('keeps its deadline to the millisecond, up to the last instant of JavaScript', async () => {
    for (const expiresAt of [Date.parse('2038-01-19T03:14:08.001Z'), asText.limits.maxExpiresAt]) {
      const id = newId();
      await asText.create(id, newRecord({ expiresAt, createdAt: expiresAt - 1 }));
      expect(await asText.load(id)).toMatchObject({ expiresAt, createdAt: expiresAt - 1 });
      const at = (now: number) => new MongoSessionStore(client.sessions(), { clock: () => now });
      expect(await at(expiresAt).load(id)).toBe(undefined);
      expect(await at(expiresAt - 1).load(id)).toBeDefined();
      await asText.delete(id);
    }
  });

  it('may have a payload of 15 MiB, which becomes text if a document would be too large', async () => {
    const id = newId();
    const store = new MongoSessionStore(client.sessions(), { payload: 'document', maxPayloadBytes: 15 * 1024 * 1024 });
    const payload = `{"a":"${'x'.repeat(15 * 1024 * 1024 - 8)}"}`;
    const record = newRecord({ payload, owner: 'o'.repeat(900_000) });
    expect(await store.create(id, record)).toMatchObject({ status: 'written' });
    expect((await store.load(id))?.payload).toBe(payload);
    expect(await store.update(id, newRecord({ payload }), record.revision)).toMatchObject({ status: 'written' });
    await expect(store.create(newId(), newRecord({ payload: `${payload}x` }))).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    await store.delete(id);
  });

  it('is removed by deleteExpired in batches, and counted once', async () => {
    await asText.deleteExpired(10_000);
    const expired = Array.from({ length: 1203 }, () => asText.create(newId(), newRecord({ expiresAt: 1 })));
    await Promise.all(expired);
    expect(await asText.deleteExpired(501)).toEqual({ deleted: 501, more: true });
    expect(await asText.deleteExpired(702)).toEqual({ deleted: 702, more: false });
    expect(await asText.deleteExpired(1)).toEqual({ deleted: 0, more: false });
  });
});
