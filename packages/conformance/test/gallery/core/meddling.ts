import { type KeyedStore, SessionManager } from '@sess/core';
import { type Intercept, intercepted } from '../../../src/fixture/spied-store.js';
import type { Data, Sessions, Visited } from '../../../src/suite/sessions.js';
import type { ManagerOptions } from '../../../src/suite/suite-options.js';

/** How core would be broken: another manager than the one that the laws ask for. */
export type MakeManager = (options: ManagerOptions) => Sessions;

/** Core without one of its options, or with another. */
export function withOptions(change: (options: ManagerOptions) => Partial<ManagerOptions>): MakeManager {
  return (options) => new SessionManager<Data, 'remembered'>({ ...options, ...change(options) });
}

/** Core that does something else with its store. */
export function withCalls(intercept: (store: KeyedStore) => Intercept): MakeManager {
  return (options) => {
    const store = options.store as KeyedStore;
    return new SessionManager<Data, 'remembered'>({ ...options, store: intercepted(store, intercept(store)) });
  };
}

type Opened = Awaited<ReturnType<Sessions['open']>>;

interface Meddling {
  /** Before a session is opened from that cookie header. */
  readonly before?: (store: KeyedStore, header: string | undefined) => unknown;
  /** Changes what a session does. */
  readonly session?: (session: Visited, store: KeyedStore, header: string | undefined) => void;
  /** Changes what a commit answers. */
  readonly commit?: (commit: Opened['commit'], session: Visited) => Opened['commit'];
}

/** Core whose sessions and commits do something else. */
export function withMeddling({ before, session: meddle, commit: change }: Meddling): MakeManager {
  return (options) => {
    const store = options.store as KeyedStore;
    class Meddled extends SessionManager<Data, 'remembered'> {
      override async open(...[header, facts]: Parameters<Sessions['open']>): Promise<Opened> {
        await before?.(store, header);
        const { session, commit } = await super.open(header, facts);
        meddle?.(session, store, header);
        return { session, commit: change ? change(commit, session) : commit };
      }
    }
    return new Meddled(options);
  };
}

/** Replaces a method of one session. */
export function replace<Name extends keyof Visited>(session: Visited, name: Name, method: Visited[Name]): void {
  Object.defineProperty(session, name, { value: method });
}

/** The key in a cookie header, whatever it is. */
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
