import { describe, expect, it } from 'vitest';
import type { Serializer } from '../../src/contract/serializer.js';
import { jsonSerializer } from '../../src/payload/json-serializer.js';
import type { Session } from '../../src/session/session.js';
import { setUp, type Shop } from '../set-up.js';
import { visit } from '../visits.js';

/** Counts the characters that are written and read, because time would depend on the machine. */
function counting() {
  const counted = { characters: 0 };
  const serializer: Serializer = {
    name: 'json',
    serialize(value) {
      const text = jsonSerializer.serialize(value);
      counted.characters += text.length;
      return text;
    },
    deserialize(text) {
      counted.characters += text.length;
      return jsonSerializer.deserialize(text);
    },
  };
  return { counted, serializer };
}

const change = (session: Session<Shop>): void => {
  session.get('cart')!['mine'] = 1;
  session.update('visits', 0, (visits) => visits + 1);
};

const keys = 10_000;
const big = Object.fromEntries(
  Array.from({ length: keys }, (_, index) => [`key ${index}`, { index }]),
) as unknown as Shop;

describe('a session of ten thousand data keys', () => {
  const { counted, serializer } = counting();
  const { sessions, jar } = setUp({ serializer });

  /** Returns the cost of a visit, in copies of the payload. */
  async function cost(handler: (session: Session<Shop>) => void | Promise<void>): Promise<number> {
    counted.characters = 0;
    await visit(sessions, jar, handler);
    const { characters } = counted;
    const id = (await sessions.read(jar.header)).id!;
    const { payload } = (await sessions.inspect(id))!;
    return characters / payload.length;
  }

  it('is read, changed and merged at the cost of a few copies of it', async () => {
    await visit(sessions, jar, (session) => {
      session.set('visits', 0).set('cart', {});
      for (const [key, value] of Object.entries(big)) session.set(key as 'visits', value as number);
    });
    expect(await cost(() => undefined)).toBeLessThan(3);
    expect(await cost(change)).toBeLessThan(5);
    expect(await cost((session) => void session.toObject())).toBeLessThan(6);
    const merged = await cost(async (session) => {
      session.toObject();
      change(session);
      await visit(sessions, jar, (other) => other.update('visits', 0, (visits) => visits + 1));
    });
    expect(merged).toBeLessThan(30);
    expect((await sessions.read(jar.header)).get('visits')).toBe(3);
  }, 30_000);
});
