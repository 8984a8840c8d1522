import { describe, expect, it } from 'vitest';
import { jsonSerializer } from '../../src/payload/json-serializer.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { CookieJar, visit } from '../visits.js';

describe('Serializers', () => {
  it('JSONSerializer', () => {
    const value = { name: 'Alice', count: 1.5, yes: true, none: null, list: [1, ['a']] };
    expect(jsonSerializer.deserialize(jsonSerializer.serialize(value))).toEqual(value);
    for (const odd of [new Date(), undefined, Number.NaN, 1n, new Map()])
      expect(() => jsonSerializer.serialize({ odd })).toThrow(expect.objectContaining({ path: '$.odd' }));
  });

  // @sess/devalue's own tests show what it keeps. Here: nothing in a stored text is run, nor reaches a prototype.
  it('PickleSerializer', () => {
    const attack = '{"__proto__":{"admin":true}}';
    expect(() => jsonSerializer.deserialize(attack)).toThrow(expect.objectContaining({ code: 'DESERIALIZE' }));
    expect({}).not.toHaveProperty('admin');
  });

  it('your own dumps and loads', async () => {
    const store = new MemorySessionStore();
    const jar = new CookieJar();
    const former = new SessionManager<{ visits: number }>({ store });
    await visit(former, jar, (session) => session.set('visits', 1));
    const own = { ...jsonSerializer, name: 'own' };
    const moved = new SessionManager<{ visits: number }>({
      store,
      serializer: own,
      formerSerializers: [jsonSerializer],
    });
    expect((await moved.read(jar.header)).get('visits')).toBe(1);
    const alone = new SessionManager<{ visits: number }>({ store, serializer: own, onCorrupt: 'error' });
    await expect(alone.read(jar.header)).rejects.toMatchObject({ code: 'CORRUPT' });
  });
});
