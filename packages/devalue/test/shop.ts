import { MemorySessionStore, type Session, SessionManager, type SessionManagerOptions } from '@sess/core';
import { createDevalueSerializer } from '../src/index.js';
import { type Money, moneyClass } from './money.js';

export interface Tree {
  name: string;
  parent?: Tree;
  children: Tree[];
}

export interface Shop {
  seen: Map<string, Date>;
  tags: Set<string>;
  total: Money;
  prices: Record<string, Money>;
  tree: Tree;
  since: Date;
  count: bigint;
  nothing: undefined;
  visits: number;
}

export const serializer = createDevalueSerializer({ classes: { Money: moneyClass } });

/** A visitor, a manager, and the content of the store. */
export function setUp(options: Partial<SessionManagerOptions<Shop>> = {}) {
  const store = new MemorySessionStore({ clock: () => 1_800_000_000_000 });
  const clock = () => 1_800_000_000_000;
  const sessions = new SessionManager<Shop>({ store, clock, serializer, ...options });
  const conflicts: unknown[] = [];
  sessions.on('conflict', (event) => conflicts.push(event));
  let cookie: string | undefined;
  const begin = async () => {
    const { session, commit } = await sessions.open(cookie);
    const end = async () => {
      const { cookies } = await commit({ status: 200 });
      for (const { name, value } of cookies) cookie = `${name}=${value}`;
    };
    return { session, end };
  };
  const visit = async (handler: (session: Session<Shop>) => void) => {
    const { session, end } = await begin();
    handler(session);
    await end();
  };
  const payload = async () => {
    const { id } = await sessions.read(cookie);
    return (await store.load(id!))?.payload;
  };
  return { store, sessions, begin, visit, payload, conflicts, cookie: () => cookie };
}
