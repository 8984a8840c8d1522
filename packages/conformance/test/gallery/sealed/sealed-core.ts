import {
  type CallOptions,
  type SealContext,
  type SealedRecord,
  type SealedStore,
  SessionManager,
  type SetCookie,
  type Unsealed,
} from '@sess/core';
import { intercepted } from '../../../src/fixture/spied-store.js';
import type { Data, Sessions } from '../../../src/suite/sessions.js';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenEveryVisits } from '../core/every-visits.js';
import { type BrokenCore, brokenCore, type MakeManager, replace, withSessionChanges } from '../core/broken-core.js';
import { brokenSealed, type BrokenSealedStore } from './broken-sealed-store.js';

type Result = Unsealed | undefined;

/** Core with the calls of its sealed store changed. */
function withSealedCalls(
  change: (verb: string, call: () => Promise<unknown>, store: SealedStore) => Promise<unknown>,
): MakeManager {
  return (options) => {
    const inner = options.store as SealedStore;
    const store = intercepted(inner, (verb, call) => change(verb, call, inner));
    return new SessionManager<Data, 'remembered'>({ ...options, store });
  };
}

function withCookies(change: (cookies: readonly SetCookie[]) => readonly SetCookie[]): MakeManager {
  return withSessionChanges({
    commit: (commit) => async (call) => {
      const result = await commit(call);
      return { ...result, cookies: change(result.cookies) };
    },
  });
}

/** Pretends to revoke sessions that no server keeps. */
class Silent extends SessionManager<Data, 'remembered'> {
  override revoke(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

const headers = new Map<string, string>();

/** Restores missing pieces from an earlier request with the same first piece. */
class RemembersPieces extends SessionManager<Data, 'remembered'> {
  override open(...[header = '', facts]: Parameters<Sessions['open']>): ReturnType<Sessions['open']> {
    const first = /__Host-sid=[^;]*/.exec(header)?.[0] ?? '';
    const known = headers.get(first);
    const whole = known && known.length > header.length ? known : header;
    if (first) headers.set(first, whole);
    return super.open(whole, facts);
  }
}

const brokenSealedCore: readonly BrokenCore[] = [
  brokenCore(
    'a corrupt payload reads as empty',
    ['23', '24', '25'],
    withSealedCalls(async (verb, call) => {
      const result = await call();
      const unsealed = verb === 'unseal' ? (result as Result) : undefined;
      if (!unsealed || /^\{"v":1,"data":\{.*\}$/.test(unsealed.record.payload)) return result;
      return { ...unsealed, record: { ...unsealed.record, payload: '{"v":1,"data":{},"idle":1}' } };
    }),
  ),
  brokenCore('revoke pretends to work although no session can be found', ['2b'], (options) => new Silent(options)),
  brokenCore(
    'regenerate does nothing',
    ['51a'],
    withSessionChanges({ session: (session) => replace(session, 'regenerate', () => undefined) }),
  ),
  brokenCore(
    'regenerate starts a new session',
    ['56'],
    withSessionChanges({
      session: (session) => replace(session, 'regenerate', () => session.signIn(session.owner ?? 'nobody')),
    }),
  ),
  brokenCore(
    'a failed revocation is not reported',
    ['102b'],
    withSealedCalls((verb, call) => (verb === 'revoke' ? call().catch(() => undefined) : call())),
  ),
  brokenCore(
    'attributes are not counted',
    ['111b'],
    withCookies((cookies) => cookies.map((cookie) => ({ ...cookie, path: `${cookie.path}${'x'.repeat(80)}` }))),
  ),
  brokenCore(
    'a session that does not fit is silently dropped',
    ['111b'],
    withSessionChanges({
      commit: (commit) => async (call) => {
        try {
          return await commit(call);
        } catch {
          return { cookies: [], accessed: true };
        }
      },
    }),
  ),
  brokenCore('missing pieces are remembered', ['111c'], (options) => new RemembersPieces(options)),
  brokenCore(
    'stale pieces stay in the browser',
    ['111d'],
    withCookies((cookies) => cookies.filter(({ name, maxAgeSeconds }) => maxAgeSeconds !== 0 || !name.includes('.'))),
  ),
];

/** Mistakes of a sealed store that affect its sessions. */
const brokenUnderSealedCore: readonly BrokenSealedStore[] = [
  brokenSealed(
    'revoke does nothing, as seen by core',
    ['45b', '50', '51a'],
    class extends RevokingStore {
      override revoke(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  brokenSealed(
    'revocations are forgotten after ten minutes',
    ['45b'],
    class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        return super.revoke({ ...record, expiresAt: this.clock() + 600_000 }, options);
      }
    },
  ),
  brokenSealed(
    'revocations are forgotten after an hour',
    ['45c'],
    class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        return super.revoke({ ...record, expiresAt: Math.min(record.expiresAt, this.clock() + 3_600_000) }, options);
      }
    },
  ),
  brokenSealed(
    'the prefix of a cookie name is ignored',
    ['106d'],
    class extends RevokingStore {
      override boundTo(name: string, { cookieName }: SealContext): string {
        return super.boundTo(name, { cookieName: cookieName.replace('__Host-', '') });
      }
    },
  ),
  brokenSealed(
    'no token is ever sealed again',
    ['108d'],
    class extends RevokingStore {
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        const unsealed = super.opened(bytes, name, context);
        return unsealed && { ...unsealed, reseal: false };
      }
    },
  ),
];

/** Mistakes of core with a sealed store, and mistakes of sealed stores that affect core. */
export const sealedCoreGallery: readonly BrokenSealedStore[] = [
  ...[...brokenEveryVisits, ...brokenSealedCore].map((entry) => ({ ...entry, store: RevokingStore })),
  ...brokenUnderSealedCore,
];
