import { afterEach, expect, it, vi } from 'vitest';
import type { Handler, mount } from '../test/mount.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns the codes of the warnings in a new process, when the handler responds to two visitors. */
async function warningsOf(options: Parameters<typeof mount>[0], handler: Handler): Promise<unknown[]> {
  vi.resetModules();
  vi.restoreAllMocks();
  const fresh = await import('../test/mount.js');
  const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const { browser } = fresh.mount(options);
  for (let visitor = 0; visitor < 2; visitor++) expect((await browser().visit(handler)).status).toBe(200);
  return emitWarning.mock.calls.map(([, given]) => (given as unknown as { code: string }).code);
}

it('warns once of a secure cookie that cannot be sent over http', async () => {
  const change: Handler = ({ session }) => void (session.user = 'ann');
  expect(await warningsOf({ cookie: { secure: true } }, change)).toEqual(['SESS_COOKIE_NOT_SENT']);
  expect(await warningsOf({ cookie: { secure: 'auto' } }, change)).toEqual([]);
});

it('warns once of a maxAge that is longer than the absolute timeout', async () => {
  const remember: Handler = ({ session }) => {
    session.user = 'ann';
    session.cookie.maxAge = 365 * 86_400_000;
  };
  expect(await warningsOf({}, remember)).toEqual(['SESS_MAX_AGE_CAPPED']);
  expect(await warningsOf({ absoluteTimeout: { days: 366 } }, remember)).toEqual([]);
});
