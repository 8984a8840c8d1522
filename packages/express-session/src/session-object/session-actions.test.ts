import { setImmediate } from 'node:timers/promises';
import { StoreError } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { openBrowser, signedIn } from '../../test/open-session.js';

const down = new StoreError('The store is down.', { outcome: 'not-applied' });

const actions = ['save', 'reload', 'regenerate', 'destroy'] as const;

/** Returns a browser with a stored session whose store has just gone down. */
async function openWithoutStore() {
  const browser = await signedIn();
  const request = await browser.open();
  for (const verb of ['load', 'update', 'delete', 'deleteIf'] as const) {
    vi.spyOn(browser.store, verb).mockRejectedValue(down);
  }
  request.session['a'] = 2;
  return request;
}

it.each(actions)('%s reports its success to a callback, and returns the session', async (action) => {
  const { visit } = openBrowser();
  await visit((session) => void (session['a'] = 1));
  await visit(async (session) => {
    const given = await new Promise<unknown[]>((resolve) => {
      expect(session[action]((...call) => resolve(call))).toBe(session);
    });
    expect(given).toEqual([]);
  });
});

it.each(actions)('%s reports its failure to a callback', async (action) => {
  const { session } = await openWithoutStore();
  const error = await new Promise((resolve) => {
    session[action](resolve);
  });
  expect(error).toMatchObject({ code: 'STORE' });
});

it.each(actions)('%s takes what is not a function for no callback', async (action) => {
  const { visit } = openBrowser();
  await visit((session) => void (session['a'] = 1));
  await visit(async (session) => {
    const promise: unknown = session[action](null as never);
    await expect(promise).resolves.toBeUndefined();
  });
});

it.each(actions)('%s returns a promise', async (action) => {
  const { visit } = openBrowser();
  await visit((session) => void (session['a'] = 1));
  await visit(async (session) => {
    const promise = session[action]();
    expect(promise).toBeInstanceOf(Promise);
    expect(await promise).toBeUndefined();
  });
  const { session, end } = await openWithoutStore();
  await expect(session[action]()).rejects.toMatchObject({ code: 'STORE' });
  // The application has seen the failure, and goes on to its response.
  await end(503);
});

it.each(actions)('%s makes the response fail if nothing waits for it and it fails', async (action) => {
  const { session, end } = await openWithoutStore();
  // oxlint-disable-next-line typescript/no-floating-promises -- as applications do
  session[action]();
  await expect(end()).rejects.toMatchObject({ code: 'STORE' });
});

it('makes one response fail for a failure: the next may be the error page', async () => {
  const { session, end } = await openWithoutStore();
  session.save(() => undefined);
  // oxlint-disable-next-line typescript/no-floating-promises -- as applications do
  session.reload();
  await expect(end()).rejects.toMatchObject({ code: 'STORE' });
  await end(404);
});

it('does not report a failure twice, nor one that is awaited after it happened', async () => {
  const { session, end } = await openWithoutStore();
  const saved = session.save();
  await setImmediate();
  await expect(saved).rejects.toMatchObject({ code: 'STORE' });
  await end();
});

it('leaves what a callback throws to the process', async () => {
  const { visit } = openBrowser();
  const thrown = new Error('in the callback');
  const uncaught = new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback(resolve);
  });
  try {
    await visit((session) => {
      session.save(() => {
        throw thrown;
      });
    });
    expect(await uncaught).toBe(thrown);
  } finally {
    process.setUncaughtExceptionCaptureCallback(null);
  }
});

it('runs one action after another, and the commit after all of them', async () => {
  const { visit, store, data } = openBrowser();
  await visit((session) => void (session['a'] = 1));
  let release!: () => void;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const update = store.update.bind(store);
  const ended: string[] = [];
  await visit(async (session, { end }) => {
    vi.spyOn(store, 'update').mockImplementationOnce(async (...call) => {
      await held;
      return update(...call);
    });
    session['a'] = 2;
    const all = [
      session.save().then(() => ended.push('save')),
      session.reload().then(() => ended.push('reload')),
      end().then(() => ended.push('end')),
    ];
    release();
    await Promise.all(all);
  });
  expect(ended).toEqual(['save', 'reload', 'end']);
  expect(await data()).toEqual({ a: 2 });
});
