import { expect, it } from 'vitest';
import { readRequestFacts } from './request-facts.js';

const isPrefetch = (headers: Record<string, string>): boolean =>
  readRequestFacts({ method: 'GET', secure: true }, (name) => headers[name] ?? '').prefetch;

it.each([
  ['Chromium and Firefox, <link rel="prefetch">', { 'sec-purpose': 'prefetch' }],
  ['Chromium, a prerender', { 'sec-purpose': 'prefetch;prerender' }],
  ['Chromium, through the private prefetch proxy', { 'sec-purpose': 'prefetch;anonymous-client-ip' }],
  ['Chromium beside Sec-Purpose, Safari, Inertia, Next.js in the Pages Router', { purpose: 'prefetch' }],
  ['older Safari and in-app browsers, a preview', { 'x-purpose': 'preview' }],
  ['a WebKit of 2010', { 'x-purpose': 'prefetch' }],
  ['older Firefox', { 'x-moz': 'prefetch' }],
  ['Turbo, on hover', { 'x-sec-purpose': 'prefetch' }],
  ['Next.js in the App Router', { 'next-router-prefetch': '1' }],
  ['Next.js in the App Router, of what is only known while it runs', { 'next-router-prefetch': '2' }],
  ['Next.js in the App Router, one segment', { 'next-router-segment-prefetch': '/_tree' }],
  ['Next.js in the Pages Router', { 'x-middleware-prefetch': '1' }],
  ["htmx's preload extension", { 'hx-preloaded': 'true' }],
  ['any of them in upper case', { purpose: 'Prefetch' }],
])('recognizes the prefetch of %s', (_who, headers) => {
  expect(isPrefetch(headers)).toBe(true);
});

it.each([
  {},
  { purpose: 'something else', 'x-moz': 'no' },
  { 'sec-purpose': '' },
  { 'hx-preloaded': 'false' },
  // Headers of a normal visit by these libraries.
  { 'hx-request': 'true', 'hx-boosted': 'true' },
  { 'x-inertia': 'true' },
  { 'turbo-frame': 'cart' },
  { rsc: '1', 'next-router-state-tree': '%5B%22%22%5D' },
  { 'x-livewire-navigate': '1' },
])('does not take %o for a prefetch', (headers) => {
  expect(isPrefetch(headers)).toBe(false);
});
