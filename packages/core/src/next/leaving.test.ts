import { describe, expect, it } from 'vitest';
import { type Leaving, leavingOf, responseTo } from './leaving.js';

function thrown(digest: unknown): Error {
  return Object.assign(new Error('NEXT'), { digest });
}

describe('leavingOf', () => {
  it.each([
    ['NEXT_REDIRECT;push;/cart;307;', { status: 307, location: '/cart' }],
    [
      'NEXT_REDIRECT;replace;https://shop.example/a;b?c=;308;',
      { status: 308, location: 'https://shop.example/a;b?c=' },
    ],
    ['NEXT_REDIRECT;replace;/;303;', { status: 303, location: '/' }],
    ['NEXT_HTTP_ERROR_FALLBACK;404', { status: 404 }],
    ['NEXT_HTTP_ERROR_FALLBACK;403', { status: 403 }],
    ['NEXT_HTTP_ERROR_FALLBACK;401', { status: 401 }],
  ])('recognizes %s', (digest, leaving) => {
    expect(leavingOf(thrown(digest))).toEqual(leaving);
  });

  it.each([
    thrown('NEXT_REDIRECT'),
    thrown('NEXT_REDIRECT;push;/cart;500;'),
    thrown('NEXT_HTTP_ERROR_FALLBACK;500'),
    thrown('DYNAMIC_SERVER_USAGE'),
    thrown(307),
    new Error('NEXT_REDIRECT;push;/cart;307;'),
    'NEXT_REDIRECT;push;/cart;307;',
    null,
    undefined,
  ])('takes %o for a failure', (error) => {
    expect(leavingOf(error)).toBeUndefined();
  });
});

describe('responseTo', () => {
  const form = { method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } };

  it.each<[Leaving, RequestInit, number]>([
    [{ status: 307, location: '/cart' }, form, 303],
    [{ status: 308, location: '/cart' }, form, 303],
    [{ status: 307, location: '/cart' }, { method: 'POST' }, 307],
    [{ status: 307, location: '/cart' }, {}, 307],
    [{ status: 404 }, form, 404],
  ])('responds to %o in a request of %o with %i', (leaving, init, status) => {
    const response = responseTo(leaving, new Request('https://shop.example/', init));
    expect([response.status, response.headers.get('location')]).toEqual([status, leaving.location ?? null]);
  });
});
