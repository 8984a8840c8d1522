import type { AdoptOptions } from '../src/keyed/adopt-options.js';
import type { Shop } from './set-up.js';

/**
 * The sessions of another framework, whose cookie looks like express-session's: `s:<id>.<signature>`, percent-encoded.
 */
export function foreignFramework() {
  const sessions = new Map<string, { data: Partial<Shop>; user?: string }>();
  const calls: string[] = [];
  const adopt: AdoptOptions<Shop> & Required<Pick<AdoptOptions<Shop>, 'identify' | 'end'>> = {
    cookie: 'connect.sid',
    identify: (value) => /^s:(\w+)\.signed$/.exec(value)?.[1],
    load(id) {
      calls.push(`load ${id}`);
      const session = sessions.get(id);
      return Promise.resolve(session && { data: session.data, owner: session.user });
    },
    end(id) {
      calls.push(`end ${id}`);
      sessions.delete(id);
      return Promise.resolve();
    },
  };
  return {
    sessions,
    calls,
    adopt,
    /** Without `end`, so adopted sessions stay in the other framework. */
    adoptOnly: { cookie: adopt.cookie, identify: adopt.identify, load: adopt.load },
    /** Begins a session in the other framework. Returns its cookie. */
    begin(id: string, data: Partial<Shop>, user?: string): string {
      sessions.set(id, { data, ...(user !== undefined && { user }) });
      return `connect.sid=s%3A${id}.signed`;
    },
  };
}
