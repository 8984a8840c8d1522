import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { handleSession } from '../../src/fetch/index.js';
import { withSession } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { serving } from '../node/serve.js';
import type { Shop } from '../set-up.js';
import { twoProcesses } from '../persistence/ways.js';

type Handle = (session: Session<Shop>) => unknown;
type Bench = ReturnType<typeof twoProcesses> & { readonly cookie: string };

const hosts: [string, (bench: Bench, handle: Handle) => Promise<Response>][] = [
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

async function bench(): Promise<Bench> {
  const ways = twoProcesses();
  const { key } = await ways.other.create({ data: { visits: 1 }, secure: false });
  return { ...ways, cookie: `sid=${key}` };
}

/** From here on the store refuses to write. Somebody's store may freeze its errors. */
function refuseWrites({ line }: Bench): void {
  line.hook = (call) =>
    call.verb === 'load'
      ? call.apply()
      : Promise.reject(Object.freeze(new StoreError('refused', { outcome: 'not-applied' })));
}

const count: Handle = (session) => session.update('visits', 0, (visits) => visits + 1);

describe.each(hosts)('Session-Outcome under %s', (_host, ask) => {
  const outcomeOf = async (given: Bench, handle: Handle): Promise<[number, string | null]> => {
    const { status, headers } = await ask(given, handle);
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
  ])('does not say that the request can be sent again after %s that stands', async (_what, first) => {
    const given = await bench();
    const both: Handle = async (session) => {
      await first(session);
      refuseWrites(given);
      count(session);
    };
    expect(await outcomeOf(given, both)).toEqual([503, 'unknown']);
  });

  it('nor where a second save is what fails', async () => {
    const given = await bench();
    const twice: Handle = async (session) => {
      count(session);
      await session.save();
      refuseWrites(given);
      count(session);
      await session.save();
    };
    expect(await outcomeOf(given, twice)).toEqual([503, 'unknown']);
  });

  it('says so where nothing was stored', async () => {
    const given = await bench();
    const nothing: Handle = async (session) => {
      await session.save();
      refuseWrites(given);
      count(session);
    };
    expect(await outcomeOf(given, nothing)).toEqual([503, 'not-applied']);
  });
});
