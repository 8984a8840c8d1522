import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ServerRing } from './server-ring.js';

const keys = Array.from(
  { length: 20_000 },
  (_, at) => `sess:${createHash('sha256').update(`${at}`).digest('hex').slice(0, 40)}`,
);

const ringOf = (...names: readonly string[]) => new ServerRing(names.map((name) => ({ name })));
const placesIn = (ring: ReturnType<typeof ringOf>) => keys.map((key) => ring.serverOf(key).name);

/** Names as similar as those of real servers. */
const alike = Array.from({ length: 10 }, (_, at) => `10.0.0.${at + 1}:11211`);

describe('ServerRing', () => {
  it('places keys where earlier versions did, because any change would sign everybody out', () => {
    const ring = ringOf('10.0.0.1:11211', '10.0.0.2:11211', '10.0.0.3:11211');
    expect(keys.slice(0, 12).map((key) => ring.serverOf(key).name.slice(0, 8))).toMatchInlineSnapshot(`
      [
        "10.0.0.2",
        "10.0.0.3",
        "10.0.0.3",
        "10.0.0.1",
        "10.0.0.2",
        "10.0.0.1",
        "10.0.0.2",
        "10.0.0.3",
        "10.0.0.3",
        "10.0.0.1",
        "10.0.0.3",
        "10.0.0.3",
      ]
    `);
  });

  it.each([2, 3, 5, 10])('gives each of %i servers its share', (count) => {
    const shares = new Map<string, number>();
    for (const name of placesIn(ringOf(...alike.slice(0, count)))) shares.set(name, (shares.get(name) ?? 0) + 1);
    const fair = keys.length / count;
    expect(shares.size).toBe(count);
    // Five standard deviations: a fair ring is outside once in a million.
    const tolerated = 5 * Math.sqrt(fair * (1 - 1 / count));
    for (const share of shares.values()) expect(Math.abs(share - fair)).toBeLessThan(tolerated);
  });

  it('does the same for servers that differ by their port only', () => {
    const ports = ['127.0.0.1:11211', '127.0.0.1:11212', '127.0.0.1:11213'];
    const places = placesIn(ringOf(...ports));
    for (const port of ports) {
      const share = places.filter((place) => place === port).length / keys.length;
      expect(share).toBeGreaterThan(0.31);
      expect(share).toBeLessThan(0.36);
    }
  });

  it.each([1, 2, 3, 9])('moves its share and no other key to a server that joins %i others', (count) => {
    const before = placesIn(ringOf(...alike.slice(0, count)));
    const after = placesIn(ringOf(...alike.slice(0, count + 1)));
    const moved = after.filter((place, at) => place !== before[at]);
    expect(new Set(moved)).toEqual(new Set([alike[count]]));
    expect(moved.length / keys.length).toBeCloseTo(1 / (count + 1), 1);
  });

  it('does not depend on the order of the list', () => {
    expect(placesIn(ringOf(...alike.toReversed()))).toEqual(placesIn(ringOf(...alike)));
  });

  it('always chooses the only server', () => {
    expect(new Set(placesIn(ringOf('only:1')))).toEqual(new Set(['only:1']));
  });
});
