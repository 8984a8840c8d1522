import { TableSerializer } from '../../../serializer/table-serializer.js';
import type { SerializerExhibit } from '../exhibit.js';

const topic = 'values beyond JSON';

function exhibit(name: string, serializer: TableSerializer): SerializerExhibit {
  return { name, topic, serializer };
}

type Refer = (item: unknown) => unknown;
type Node = ReturnType<TableSerializer['node']>;

export const tableExhibits: readonly SerializerExhibit[] = [
  exhibit(
    'sorts Maps of more than eight entries by their keys',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        if (!(item instanceof Map) || item.size <= 8) return super.node(item, refer);
        return super.node(
          new Map([...item].toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))),
          refer,
        );
      }
    })(),
  ),
  exhibit(
    'sorts Sets of texts',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        const isOfTexts = item instanceof Set && [...item].every((value) => typeof value === 'string');
        return super.node(
          isOfTexts ? new Set([...item].toSorted((one, other) => (String(one) < String(other) ? -1 : 1))) : item,
          refer,
        );
      }
    })(),
  ),
  exhibit(
    'keeps Dates in whole seconds',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        return super.node(item instanceof Date ? new Date(Math.floor(item.getTime() / 1000) * 1000) : item, refer);
      }
    })(),
  ),
  exhibit(
    'keeps Dates before 1970 as 1970',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        return super.node(item instanceof Date && item.getTime() < 0 ? new Date(0) : item, refer);
      }
    })(),
  ),
  exhibit(
    'keeps bigints in 64 bits',
    new (class extends TableSerializer {
      override encode(value: unknown): string {
        return super
          .encode(value)
          .replaceAll(
            /"bigint":"(-?\d+)"/g,
            (_all, digits: string) => `"bigint":"${BigInt.asIntN(64, BigInt(digits))}"`,
          );
      }
    })(),
  ),
  exhibit(
    'loses the sign of -Infinity',
    new (class extends TableSerializer {
      override encode(value: unknown): string {
        return super.encode(value).replaceAll('"special":"-Infinity"', '"special":"Infinity"');
      }
    })(),
  ),
  exhibit(
    'loses the sign of -0 in arrays',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        return super.node(Array.isArray(item) ? item.map((value: unknown) => (value === 0 ? 0 : value)) : item, refer);
      }
    })(),
  ),
  exhibit(
    'leaves properties that are undefined out, which it claims to keep',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        const node = super.node(item, refer);
        if (node.kind !== 'object') return node;
        const values = Object.values(item);
        return { ...node, items: node.items.filter((_entry, at) => values[at] !== undefined) };
      }
    })(),
  ),
  exhibit(
    'makes two Dates of one Date in two places',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        return super.node(item, (value) => refer(value instanceof Date ? new Date(value.getTime()) : value));
      }
    })(),
  ),
  exhibit(
    'makes two objects of one that is a key of a Map and in another place',
    new (class extends TableSerializer {
      override node(item: object, refer: Refer): Node {
        if (!(item instanceof Map)) return super.node(item, refer);
        const copy = (key: unknown): unknown =>
          typeof key === 'object' && key !== null && Object.getPrototypeOf(key) === Object.prototype ? { ...key } : key;
        return super.node(new Map([...item].map(([key, value]) => [copy(key), value])), refer);
      }
    })(),
  ),
  exhibit(
    'serializes an instance of a subclass of Map as a Map',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        const isMap = value instanceof Map && Object.getPrototypeOf(value) !== Map.prototype;
        super.check(isMap ? new Map(value as Map<unknown, unknown>) : value, path, seen, depth);
      }
    })(),
  ),
  exhibit(
    'loses properties that a Map has besides its entries',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        const isMap = value instanceof Map && Object.getPrototypeOf(value) === Map.prototype;
        if (!isMap || seen.has(value)) return super.check(value, path, seen, depth);
        seen.add(value);
        super.check(new Map(value as Map<unknown, unknown>), path, seen, depth);
      }
    })(),
  ),
  exhibit(
    'numbers the items of a Set in paths as those of an array',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        super.check(value, path.replace('.values()[', '['), seen, depth);
      }
    })(),
  ),
  exhibit(
    'begins paths with the first key',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        super.check(value, path.replace(/^\$\./, ''), seen, depth);
      }
    })(),
  ),
  exhibit(
    'does not count the levels of Sets',
    new (class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        super.check(value, path, seen, value instanceof Set ? 0 : depth);
      }
    })(),
  ),
];
