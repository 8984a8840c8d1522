import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { copyHead, HeadHeaders, withSessionHead } from './head-headers.js';
import type { HoldableResponse } from '../node-exchange.js';

function responseWith(set: Readonly<Record<string, string | string[]>> = {}): HoldableResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  for (const [name, value] of Object.entries(set)) response.setHeader(name, value);
  return response;
}

const forms: readonly [string, readonly unknown[]][] = [
  ['an object', [200, { 'set-cookie': 'a=1', Vary: 'Accept', 'X-One': '1' }]],
  ['a flat list', [200, ['set-cookie', 'a=1', 'Vary', 'Accept', 'X-One', '1']]],
  [
    'pairs',
    [
      200,
      [
        ['set-cookie', 'a=1'],
        ['Vary', 'Accept'],
        ['X-One', '1'],
      ],
    ],
  ],
];

describe('HeadHeaders', () => {
  it.each(forms)('reads, changes, removes and adds headers in %s', (_form, call) => {
    const headers = new HeadHeaders(responseWith(), call);
    expect([headers.get('VARY'), headers.get('x-two')]).toEqual(['Accept', undefined]);
    headers.set('vary', 'Accept, Cookie');
    headers.set('X-Two', '2');
    headers.remove('x-one');
    headers.appendCookies(['sid=k']);
    const changed = new HeadHeaders(responseWith(), headers.toArguments());
    expect(['vary', 'x-two', 'x-one', 'set-cookie'].map((name) => changed.get(name))).toEqual([
      'Accept, Cookie',
      '2',
      undefined,
      'a=1,sid=k',
    ]);
    expect(JSON.stringify(call)).not.toContain('sid');
  });

  it.each(forms)(
    'keeps the form of the headers, their position and the reason phrase: %s',
    (_form, [status, given]) => {
      for (const call of [
        [status, given],
        [status, 'Fine', given],
        [status, undefined, given],
      ]) {
        const headers = new HeadHeaders(responseWith(), call);
        headers.set('X-Two', '2');
        const changed = headers.toArguments();
        expect(changed.slice(0, -1)).toEqual(call.slice(0, -1));
        expect(Array.isArray(changed.at(-1))).toBe(Array.isArray(given));
        expect(JSON.stringify(changed.at(-1)).replace(/,?"?X-Two"?[,:]"2"|,\["X-Two","2"\]/, '')).toBe(
          JSON.stringify(given),
        );
      }
    },
  );

  it('keeps every cookie of a list with several, and appends to the last', () => {
    const headers = new HeadHeaders(responseWith(), [200, ['Set-Cookie', 'a=1', 'set-cookie', ['b=2', 'c=3']]]);
    headers.appendCookies(['sid=k', 'other=k']);
    expect(headers.toArguments()).toEqual([
      200,
      ['Set-Cookie', 'a=1', 'set-cookie', ['b=2', 'c=3', 'sid=k', 'other=k']],
    ]);
  });

  it('changes the headers of the response when the head does not contain them', () => {
    const response = responseWith({ 'Set-Cookie': ['a=1'], Vary: 'Accept', Age: '1' });
    const headers = new HeadHeaders(response, [200, { 'X-One': '1' }]);
    headers.appendCookies(['sid=k']);
    headers.set('Vary', `${headers.get('vary')}, Cookie`);
    headers.remove('age');
    expect(headers.toArguments()).toEqual([200, { 'X-One': '1' }]);
    expect(response.getHeaders()).toEqual({ 'set-cookie': ['a=1', 'sid=k'], vary: 'Accept, Cookie' });
  });

  it('does not change an array of the application, which may serve many requests', () => {
    const cookies = ['theme=dark'];
    const response = responseWith({ 'Set-Cookie': cookies });
    new HeadHeaders(response, []).appendCookies(['sid=k']);
    expect([cookies, response.getHeader('set-cookie')]).toEqual([['theme=dark'], ['theme=dark', 'sid=k']]);
    const inHead = { 'Set-Cookie': cookies };
    new HeadHeaders(responseWith(), [200, inHead]).appendCookies(['sid=k']);
    expect(inHead).toEqual({ 'Set-Cookie': ['theme=dark'] });
  });

  it('adds new names to the head, so that Node still accepts a flat list unchanged', () => {
    const response = responseWith();
    const headers = new HeadHeaders(response, [200, ['X-Twice', '1', 'X-Twice', '2']]);
    headers.appendCookies(['sid=k']);
    expect(headers.toArguments()).toEqual([200, ['X-Twice', '1', 'X-Twice', '2', 'Set-Cookie', ['sid=k']]]);
    expect(response.getHeaders()).toEqual({});
  });

  it('sets headers on the response when the head contains none', () => {
    const response = responseWith();
    for (const call of [[], [200], [200, 'Fine'], [200, undefined], [200, null]]) {
      const headers = new HeadHeaders(response, call);
      headers.set('Vary', 'Cookie');
      expect(headers.toArguments()).toEqual(call);
    }
    expect(response.getHeaders()).toEqual({ vary: 'Cookie' });
  });
});

describe('copyHead', () => {
  it.each(forms)('is independent of later changes to the original: %s', (_form, call) => {
    const original = structuredClone(call) as unknown[];
    const copy = copyHead(original);
    const headers = original[1] as object;
    if (Array.isArray(headers)) {
      if (Array.isArray(headers[0])) headers[0][1] = 'changed';
      headers.push('X-New', '1');
    } else {
      Object.assign(headers, { 'X-New': '1' });
    }
    expect(copy).toEqual(call);
  });
});

it('withSessionHead adds a cookie that is a whole line as it is', () => {
  const response = responseWith({ 'Set-Cookie': 'a=1' });
  const line = 'connect.sid=s%3Ak; Path=/; Priority=High';
  withSessionHead(response, 'end', [], { cookies: [line], accessed: false });
  expect(response.getHeader('set-cookie')).toEqual(['a=1', line]);
  expect(response.getHeader('cache-control')).toBe('private');
});
