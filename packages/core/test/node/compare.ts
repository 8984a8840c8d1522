import { gunzipSync } from 'node:zlib';
import type { WireResponse } from './raw-client.js';

/** Returns the response without what a session adds, so that it equals the response without a session. */
export function withoutSession({ statusLine, headers, body, trailers, framing, complete }: WireResponse): object {
  const lines = headers.flatMap(([name, value]) => {
    const key = name.toLowerCase();
    if (key === 'date') return ['date: today'];
    if (key === 'set-cookie' && /^(sid|other)=/.test(value)) return [];
    if (key !== 'vary' && key !== 'cache-control') return [`${key}: ${value}`];
    // Removes what a session adds to lists, and the header if nothing else is in it.
    const members = value.split(/,\s*/).filter((member) => !/^(cookie|private|public)$/i.test(member));
    return members.length ? [`${key}: ${members.join(', ')}`] : [];
  });
  // How a compressed stream is divided depends on timing.
  const isZipped = complete && body.length > 0 && lines.includes('content-encoding: gzip');
  const text = (isZipped ? gunzipSync(body) : body).toString('latin1');
  return { statusLine, headers: lines.toSorted(), text, trailers, framing, complete };
}

export function cookiesOf({ headers }: WireResponse): string[] {
  return headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value.split(';')[0]!);
}

export function headerOf({ headers }: WireResponse, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

export function isInterim({ statusLine }: WireResponse): boolean {
  return statusLine.startsWith('HTTP/1.1 1');
}
