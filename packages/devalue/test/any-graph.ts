import fc from 'fast-check';
import { Money } from './money.js';

type Container = unknown[] | Record<string, unknown> | Map<unknown, unknown> | Set<unknown>;

/** Makes containers that hold each other in any way, also in cycles, with a few leaves, and returns one of them. */
export const anyGraph: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.array(fc.constantFrom('array', 'object', 'map', 'set', 'bare'), { minLength: 1, maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3)), { maxLength: 24 }),
    fc.array(
      fc.oneof(
        fc.anything({
          maxDepth: 1,
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
        }),
        fc.integer().map((cents) => new Money(cents)),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([kinds, edges, leaves]) => {
    const containers = kinds.map(create);
    const items: readonly unknown[] = [...containers, ...leaves];
    for (const [from, to, key] of edges) put(containers[from % containers.length]!, items[to % items.length], key);
    return containers[0];
  });

function create(kind: string): Container {
  if (kind === 'array') return [];
  if (kind === 'map') return new Map();
  if (kind === 'set') return new Set();
  return kind === 'bare' ? (Object.create(null) as Record<string, unknown>) : {};
}

function put(container: Container, item: unknown, key: number): void {
  if (Array.isArray(container)) container.push(item);
  else if (container instanceof Map) container.set(key === 0 ? item : key, item);
  else if (container instanceof Set) container.add(item);
  else container[['a', '7', 'constructor', 'a b'][key]!] = item;
}
