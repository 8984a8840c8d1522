import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { handleSession } from '../../src/fetch/index.js';
import { withSession } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { serving } from '../node/serve.js';
import type { Shop } from '../set-up.js';
import { twoProcesses } from '../persistence/two-processes.js';

type Handle = (session: Session<Shop>) => unknown;
type Fixture = ReturnType<typeof twoProcesses> & { readonly cookie: string };

const hosts: [string, (fixture: Fixture, handle: Handle) => Promise<Response>][] = [
  [
    'node:http',
    ({ slow, cookie }, handle) =>
      serving(
        withSession(slow, async (request, response) => {
          await handle(await slow.get(request));
          response.end('ok');
        }),
        (port) => fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } }),
      ),
  ],
  [
    'fetch',
    ({ slow, cookie }, handle) => {
      const request = new Request('http://localhost/', { headers: { cookie } });
      return handleSession(slow, request, async () => {
        await handle(await slow.get(request));
        return new Response('ok');
      });
    },
  ],
];

async function visitorFixture(): Promise<Fixture> {
  const processes = twoProcesses();
  const { key } = await processes.other.create({ data: { visits: 1 }, secure: false });
  return { ...processes, cookie: `sid=${key}` };
}

/** From here on the store refuses to write. Its errors are frozen, as a store may do. */
function refuseWrites({ line }: Fixture): void {
  line.hook = (call) =>
    call.verb === 'load'
      ? call.apply()
      : Promise.reject(Object.freeze(new StoreError('refused', { outcome: 'not-applied' })));
}

const count: Handle = (session) => session.update('visits', 0, (visits) => visits + 1);

describe.each(hosts)('Session-Outcome under %s', (_host, send) => {
  const outcomeOf = async (given: Fixture, handle: Handle): Promise<[number, string | null]> => {
    const { status, headers } = await send(given, handle);
    return [status, headers.get('session-outcome')];
  };

  it.each<[string, Handle]>([
    [
      'a save',
      async (session) => {
        count(session);
        await session.save();
      },
    ],
    ['a sign-out', (session) => session.destroy()],
  ])('is "unknown" if %s was stored before the write that fails', async (_what, first) => {
    const given = await visitorFixture();
    const both: Handle = async (session) => {
      await first(session);
      refuseWrites(given);
      count(session);
    };
    expect(await outcomeOf(given, both)).toEqual([503, 'unknown']);
  });

  it('is "unknown" if a second save fails', async () => {
    const given = await visitorFixture();
    const twice: Handle = async (session) => {
      count(session);
      await session.save();
      refuseWrites(given);
      count(session);
      await session.save();
    };
    expect(await outcomeOf(given, twice)).toEqual([503, 'unknown']);
  });

  it('is "not-applied" if nothing was stored', async () => {
    const given = await visitorFixture();
    const nothing: Handle = async (session) => {
      await session.save();
      refuseWrites(given);
      count(session);
    };
    expect(await outcomeOf(given, nothing)).toEqual([503, 'not-applied']);
  });
});
