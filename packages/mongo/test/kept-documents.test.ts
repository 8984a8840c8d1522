import { newId, newRecord } from '@sess/conformance/records';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('what is kept', (database) => {
  const client = database.connect();
  const text = new MongoSessionStore(client.sessions());
  const native = new MongoSessionStore(client.sessions(), { payload: 'document' });
  const stored = async (id: string) => (await client.sessions().findOne({ _id: id })) as { payload: unknown };

  it('has its metadata as fields, dates as dates, and the payload as one text', async () => {
    const id = newId();
    const record = newRecord({ payload: '{"a":1}', owner: 'one', attributes: { accountId: 'a', seats: 5 } });
    await text.create(id, record);
    expect(await stored(id)).toEqual({
      _id: id,
      createdAt: new Date(record.createdAt),
      payload: '{"a":1}',
      expiresAt: new Date(record.expiresAt),
      owner: 'one',
      attributes: { accountId: 'a', seats: 5 },
      revision: record.revision,
    });
    await text.update(id, newRecord({ payload: '' }), record.revision);
    expect(Object.keys(await stored(id)).toSorted()).toEqual(['_id', 'createdAt', 'expiresAt', 'payload', 'revision']);
  });

  it('can be queried as a document, and is text where it would come back changed', async () => {
    const [plain, odd] = [newId(), newId()];
    await native.create(plain, newRecord({ payload: '{"data":{"cart":{"sku":"unusual"}}}' }));
    await native.create(odd, newRecord({ payload: '{"data":{"$cart":{"sku":"unusual"}}}' }));
    const found = await client.sessions().find({ 'payload.data.cart.sku': 'unusual' }).toArray();
    expect(found).toMatchObject([{ _id: plain, payload: { data: { cart: { sku: 'unusual' } } } }]);
    expect((await stored(odd)).payload).toBe('{"data":{"$cart":{"sku":"unusual"}}}');
    // Both are read with either setting.
    for (const store of [text, native]) {
      expect((await store.load(plain))?.payload).toBe('{"data":{"cart":{"sku":"unusual"}}}');
      expect((await store.load(odd))?.payload).toBe('{"data":{"$cart":{"sku":"unusual"}}}');
    }
    const { revision } = (await text.load(plain))!;
    await text.update(plain, newRecord({ payload: '{"data":{}}' }), revision);
    expect((await stored(plain)).payload).toBe('{"data":{}}');
  });

  it('is exactly the same text after the server kept it', async () => {
    const id = newId();
    await native.create(id, newRecord());
    await fc.assert(
      fc.asyncProperty(fc.object({ maxDepth: 4, withNullPrototype: false }), async (value) => {
        const payload = JSON.stringify(value);
        await native.update(id, newRecord({ payload }), (await native.load(id))!.version);
        expect((await native.load(id))?.payload).toBe(payload);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    { a: 'é😀 ', b: -(2 ** 31), c: -Number.MAX_SAFE_INTEGER, d: 5e-324, e: true },
    { a: '', b: 2 ** 31, c: 2 ** 53, d: 1.2489995732471594e225, e: false },
    { a: '\0', b: -0, c: 0.1 + 0.2, d: 1e300, e: null },
  ])('has its attributes to type and value: $a', async (attributes) => {
    const id = newId();
    await text.create(id, newRecord({ attributes }));
    expect((await text.load(id))?.attributes).toEqual(attributes);
  });

  it('has its deadline to the millisecond, up to the last instant of JavaScript', async () => {
    for (const expiresAt of [Date.parse('2038-01-19T03:14:08.001Z'), text.limits.maxExpiresAt]) {
      const id = newId();
      await text.create(id, newRecord({ expiresAt, createdAt: expiresAt - 1 }));
      expect(await text.load(id)).toMatchObject({ expiresAt, createdAt: expiresAt - 1 });
      const at = (now: number) => new MongoSessionStore(client.sessions(), { clock: () => now });
      expect(await at(expiresAt).load(id)).toBe(undefined);
      expect(await at(expiresAt - 1).load(id)).toBeDefined();
      await text.delete(id);
    }
  });

  it('may have 15 MiB, as text and where a document would be too large', async () => {
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

  it('is removed in batches, each record counted once, until it is aborted', async () => {
    await text.deleteExpired(10_000);
    const expired = Array.from({ length: 1203 }, () => text.create(newId(), newRecord({ expiresAt: 1 })));
    await Promise.all(expired);
    expect(await text.deleteExpired(501)).toEqual({ deleted: 501, more: true });
    expect(await text.deleteExpired(702)).toEqual({ deleted: 702, more: false });
    expect(await text.deleteExpired(1)).toEqual({ deleted: 0, more: false });
  });
});
