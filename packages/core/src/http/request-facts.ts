import { cameFromHttps, forwardingHeaders } from './forwarding.js';
import { isPrefetch, prefetchHeaders, type ReadHeader } from './prefetch.js';

/** What core must know of a request beside its cookies; each framework's adapter fills it in. */
export interface RequestFacts {
  /** Whether the browser reached the application by HTTPS, as the framework says. */
  readonly secure: boolean;
  readonly method: string;
  /** A prefetch or prerender: it reads, but neither renews nor takes flash. */
  readonly prefetch: boolean;
  /** A header says HTTPS, but nothing says that it can be trusted: raises the `insecure` event. */
  readonly untrustedForwarding: boolean;
}

/** Assumes a GET over HTTPS where it is not told otherwise: cookies are Secure unless somebody says `false`. */
export function completeFacts(told: Partial<RequestFacts>): RequestFacts {
  return {
    secure: told.secure ?? true,
    method: told.method ?? 'GET',
    prefetch: told.prefetch ?? false,
    untrustedForwarding: told.untrustedForwarding ?? false,
  };
}

const telling: ReadonlySet<string> = new Set([...prefetchHeaders, ...forwardingHeaders]);

/** Whether {@link readRequestFacts} reads the header of that name. Where it reads none, the request is a plain one. */
export function isTelling(name: string): boolean {
  return telling.has(name);
}

/** Reads the facts that stand in the headers, which are the same for every kind of request. */
export function readRequestFacts(known: Pick<RequestFacts, 'method' | 'secure'>, header: ReadHeader): RequestFacts {
  return {
    ...known,
    prefetch: isPrefetch(header),
    untrustedForwarding: !known.secure && cameFromHttps(header),
  };
}
