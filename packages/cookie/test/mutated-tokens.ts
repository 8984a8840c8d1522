import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CookieSessionStore } from '../src/index.js';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const now = 1_800_000_000_000;
const context = { cookieName: '__Host-sid' };
const key = (name: string) => ({ name, secret: randomBytes(32) });

/** Returns tokens of the same keys with different lengths and owners: what an attacker may have collected. */
async function collectTokens(store: CookieSessionStore): Promise<readonly string[]> {
  const tokens = Array.from({ length: 40 }, async (_, index) => {
    const record = {
      id: randomBytes(20).toString('hex'),
      createdAt: now,
      expiresAt: now + 60_000,
      owner: `user-${index}`,
    };
    return store.seal({ ...record, payload: 'x'.repeat(index * 11) }, context);
  });
  return Promise.all(tokens);
}

/** Tokens as an attacker may change them. A position is a fraction of the length, so it fits every token. */
function mutatedTokens(tokens: readonly string[]): fc.Arbitrary<string> {
  const token = fc.constantFrom(...tokens);
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const at = (text: string, position: number) => Math.floor(position * text.length);
  const bytesOf = (text: string) => Buffer.from(text, 'base64url');
  const changes = [
    fc.tuple(token, share, fc.nat(7)).map(([text, position, bit]) => {
      const bytes = bytesOf(text);
      bytes[Math.floor(position * bytes.length)]! ^= 1 << bit;
      return bytes.toString('base64url');
    }),
    fc.tuple(token, share, fc.constantFrom(...letters)).map(([text, position, letter]) => {
      const index = at(text, position);
      return text.slice(0, index) + letter + text.slice(index + 1);
    }),
    fc.tuple(token, share).map(([text, position]) => text.slice(0, at(text, position))),
    fc.tuple(token, share).map(([text, position]) => text.slice(at(text, position))),
    fc
      .tuple(
        token,
        fc.string({ unit: fc.constantFrom(...letters, '=', '.', ' '), minLength: 1, maxLength: 9 }),
        fc.boolean(),
      )
      .map(([text, more, inFront]) => (inFront ? more + text : text + more)),
    fc
      .tuple(token, token, share, share)
      .map(([one, two, from, to]) => one.slice(0, at(one, from)) + two.slice(at(two, to))),
    fc.tuple(token, token, share).map(([one, two, position]) => {
      const [first, second] = [bytesOf(one), bytesOf(two)];
      const index = Math.floor(position * Math.min(first.length, second.length));
      return Buffer.concat([first.subarray(0, index), second.subarray(index)]).toString('base64url');
    }),
    // The head of one, the sealed rest of another, and the tag of a third.
    fc
      .tuple(token, token, token)
      .map(([one, two, three]) =>
        Buffer.concat([
          bytesOf(one).subarray(0, 19),
          bytesOf(two).subarray(19, -16),
          bytesOf(three).subarray(-16),
        ]).toString('base64url'),
      ),
    token.map((text) => bytesOf(text).toString('base64')).filter((text) => /[+/=]/.test(text)),
    token.map((text) => bytesOf(text).toString('hex')),
    fc.tuple(token, share).map(([text, position]) => {
      const index = at(text, position);
      return `${text.slice(0, index)}%${text.charCodeAt(index).toString(16)}${text.slice(index + 1)}`;
    }),
    fc
      .tuple(token, share)
      .map(([text, position]) => `${text.slice(0, at(text, position))} ${text.slice(at(text, position))}`),
    fc.tuple(token, fc.constantFrom('b', 'c', 'd', '__proto__', '')).map(([text, name]) => {
      const bytes = bytesOf(text);
      return Buffer.concat([Buffer.from([1, name.length]), Buffer.from(name), bytes.subarray(3)]).toString('base64url');
    }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    fc.uint8Array({ maxLength: 120 }).map((bytes) => Buffer.from([1, 1, 97, ...bytes]).toString('base64url')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  ];
  return fc.oneof(...changes);
}

/** Returns how many mutated tokens were refused. @throws Error if one is valid, or if unsealing one throws */
export async function refuseMutations(runs: number, firstSeed = 1): Promise<number> {
  const store = new CookieSessionStore({ keys: [key('a'), key('b'), { ...key('c'), next: true }], clock: () => now });
  const tokens = await collectTokens(store);
  for (const token of tokens) {
    if (!(await store.unseal(token, context))) throw new Error('A genuine token must be valid.');
  }
  const genuine = new Set(tokens);
  let refused = 0;
  for (let seed = firstSeed; refused < runs; seed++) {
    for (const text of fc.sample(mutatedTokens(tokens), { numRuns: Math.min(runs - refused, 10_000), seed })) {
      // By chance nothing was changed, so this is not a mutation.
      if (genuine.has(text)) continue;
      if ((await store.unseal(text, context)) !== undefined) throw new Error(`This is valid: ${text}`);
      refused++;
    }
  }
  return refused;
}
