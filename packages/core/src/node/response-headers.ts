import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { serializeSetCookie } from '../cookie/serialize-set-cookie.js';
import { applySessionHeaders } from '../http/caching-headers.js';
import type { CommitResult } from '../http/request-binding.js';

/** Everything `writeHead` takes: an object, a flat list of names and values, or a list of pairs. */
export type HeadHeaders = OutgoingHttpHeaders | readonly unknown[];

/** The response's own methods, past whatever was put over them. */
export interface HeaderMethods {
  setHeader(name: string, value: number | string | readonly string[]): unknown;
  getHeader(name: string): number | string | string[] | undefined;
  removeHeader(name: string): void;
}

/**
 * Sets headers that `writeHead` was given, as Node does where others are set already: they replace those of the same name, and
 * a name that comes several times keeps all its values.
 */
export function setHeadHeaders(methods: HeaderMethods, headers: HeadHeaders): void {
  const values = new Map<string, { name: string; value: number | string | string[] }>();
  for (const [name, value] of pairsOf(headers)) {
    if (value === undefined) continue;
    const key = name.toLowerCase();
    const known = values.get(key);
    const list = [known?.value ?? [], value].flat() as string[];
    values.set(key, { name: known?.name ?? name, value: known ? list : (value as string | string[]) });
  }
  for (const { name, value } of values.values()) methods.setHeader(name, value);
}

function pairsOf(headers: HeadHeaders): [string, unknown][] {
  if (!Array.isArray(headers)) return Object.entries(headers);
  const list: readonly unknown[] = headers;
  if (list.every((entry) => Array.isArray(entry))) return list as [string, unknown][];
  return Array.from({ length: list.length >> 1 }, (_, index) => [String(list[2 * index]), list[2 * index + 1]]);
}

/** Adds our cookies to those of the application, and tells caches. */
export function setSessionHeaders(methods: HeaderMethods, result: CommitResult): void {
  if (result.cookies.length > 0) {
    const others = [methods.getHeader('Set-Cookie') ?? []].flat().map(String);
    methods.setHeader('Set-Cookie', [...others, ...result.cookies.map(serializeSetCookie)]);
  }
  applySessionHeaders(
    {
      get: (name) => {
        const value = methods.getHeader(name);
        return value === undefined ? undefined : [value].flat().join(', ');
      },
      set: (name, value) => methods.setHeader(name, value),
      remove: (name) => methods.removeHeader(name),
    },
    result,
  );
}

/** The headers that stand before a handler sets its own: what an error page begins with. */
export function rememberHeaders(response: ServerResponse): () => void {
  const before = response.getHeaders();
  return () => {
    for (const name of response.getHeaderNames()) if (!(name in before)) response.removeHeader(name);
    for (const [name, value] of Object.entries(before)) if (value !== undefined) response.setHeader(name, value);
  };
}
