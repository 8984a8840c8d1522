import { openCookie } from './cookie.js';
import { openMemcached } from './memcached.js';
import { openMemory } from './memory.js';
import { openMongo } from './mongo.js';
import type { OpenStore } from './open-store.js';
import { openPrisma } from './prisma.js';

export interface StoreOptions {
  /** The database's file. Stores create their other files next to it. */
  readonly file: string;
}

/** The stores that the shop can use. A new one needs a line here and a file next to this one. */
const stores = {
  prisma: ({ file }: StoreOptions) => openPrisma(file),
  memory: () => openMemory(),
  mongo: () => openMongo(),
  memcached: () => openMemcached(),
  cookie: ({ file }: StoreOptions) => openCookie(file),
} satisfies Record<string, (options: StoreOptions) => OpenStore | Promise<OpenStore>>;

type StoreName = keyof typeof stores;

/** The values of `SESS_STORE`. */
export const storeNames: readonly string[] = Object.keys(stores);

/** @throws Error that lists the known stores when the name is not one of them. */
export async function openStore(name: string, options: StoreOptions): Promise<OpenStore> {
  if (!Object.hasOwn(stores, name)) {
    throw new Error(`SESS_STORE=${name} is not a known store. Choose one of: ${storeNames.join(', ')}`);
  }
  return stores[name as StoreName](options);
}
