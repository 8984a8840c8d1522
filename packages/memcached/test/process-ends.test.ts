import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startFullBacklog } from './full-backlog.js';
import { startMemcached, type TestedMemcached } from './start-memcached.js';

const home = fileURLToPath(new URL('..', import.meta.url));

/** Runs a process that closes its client last. Returns what it printed, and how long it ran after that. */
async function run({ address }: TestedMemcached, body: string) {
  const program = `
    import { MemcachedServers } from './src/memcache-client/index.ts';
    const client = new MemcachedServers({ servers: ['${address.host}:${address.port}'], timeoutMs: 300_000 });
    ${body}
    await client.close();
    console.log('closed');
  `;
  const parameters = [
    '--import',
    import.meta.resolve('tsx'),
    '--conditions=sess-source',
    '--input-type=module',
    '--eval',
    program,
  ];
  const child = spawn(process.execPath, parameters, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let closedAt = NaN;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += String(chunk);
      if (printed.includes('closed')) closedAt = performance.now();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed, ranFor: performance.now() - closedAt };
}

// Each of its timeouts is five minutes. Its pauses let calls reach a server that sends nothing, so there is no
// event to wait for.
const soon = 60_000;

describe('after close() a process ends by itself', { timeout: 240_000 }, () => {
  it('if it has used memcached', async ({ skip }) => {
    const server = await startMemcached('a process that ends');
    if (!server) return skip();
    const { code, printed, ranFor } = await run(server, `console.log(await client.get('key'));`);
    expect(printed).toBe('undefined\nclosed\n');
    expect(code).toBe(0);
    expect(ranFor).toBeLessThan(soon);
    await server.stop();
  });

  it('if commands wait for their reply', async ({ skip }) => {
    const server = await startMemcached('a process that ends');
    if (!server) return skip();
    server.own.freeze();
    const { code, printed, ranFor } = await run(
      server,
      `const calls = [1, 2, 3].map((at) => client.add('key-' + at, Buffer.from('x'), 1).catch(({ outcome }) => console.log(outcome)));
       await new Promise((resolve) => setTimeout(resolve, 200));`,
    );
    expect(printed.replace('closed\n', '')).toBe('unknown\n'.repeat(3));
    expect(code).toBe(0);
    expect(ranFor).toBeLessThan(soon);
    await server.stop();
  });

  it.runIf(process.platform === 'linux')('if it still waits for a connection', async ({ skip }) => {
    const server = await startFullBacklog();
    if (!server) return skip();
    const { code, printed, ranFor } = await run(
      server,
      `client.get('key').catch(({ outcome }) => console.log(outcome));
       await new Promise((resolve) => setTimeout(resolve, 200));`,
    );
    expect(printed.replace('closed\n', '')).toBe('not-applied\n');
    expect(code).toBe(0);
    expect(ranFor).toBeLessThan(soon);
    server.open();
    await server.stop();
  });
});
