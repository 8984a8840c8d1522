import { randomBytes } from 'node:crypto';
import type { SessionId, StoreFinding } from '@sess/core';
import { broken, overriding } from './broken-store.js';

const usual: StoreFinding = { code: 'MEMORY_FULL', level: 'warning', message: '95 % of the memory is used.' };

function finding(more: { readonly [Field in keyof StoreFinding]?: unknown }) {
  return overriding({ diagnose: () => Promise.resolve([{ ...usual, ...more } as StoreFinding]) });
}

export const brokenAtDiagnosis = [
  broken('the code of a finding is a sentence', ['123'], finding({ code: 'The memory is full.' })),
  broken('a finding has a level of its own', ['123'], finding({ level: 'critical' })),
  broken('a finding has no message', ['123'], finding({ message: ' ' })),
  broken('the remedy of a finding is null', ['123'], finding({ remedy: null })),
  broken('a store that works finds an error', ['123'], finding({ level: 'error' })),
  broken(
    'diagnose returns one finding instead of a list',
    ['123'],
    overriding({ diagnose: () => Promise.resolve(usual as never) }),
  ),
  broken(
    'a finding quotes what is stored',
    ['123'],
    overriding({
      diagnose: (_next, _call, store) => Promise.resolve([{ ...usual, message: store.backend.dump() }]),
    }),
  ),
  broken(
    'a finding names another session than that of the law',
    ['123'],
    finding({ message: `The oldest session is ${'0123456789'.repeat(4)}.` }),
  ),
  broken(
    'a finding names the password of the server',
    ['123'],
    finding({ message: 'Connected to redis://app:correct-horse@192.0.2.7:6379.' }),
  ),
  broken(
    'diagnose leaves a mark in the store',
    ['123'],
    overriding({
      async diagnose(next, call, store) {
        const id = randomBytes(20).toString('hex') as SessionId;
        const now = store.clock();
        await store.server.create(id, { payload: 'mark', createdAt: now, expiresAt: now + 60_000, revision: id });
        return next(...call);
      },
    }),
  ),
  broken(
    'diagnose empties the store',
    ['123'],
    overriding({
      async diagnose(next, call, store) {
        await store.backend.forget();
        return next(...call);
      },
    }),
  ),
  broken(
    'diagnose returns no finding if the backend is down',
    ['97a'],
    overriding({ diagnose: (next, call) => next(...call).catch(() => []) }),
  ),
  broken(
    'diagnose returns an error instead of rejecting if the backend is down',
    ['97a'],
    overriding({
      diagnose: (next, call) =>
        next(...call).catch(() => [{ code: 'UNREACHABLE', level: 'error', message: 'The server does not reply.' }]),
    }),
  ),
];
