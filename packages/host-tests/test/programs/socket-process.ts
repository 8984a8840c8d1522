// Runs in a process of its own, and does to the sessions in a memcached what it is told.
import { type Session, SessionManager } from '@sess/core';
import { SessionSockets } from '@sess/core/sockets';
import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';

type Sent = Session<{ visits: number }>;

/** What the process can be told to do, in a request with that cookie. */
const actions = {
  'sign-out': (session: Sent) => session.destroy(),
  'sign-in': (session: Sent) => session.signIn('bob'),
  regenerate: (session: Sent) => session.regenerate(),
};

export interface Order {
  readonly action: keyof typeof actions;
  readonly cookie: string;
}

/** What it replies: the new cookie, or a message for the other processes. */
export type Reply = { readonly cookie: string } | { readonly published: string };

const reply = (message: Reply): unknown => process.send!(message);
const client = new MemcachedServers({ servers: [process.argv[2]!] });
const sessions = new SessionManager<{ visits: number }>({ store: new MemcachedSessionStore(client) });
const sockets = new SessionSockets(sessions, { publish: (published) => reply({ published }) });

async function obey({ action, cookie }: Order): Promise<void> {
  const { session, commit } = await sessions.open(cookie, { secure: false });
  await actions[action](session);
  const { cookies } = await commit({ status: 200 });
  reply({ cookie: `sid=${cookies[0]?.value}` });
}

process.on('message', (order: Order) => {
  obey(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
process.on('disconnect', () => {
  sockets.close();
  process.exit(0);
});
