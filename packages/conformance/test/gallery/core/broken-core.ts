import { type KeyedStore, SessionManager } from '@sess/core';
import { type Intercept, intercepted } from '../../../src/fixture/spied-store.js';
import type { Data, Sessions, Visited } from '../../../src/suite/sessions.js';
import type { ManagerOptions } from '../../../src/suite/suite-options.js';

/** Creates a broken manager instead of the one that a law requests. */
export type MakeManager = (options: ManagerOptions) => Sessions;

/** Core with some options changed. */
export function withOptions(change: (options: ManagerOptions) => Partial<ManagerOptions>): MakeManager {
  return (options) => new SessionManager<Data, 'remembered'>({ ...options, ...change(options) });
}

/** Core with its store calls changed. */
export function withCalls(intercept: (store: KeyedStore) => Intercept): MakeManager {
  return (options) => {
    const store = options.store as KeyedStore;
    return new SessionManager<Data, 'remembered'>({ ...options, store: intercepted(store, intercept(store)) });
  };
}

type Opened = Awaited<ReturnType<Sessions['open']>>;

interface SessionChanges {
  /** Before a session is opened from that cookie header. */
  readonly before?: (store: KeyedStore, header: string | undefined) => unknown;
  /** Changes what a session does. */
  readonly session?: (session: Visited, store: KeyedStore, header: string | undefined) => void;
  /** Changes the result of a commit. */
  readonly commit?: (commit: Opened['commit'], session: Visited) => Opened['commit'];
}

/** Core with its sessions and commits changed. */
export function withSessionChanges({ before, session: changeSession, commit: change }: SessionChanges): MakeManager {
  return (options) => {
    const store = options.store as KeyedStore;
    class Changed extends SessionManager<Data, 'remembered'> {
      override async open(...[header, facts]: Parameters<Sessions['open']>): Promise<Opened> {
        await before?.(store, header);
        const { session, commit } = await super.open(header, facts);
        changeSession?.(session, store, header);
        return { session, commit: change ? change(commit, session) : commit };
      }
    }
    return new Changed(options);
  };
}

/** Replaces a method of one session. */
export function replace<Name extends keyof Visited>(session: Visited, name: Name, method: Visited[Name]): void {
  Object.defineProperty(session, name, { value: method });
}

/** Returns the value in a cookie header. */
export function cookieIn(header: string | undefined): string | undefined {
  return header?.split('=')[1];
}

export interface BrokenCore {
  /** The mistake, in words. */
  readonly name: string;
  readonly breaks: readonly string[];
  readonly createManager: MakeManager;
}

export function brokenCore(name: string, breaks: readonly string[], createManager: MakeManager): BrokenCore {
  return { name, breaks, createManager };
}
