import { randomBytes } from 'node:crypto';
import { MongoSessionStore } from '@sess/mongo';
import type { Db } from 'mongodb';
import type { MongoSessions } from './mongo-sessions.js';
import { busiestOwner, check, dataOf, day, hour, idOf, type Special } from './shop-sessions.js';

const page = 500;
const perCustomer = 20;

/** Of each customer's twenty sessions, five are from before the sign-in and have no owner. */
const ownedPerCustomer = 15;
const customer = (index: number) => `customer ${Math.floor(index / perCustomer)}`;

function ownerOf(index: number | string): Special {
  return typeof index === 'string' || index % 4 === 0 ? {} : { owner: customer(index) };
}

function recordOf(index: number | string, more: Special = {}) {
  const now = Date.now();
  const revision = randomBytes(16).toString('hex');
  const payload = JSON.stringify(dataOf(index));
  const special = { ...ownerOf(index), ...more };
  return { payload, createdAt: now, expiresAt: now + day, attributes: { device: 'Firefox' }, revision, ...special };
}

export function sess(db: Db): MongoSessions {
  const collection = db.collection('sessions');
  const store = new MongoSessionStore(collection);
  // Expired only for this clock, because the server's TTL monitor removes what has really expired.
  const later = new MongoSessionStore(collection, { clock: () => Date.now() + hour });
  const load = async (index: number) => {
    const found = check(await store.load(idOf(index)));
    return { ...found, data: JSON.parse(found.payload) as unknown };
  };
  return {
    collection,
    ensureIndexes: () => store.ensureIndexes(),
    documentOf(index, more) {
      const record = recordOf(index, more);
      const instants = { createdAt: new Date(record.createdAt), expiresAt: new Date(record.expiresAt) };
      return { _id: idOf(index), ...record, ...instants };
    },
    work: {
      load: (index) => Promise.resolve(() => load(index)),
      async change(index) {
        const { version } = await load(index);
        return async () => check((await store.update(idOf(index), recordOf(index), version)).status === 'written');
      },
      list: (index) =>
        Promise.resolve(async () =>
          check((await store.owners.listByOwner(customer(index), { limit: 50 })).sessions.length === ownedPerCustomer),
        ),
    },
    bulk: {
      list: () => countPages(store),
      revoke: () => store.owners.deleteByOwner(busiestOwner, { except: [] }),
      'clear expired': () => clear(later),
    },
  };
}

async function countPages(store: MongoSessionStore): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const found = await store.owners.listByOwner(busiestOwner, {
      limit: page,
      ...(cursor !== undefined && { cursor }),
    });
    count += found.sessions.length;
    cursor = found.cursor;
  } while (cursor !== undefined);
  return count;
}

async function clear(store: MongoSessionStore): Promise<number> {
  let count = 0;
  for (;;) {
    const { deleted, more } = await store.deleteExpired(page);
    count += deleted;
    if (!more) return count;
  }
}
