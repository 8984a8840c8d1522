import { randomBytes } from 'node:crypto';
import { CookieSessionStore } from '@sess/cookie';
import { sealData, unsealData } from 'iron-session';
import type { Work } from '../measure/cpu-time.js';
import { visitorData as data } from '../measure/visitor-data.js';

/** The measured calls on a cookie that holds a session. */
export const cookieWork = ['seal', 'open', 'refuse a flipped bit', 'refuse an unknown key', 'refuse garbage'] as const;
export type CookieWork = (typeof cookieWork)[number];

export type CookieCandidate = '@sess/cookie' | 'iron-session';

const [day, garbage] = [86_400_000, randomBytes(900).toString('base64url')];

export async function cookieCandidates(): Promise<ReadonlyMap<CookieCandidate, Readonly<Record<CookieWork, Work>>>> {
  return new Map([
    ['@sess/cookie', await sess()],
    ['iron-session', await ironSession()],
  ]);
}

async function sess(): Promise<Record<CookieWork, Work>> {
  const key = (name: string) => ({ name, secret: randomBytes(32) });
  const store = new CookieSessionStore({ keys: [key('a'), key('b')] });
  const context = { cookieName: '__Host-sid' };
  const now = Date.now();
  const times = { createdAt: now, expiresAt: now + day };
  const id = randomBytes(20).toString('hex');
  // iron-session serializes, too.
  const record = () => ({ id, payload: JSON.stringify(data), owner: '4711', ...times });
  const token = await store.seal(record(), context);
  const foreign = await new CookieSessionStore({ keys: [key('c')] }).seal(record(), context);
  const open = (text: string) => async () => {
    const opened = await store.unseal(text, context);
    return opened && (JSON.parse(opened.record.payload) as unknown);
  };
  await check(open(token), (opened) => opened !== undefined);
  const works = { seal: () => store.seal(record(), context), open: open(token) };
  return { ...works, ...refusals(open, { token, foreign }, (opened) => opened === undefined) };
}

async function ironSession(): Promise<Record<CookieWork, Work>> {
  const password = (id: number) => ({ [id]: randomBytes(32).toString('base64url') });
  const ring = { ...password(1), ...password(2) };
  const options = { password: ring, ttl: day / 1000 };
  const token = await sealData(data, options);
  const foreign = await sealData(data, { ...options, password: password(3) });
  const isEmpty = (opened: unknown) => JSON.stringify(opened) === '{}';
  const open = (text: string) => () => unsealData(text, options);
  await check(open(token), (opened) => !isEmpty(opened));
  return { seal: () => sealData(data, options), open: open(token), ...refusals(open, { token, foreign }, isEmpty) };
}

/** Replaces one letter in the middle of the ciphertext. */
function flipped(token: string): string {
  const middle = token.length >> 1;
  return token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
}

function refusals(
  open: (token: string) => Work,
  { token, foreign }: { readonly token: string; readonly foreign: string },
  isRefused: (opened: unknown) => boolean,
): Record<Exclude<CookieWork, 'seal' | 'open'>, Work> {
  const refuse = (text: string): Work => {
    const work = open(text);
    return async () => check(work, isRefused);
  };
  return {
    'refuse a flipped bit': refuse(flipped(token)),
    'refuse an unknown key': refuse(foreign),
    'refuse garbage': refuse(garbage),
  };
}

/** Checks the result, because a candidate that did nothing would be the fastest. */
async function check(work: Work, isRight: (result: unknown) => boolean): Promise<void> {
  if (!isRight(await work())) throw new Error('A candidate unsealed an invalid cookie, or refused a valid one.');
}
