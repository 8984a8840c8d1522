import type { SessionRecord, StoredSession, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';
import { attributeAs, listing, reading } from '../slips.js';

const topic = 'attributes';

type Attributes = NonNullable<SessionRecord['attributes']>;

function withAttributes<Shown extends { readonly attributes?: Attributes }>(
  record: Shown,
  change: (attributes: Attributes) => Attributes,
): Shown {
  return record.attributes ? { ...record, attributes: change(record.attributes) } : record;
}

export const attributeExhibits: readonly KeyedExhibit[] = [
  {
    name: 'keeps null as the text "null"',
    topic,
    store: attributeAs((value) => (value === null ? 'null' : value)),
  },
  {
    name: 'loads booleans as 0 and 1, as MySQL returns them',
    topic,
    store: reading((record) =>
      withAttributes(record, (attributes) => ({
        ...attributes,
        ...(typeof attributes['isAdmin'] === 'boolean' && { isAdmin: Number(attributes['isAdmin']) }),
      })),
    ),
  },
  {
    name: 'keeps false as null',
    topic,
    store: attributeAs((value) => (value === false ? null : value)),
  },
  {
    name: 'keeps 0 as null, because it is falsy',
    topic,
    store: attributeAs((value) => (value === 0 ? null : value)),
  },
  {
    name: 'rounds numbers to whole ones instead of refusing others',
    topic,
    store: attributeAs((value) => (typeof value === 'number' ? Math.round(value) : value)),
  },
  {
    name: 'keeps numbers in 32 bits without refusing greater ones',
    topic,
    store: attributeAs((value) => (typeof value === 'number' && Number.isInteger(value) ? value | 0 : value)),
  },
  {
    name: 'keeps numbers in single precision',
    topic,
    store: attributeAs((value) => (typeof value === 'number' ? Math.fround(value) : value)),
  },
  {
    name: 'keeps the empty text as null, as Oracle does',
    topic,
    store: attributeAs((value) => (value === '' ? null : value)),
  },
  {
    name: 'returns a text of digits as a number',
    topic,
    store: attributeAs((value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value)),
  },
  {
    name: 'cuts texts after 64 characters',
    topic,
    store: attributeAs((value) => (typeof value === 'string' ? value.slice(0, 64) : value)),
  },
  {
    name: 'removes spaces at the end of a text',
    topic,
    store: attributeAs((value) => (typeof value === 'string' ? value.trimEnd() : value)),
  },
  {
    name: 'keeps attributes that an update does not name',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = this.live(table, row.id)?.attributes;
        return super.put(
          table,
          row.attributes && before ? { ...row, attributes: { ...before, ...row.attributes } } : row,
        );
      }
    },
  },
  {
    name: 'keeps all attributes when an update has {}',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = this.live(table, row.id)?.attributes;
        const isEmpty = row.attributes && Object.keys(row.attributes).length === 0;
        return super.put(table, isEmpty && before ? { ...row, attributes: before } : row);
      }
    },
  },
  {
    name: 'leaves an attribute as it was when an update sets it to null',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = this.live(table, row.id)?.attributes;
        const kept = Object.entries(row.attributes ?? {}).map(([name, value]) => [
          name,
          value ?? before?.[name] ?? null,
        ]);
        return super.put(table, row.attributes ? { ...row, attributes: Object.fromEntries(kept) as Attributes } : row);
      }
    },
  },
  {
    name: 'lists the attributes that a session was created with',
    topic,
    store: class extends RowStore {
      readonly #created = new Map<string, Attributes>();
      override put(table: Table, row: Row): Written {
        const isNew = !this.live(table, row.id);
        if (isNew && row.attributes) this.#created.set(row.id, row.attributes);
        return super.put(table, row);
      }
      override listedRow(row: Row) {
        return withAttributes(super.listedRow(row), (current) => ({ ...(this.#created.get(row.id) ?? current) }));
      }
    },
  },
  {
    name: 'lists no attributes',
    topic,
    store: listing(({ attributes: _attributes, ...session }) => session),
  },
  {
    name: 'lists numbers as text',
    topic,
    store: listing((session) =>
      withAttributes(session, (attributes) =>
        Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
        ),
      ),
    ),
  },
  {
    name: 'gives the same object of attributes to two loads',
    topic,
    store: class extends RowStore {
      override shown(row: Row): StoredSession {
        return { ...super.shown(row), ...(row.attributes && { attributes: row.attributes }) };
      }
    },
  },
  {
    name: 'loses the attributes in a touch',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = table.rows.get(row.id);
        const { attributes, ...rest } = row;
        const isTouch = before !== undefined && attributes !== undefined && before.attributes === attributes;
        return super.put(table, isTouch ? rest : row);
      }
    },
  },
];
