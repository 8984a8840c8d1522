import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import type { SealedRecord } from '@sess/core';
import { context, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Returns this text, or these bytes, as programs print them. */
function writingsOf(text: string | Buffer): string[] {
  const bytes = Buffer.from(text);
  const [hex, base64] = [bytes.toString('hex'), bytes.toString('base64url')];
  const pairs = hex.slice(0, 40).replaceAll(/..(?=.)/g, '$& ');
  return [String(text), hex.slice(0, 40), pairs, base64.slice(0, 20), [...bytes.subarray(0, 12)].join(',')];
}

/** Returns everything that a log may show of an error: its message, stack, causes and properties. */
function textOf(error: unknown): string {
  const own = typeof error === 'object' && error !== null ? JSON.stringify({ ...error }) : '';
  return [inspect(error, { depth: 10, showHidden: true, maxStringLength: 1e6 }), String(error), own].join('\n');
}

/** Makes calls fail in every way that the subject offers, and returns their errors. */
async function failures(fixture: SealedFixture, record: SealedRecord, token: string): Promise<unknown[]> {
  const { one, subject, clock, keys } = fixture;
  const { maxPayloadBytes, maxExpiresAt } = one.limits;
  const closed = await fixture.openWith();
  await closed.close?.();
  const unreachable = await subject.openUnreachable?.({ clock: clock.now, keys, nextKeys: [], purpose: 'sessions' });
  const signal = AbortSignal.abort(new Error('stop'));
  const calls: (() => unknown)[] = [
    () => one.seal({ ...record, payload: record.payload.padEnd(maxPayloadBytes + 1, 'x') }, context),
    () => one.seal({ ...record, payload: 'x'.repeat(maxPayloadBytes) + record.payload }, context),
    () => one.seal({ ...record, expiresAt: maxExpiresAt + 1 }, context),
    () => one.seal({ ...record, payload: undefined as never }, context),
    () => one.seal({ ...record, expiresAt: Number.NaN }, context),
  ];
  for (const store of [one, closed, unreachable]) {
    calls.push(
      () => store?.seal(record, context, { signal }),
      () => store?.unseal(token, context, { signal }),
      () => store?.revoke?.(record, { signal }),
    );
  }
  for (const store of [closed, unreachable]) {
    calls.push(
      () => store?.seal(record, context),
      () => store?.unseal(token, context),
      () => store?.revoke?.(record),
    );
  }
  const outcomes = await Promise.allSettled(calls.map((call) => Promise.resolve().then(call)));
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
}

export const sealedSecrecyLaws = [
  law('94b', 'no error quotes a payload, an owner, a token or a secret, however the call fails', async (fixture) => {
    const [treasure, owner] = [randomBytes(12).toString('hex'), `owner-${randomBytes(12).toString('hex')}`];
    const record = fixture.record({ payload: `${treasure}{"mark":"${treasure}"}`, owner });
    const { token } = await fixture.sealed(record);
    const [{ secret }] = fixture.keys;
    const secrets: Readonly<Record<string, readonly string[]>> = {
      'the payload': writingsOf(treasure),
      'the owner': writingsOf(owner),
      'a token': [token.slice(-30)],
      'a secret': [secret.slice(0, 16), secret.slice(-16), ...writingsOf(secret)],
      'the bytes of a secret': writingsOf(Buffer.from(secret, 'base64url')),
    };
    for (const error of await failures(fixture, record, token)) {
      const text = textOf(error);
      for (const [what, writings] of Object.entries(secrets)) {
        const isHidden = !writings.some((writing) => text.includes(writing));
        const { name, message } = error as Error;
        expect(isHidden, `An error must not quote ${what}: errors are logged.`, `${name}: ${message}`.slice(0, 400));
      }
    }
  }),
];
