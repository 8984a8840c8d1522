import { testSessionStore } from '@sess/conformance';
import { afterAll, describe, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import type { Backend } from './backends/backend.js';
import { backends } from './backends/each-backend.js';
import { visitOptions } from './visit-options.js';

/** Runs the suite on one database: two clients and more, each with connections of its own. */
export function holdToTheLaws(title: string): void {
  const open = backends.find((backend) => backend.title === title)?.open;
  if (!open) {
    it.skip(`PrismaSessionStore on ${title}: no server`);
    return;
  }
  let opening: Promise<Backend> | undefined;
  const backend = () => (opening ??= open());
  afterAll(async () => (await opening)?.close());

  testSessionStore(
    { describe, it },
    {
      name: `PrismaSessionStore on ${title}`,
      claims: ['touch', 'deleteExpired', 'owners', 'close'],
      attributes: {
        accountId: ['a-1', 'a-2'],
        seats: [1, -2],
        balance: [2 ** 53 - 1, 0],
        score: [0.1, 1e300],
        trusted: [true, false],
      },
      async open({ clock }) {
        const client = (await backend()).connect();
        const store = new PrismaSessionStore(client.visit, { ...visitOptions, clock });
        return { store, ping: async () => client.visit.findMany({ take: 1 }) };
      },
      async openElsewhere({ clock }) {
        const client = (await backend()).connect();
        return { store: new PrismaSessionStore(client.session, { clock }) };
      },
      construct: (options) => new PrismaSessionStore(nowhere, options),
      async dump() {
        const client = (await backend()).connect();
        const rows = [await client.session.findMany(), await client.visit.findMany()];
        return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
      },
    },
  );
}

const unreachable = () => Promise.reject(new Error('Constructing a store asks nothing.'));
const nowhere = {
  createMany: unreachable,
  findUnique: unreachable,
  findMany: unreachable,
  updateMany: unreachable,
  deleteMany: unreachable,
};
