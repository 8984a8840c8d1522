import { openCookie } from './cookie.js';
import { openMemcached } from './memcached.js';
import { openMemory } from './memory.js';
import { openMongo } from './mongo.js';
import type { OpenStore } from './open-store.js';
import { openPrisma } from './prisma.js';

export interface StoreOptions {
  /** The file of databases that are one; what else is kept in a file lies beside it. */
  readonly file: string;
}

/** Every store that the shop can stand on: a further one is one line here, and a file beside this one. */
const stores = {
  prisma: ({ file }: StoreOptions) => openPrisma(file),
  memory: () => openMemory(),
  mongo: () => openMongo(),
  memcached: () => openMemcached(),
  cookie: ({ file }: StoreOptions) => openCookie(file),
} satisfies Record<string, (options: StoreOptions) => OpenStore | Promise<OpenStore>>;

type StoreName = keyof typeof stores;

/** What `SESS_STORE` may say. */
export const storeNames: readonly string[] = Object.keys(stores);

/** @throws Error that lists the known stores when the name is not one of them. */
export async function openStore(name: string, options: StoreOptions): Promise<OpenStore> {
  if (!Object.hasOwn(stores, name)) {
    throw new Error(`SESS_STORE=${name} is none of the stores. Choose one of: ${storeNames.join(', ')}`);
  }
  return stores[name as StoreName](options);
}
