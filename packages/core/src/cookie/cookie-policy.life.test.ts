import { expect, it } from 'vitest';
import { createCookiePolicy } from './cookie-policy.js';

it('sets Max-Age and Expires to the same end, with a new Date for each cookie', () => {
  const policy = createCookiePolicy({ former: [{ path: '/a' }] });
  const cookie = policy.issue('v', { secure: true, maxAgeSeconds: 60, now: 1_000_000 });
  expect(cookie).toMatchObject({ maxAgeSeconds: 60, expires: new Date(1_060_000) });
  policy.removal({ secure: true }).expires!.setTime(5);
  for (const removal of [policy.removal({ secure: true }), ...policy.former({ secure: true })])
    expect(removal).toMatchObject({ maxAgeSeconds: 0, expires: new Date(0) });
});
