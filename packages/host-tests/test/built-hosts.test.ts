import { beforeAll, describe, expect, it } from 'vitest';
import type { Sessions as SuiteSessions } from '@sess/conformance';
import { builtHosts } from './hosts/built-hosts.js';
import { createSessions } from './mount/sessions.js';
import { testHost } from './test-host.js';

for (const host of builtHosts) {
  describe(`${host.name}, built`, () => {
    beforeAll(async () => {
      await host.ready();
    }, 300_000);
    testHost({ describe, it }, host);
  });
}

it("SvelteKit's cookies.set throws once there is a response, and the session's cookie is set nevertheless", async () => {
  const sessions = createSessions();
  const unused = () => Promise.resolve({});
  const [sveltekit] = builtHosts;
  const site = await sveltekit!.serve(sessions as unknown as SuiteSessions, { page: unused, errorPage: unused });
  const events: { readonly cookies: { set(name: string, value: string, options: object): void } }[] = [];
  const respond = async (event: (typeof events)[number]) => {
    events.push(event);
    (await sessions.get(event)).set('visits', 1);
    return new Response('stored');
  };
  Object.assign(globalThis, { lawPages: { sessions, respond } });
  const response = await site.send('/');
  expect(() => events[0]?.cookies.set('theme', 'dark', { path: '/' })).toThrow(/after the response/);
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^sid=/)]);
  await site.close();
}, 300_000);
