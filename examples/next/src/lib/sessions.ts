import { MemorySessionStore, SessionManager } from '@sess/core';
import { nextSession } from '@sess/core/next';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';

interface Shop {
  cart: Record<string, number>;
}

// Next.js bundles this file several times, and in development loads it again: all copies must share one store.
const shared = globalThis as { store?: MemorySessionStore };

export const sessions = new SessionManager<Shop>({ store: (shared.store ??= new MemorySessionStore()) });
export const { read, mutate, route, guard } = nextSession(sessions, { cookies, headers, cache });
