import * as faults from '@sess/conformance/faults';
import type { FaultyLine } from '@sess/conformance/faults';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { findServer, type FoundServer, memcached, redis, type ServerKind, skip } from '@sess/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outageLinesFor, type OutageServer, outageServers } from './outage-lines.js';

type Outage = ReturnType<typeof faults.outageOf>;
const opened: FaultyLine[] = [];
afterAll(() => Promise.all(opened.map((line) => line.close())));

/** Runs the lines of the template, with this port instead of theirs. */
async function runLines(server: OutageServer, port?: number): Promise<{ line: FaultyLine; outage: Outage }> {
  const { imports, line, outage } = outageLinesFor(server);
  const names = /\{ (.*) \} from '@sess\/conformance\/faults'/.exec(imports)?.[1]?.split(', ') ?? [];
  const statement = port === undefined ? line : line.replace(/port: \d+/, `port: ${port}`);
  const body = `return (async () => { ${statement} return { line, ${outage} }; })();`;
  // oxlint-disable-next-line typescript/no-implied-eval -- what is tested is the text of the template
  const run = new Function(...names, body) as (...values: unknown[]) => Promise<{ line: FaultyLine; outage: Outage }>;
  const made = await run(...names.map((name) => Reflect.get(faults, name) as unknown));
  opened.push(made.line);
  return made;
}

async function dial({ host, port }: { host: string; port: number }): Promise<Socket> {
  const socket = connect(port, host).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Returns the reply of the server, or 'cut'. */
async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [reply] = (await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['cut'])])) as unknown[];
  return String(reply);
}

const command = (...words: string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;

interface Spoken {
  readonly server: OutageServer;
  readonly kind: ServerKind;
  signIn(password: string): string | undefined;
  write(value: string): string;
  readonly read: string;
}

const spoken: readonly Spoken[] = [
  {
    server: 'Redis',
    kind: redis,
    signIn: (password) => (password === '' ? undefined : command('AUTH', password)),
    write: (value) => command('SET', 'outage-lines', value),
    read: command('GET', 'outage-lines'),
  },
  {
    server: 'memcached',
    kind: memcached,
    signIn: () => undefined,
    write: (value) => `set outage-lines 0 0 ${value.length}\r\n${value}\r\n`,
    read: 'get outage-lines\r\n',
  },
];

describe.each(spoken)('the lines for $server', ({ server, kind, signIn, write, read }) => {
  let found: FoundServer | undefined;
  beforeAll(async () => {
    const result = await findServer(kind);
    if (result.url === undefined) skip(`the lines for ${server}`, result.reason);
    else found = result;
  }, 300_000);
  afterAll(() => found?.stop());

  it('lose a reply, lose a request, refuse and recover, on a real server', async (context) => {
    if (!found) return context.skip();
    const { hostname, port, password } = new URL(found.url);
    const direct = { host: hostname, port: Number(port) };
    const { line, outage } = await runLines(server, direct.port);
    const join = async (place: { host: string; port: number }) => {
      const socket = await dial(place);
      const greeting = signIn(decodeURIComponent(password));
      if (greeting !== undefined) await ask(socket, greeting);
      return socket;
    };
    const stored = await join(direct);

    expect(await ask(await join(line), write('one'))).toMatch(/OK|STORED/);
    await outage.loseNextAnswer?.();
    expect(await ask(await join(line), write('two'))).toBe('cut');
    expect(await ask(stored, read)).toContain('two');
    await outage.loseRequests?.();
    expect(await ask(await join(line), write('three'))).toBe('cut');
    expect(await ask(stored, read)).toContain('two');
    await outage.refuse();
    await expect(join(line)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await outage.recover();
    expect(await ask(await join(line), read)).toContain('two');
    stored.destroy();
  });
});

it.each(outageServers)('the lines for %s open a line, and say what it can lose', async (server) => {
  const { outage } = await runLines(server);
  const losses = ['loseRequests', 'loseAnswers', 'loseNextAnswer'] as const;
  expect(losses.filter((loss) => outage[loss])).toEqual(server === 'Any other server' ? [] : losses);
  expect(outage.freeze && outage.delay).toBeDefined();
});
