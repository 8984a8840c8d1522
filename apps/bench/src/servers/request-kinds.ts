import type { RequestListener } from 'node:http';

/** What one request does to its session. Each kind has a page of the same name. */
export const requestKinds = ['untouched', 'read', 'change'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** The pages of every application. `start` begins a session. */
export const pages = ['start', ...requestKinds] as const;

/** The session data of all applications. */
export interface Visitor {
  visits: number;
  name: string;
}

/** Starts an application whose store is at that address. */
export type Application = (address: string) => RequestListener | Promise<RequestListener>;

declare module 'express-session' {
  interface SessionData {
    visits: number;
    name: string;
  }
}
