import type { RequestListener } from 'node:http';

/** What one request does to its session; each has a page under its name. */
export const requestKinds = ['untouched', 'read', 'change'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** `start` begins a session; every application has this page beside those of the kinds. */
export const pages = ['start', ...requestKinds] as const;

/** What the sessions of all applications hold. */
export interface Visitor {
  visits: number;
  name: string;
}

/** Starts an application, on stores at that address. */
export type Application = (address: string) => RequestListener | Promise<RequestListener>;

declare module 'express-session' {
  interface SessionData {
    visits: number;
    name: string;
  }
}
