import { expect, it, vi } from 'vitest';
import { createKeyAndId, createSessionKey, parseSessionId, parseSessionKey, sessionIdOf } from './session-key.js';
import type { SessionId, SessionKey } from '../contract/session-id.js';

it('makes keys of 32 characters that are unique and uniform at every position (law 96)', () => {
  const rounds = 100_000;
  const seen = new Set<string>();
  const counts = Array.from({ length: 32 }, () => new Map<string, number>());
  for (let round = 0; round < rounds; round++) {
    const key = createSessionKey();
    seen.add(key);
    for (let at = 0; at < 32; at++) counts[at]!.set(key[at]!, (counts[at]!.get(key[at]!) ?? 0) + 1);
  }
  expect(seen.size).toBe(rounds);
  const expected = rounds / 36;
  for (const position of counts) {
    expect(position.size).toBe(36);
    const chiSquare = [...position.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 35 degrees of freedom: beyond 130 once in about 10^12 positions. A modulo bias of 256 % 36 would give thousands.
    expect(chiSquare).toBeLessThan(130);
  }
});

it('derives an id that does not reveal the key and is not a valid key', async () => {
  const { key, id } = createKeyAndId();
  expect(id).toMatch(/^[0-9a-f]{40}$/);
  expect(id).toBe(await sessionIdOf(key));
  expect(parseSessionKey(id)).toBeUndefined();
  expect(await sessionIdOf('a'.repeat(32) as SessionKey)).toBe('3ba3f5f43b92602683c19aee62a20342b084dd59');
});

it('creates a key only when it is read, because most visitors need none', () => {
  const idOf = vi.fn<(key: SessionKey) => SessionId>((key) => key.toUpperCase() as SessionId);
  const next = createKeyAndId(idOf);
  expect(idOf).not.toHaveBeenCalled();
  const { key } = next;
  expect(next).toMatchObject({ key, id: key.toUpperCase() });
  expect(next.key).toBe(key);
  expect(next.id).toBe(key.toUpperCase());
  expect(idOf).toHaveBeenCalledTimes(1);
});

it('parses well-formed keys and ids, and returns undefined for everything else', () => {
  const key = createSessionKey();
  expect(parseSessionKey(key)).toBe(key);
  for (const text of [
    '',
    key.slice(1),
    `${key}a`,
    key.toUpperCase(),
    `${key}\n`,
    ` ${key.slice(1)}`,
    'é'.repeat(32),
    '__proto__',
  ]) {
    expect(parseSessionKey(text)).toBeUndefined();
    expect(parseSessionId(text)).toBeUndefined();
  }
  expect(parseSessionId('0123456789'.repeat(4))).toBe('0123456789'.repeat(4));
  for (const given of [undefined, null, 5, {}, [key], ['0123456789'.repeat(4)], new String(key)]) {
    expect([parseSessionKey(given), parseSessionId(given)]).toEqual([undefined, undefined]);
  }
});
