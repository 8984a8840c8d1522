import { InterruptedError, type SessionId, sessionIdOf } from '@sess/core';
import { Browser, type Sessions } from './browser.js';
import { expect } from './expectations.js';

export function isInterrupted(error: unknown): error is InterruptedError {
  return error instanceof InterruptedError;
}

/** A guest with something in the cart, or a user who has signed in. */
export async function newcomer(sessions: Sessions, owner?: string): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(sessions, (session) => {
    session.set('cart', 1);
    if (owner !== undefined) session.signIn(owner);
  });
  return browser;
}

export async function idOf(browser: Browser): Promise<SessionId> {
  expect(browser.key !== undefined, 'The browser must hold a session key.', browser.header);
  return sessionIdOf(browser.key);
}

/** As long as nobody waits for it, a call of a process that stopped in the middle. */
export const never = new Promise<never>(() => {});
