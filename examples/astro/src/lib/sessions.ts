import { MemorySessionStore, SessionManager } from '@sess/core';

export interface Shop {
  visits: number;
  cart: string[];
}

export const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
