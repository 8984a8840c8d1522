import type { StoreFinding } from '@sess/core';
import type { KeyedClass, KeyedExhibit } from '../exhibit.js';
import type { Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'diagnose';

/** Returns a store that has these findings. */
function finding(find: (table: Table) => StoreFinding): KeyedClass {
  return class extends RowStore {
    override findings(table: Table): readonly StoreFinding[] {
      return [find(table)];
    }
  };
}

export const diagnosisExhibits: readonly KeyedExhibit[] = [
  {
    name: 'writes its time into a table when it is diagnosed',
    topic,
    store: class extends RowStore {
      override findings(table: Table): readonly StoreFinding[] {
        table.more.push({ diagnosedAt: this.now() });
        return super.findings(table);
      }
    },
  },
  {
    name: 'names a session in a finding',
    topic,
    store: finding(({ rows }) => ({
      code: 'OLDEST_SESSION',
      level: 'info',
      message: `The oldest session is ${[...rows.keys()][0] ?? 'not there'}.`,
    })),
  },
  {
    name: 'quotes a payload in the remedy of a finding',
    topic,
    store: finding(({ rows }) => ({
      code: 'LONG_SESSIONS',
      level: 'warning',
      message: 'There are long sessions.',
      remedy: `Look at ${[...rows.values()].at(-1)?.payload ?? 'them'}.`,
    })),
  },
  {
    name: 'has a finding of the level error although sessions work',
    topic,
    store: finding(() => ({ code: 'NO_REPLICA', level: 'error', message: 'There is no replica.' })),
  },
  {
    name: 'has a finding with a number in its code that changes',
    topic,
    store: finding(({ rows }) => ({ code: `ROWS: ${rows.size}`, level: 'info', message: 'That many rows.' })),
  },
  {
    name: 'gives each session a new version when it is diagnosed',
    topic,
    store: class extends RowStore {
      override findings(table: Table): readonly StoreFinding[] {
        for (const row of table.rows.values()) table.rows.set(row.id, { ...row, version: this.nextVersion(row) });
        return super.findings(table);
      }
    },
  },
  {
    name: 'has findings without a message',
    topic,
    store: finding(() => ({ code: 'ALL_WELL', level: 'info', message: '' })),
  },
  {
    name: 'names the password of the database in a finding',
    topic,
    store: finding(() => ({
      code: 'CONNECTION',
      level: 'info',
      message: 'Connected to rows://app:correct-horse@192.0.2.7:5433/sessions.',
    })),
  },
  {
    name: 'has a finding of the level fatal',
    topic,
    store: finding(() => ({ code: 'DISK', level: 'fatal' as 'error', message: 'The disk is nearly full.' })),
  },
];
