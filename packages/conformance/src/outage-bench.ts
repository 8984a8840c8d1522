import { StoreError } from '@sess/core';
import { type Bench, newId, newRevision } from './bench.js';
import type { Targets } from './every-verb.js';
import { expect } from './expectations.js';
import type { OutageSwitch } from './store-subject.js';

/** How long a refused connection may take to be told. */
export const patience = 20_000;
export const silence = Symbol('no answer');

export function isStoreError(error: unknown): error is StoreError {
  return error instanceof StoreError;
}

export function within<T>(milliseconds: number, call: Promise<T>): Promise<T | typeof silence> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof silence>((resolve) => {
    timer = setTimeout(() => resolve(silence), milliseconds);
  });
  return Promise.race([call, timeout]).finally(() => clearTimeout(timer));
}

export async function during<T>(outage: OutageSwitch, begin: () => Promise<void>, body: () => Promise<T>): Promise<T> {
  await begin();
  try {
    return await body();
  } finally {
    await outage.recover();
  }
}

export function outageOf({ subject }: Bench): OutageSwitch {
  expect(subject.outage !== undefined, 'The subject must have an outage switch.', 'undefined');
  return subject.outage;
}

/** Live targets with an owner where the store knows owners, so that each verb has something it could do. */
export async function newTargets(bench: Bench): Promise<Targets> {
  const owner = bench.one.owners && { owner: `owner-${newRevision()}` };
  const { id, record, stored } = await bench.put({ ...owner });
  const next = bench.record({ ...owner, createdAt: record.createdAt, payload: '{"kept":"where nobody may read it"}' });
  return { id, found: stored, fresh: await newId(), record: next };
}
