import { MemorySessionStore, SessionManager } from '@sess/core';

export interface Shop {
  visits: number;
  cart: string[];
}

/** In production, take a store that lasts, such as `@sess/prisma`. */
export const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
