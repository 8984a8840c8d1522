import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Address } from './raw-memcached.js';
import { startFullBacklog } from './full-backlog.js';
import { startScripted } from './scripted-server.js';
import { startMemcached } from './start-memcached.js';

const home = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a process that closes its client last. Returns what it printed.
 *
 * @param told - The process can wait for this by `await told()`.
 */
async function run(address: Address, body: string, told?: Promise<void>) {
  const program = `
    import { subscribe } from 'node:diagnostics_channel';
    import { once } from 'node:events';
    import { setImmediate } from 'node:timers/promises';
    const told = () => once(process.stdin, 'end', process.stdin.resume());
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
  const child = spawn(process.execPath, parameters, { cwd: home, stdio: 'pipe' });
  const toldIt = told?.then(() => child.stdin.end());
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += String(chunk);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  await toldIt;
  return { code, printed };
}

// Each of its timeouts is five minutes, so a process that waits for one exceeds the limit of the tests.
describe('after close() a process ends by itself', { timeout: 240_000 }, () => {
  it('if it has used memcached', async ({ skip }) => {
    const server = await startMemcached('a process that ends');
    if (!server) return skip();
    const { code, printed } = await run(server.address, `console.log(await client.get('key'));`);
    expect(printed).toBe('undefined\nclosed\n');
    expect(code).toBe(0);
    await server.stop();
  });

  it('if commands wait for their reply', async () => {
    let commands = 0;
    let arrived!: () => void;
    const allArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = await startScripted((request) => {
      commands += request.split('add key-').length - 1;
      if (commands === 3) arrived();
      return undefined;
    });
    const { code, printed } = await run(
      server.address,
      `for (const key of ['key-1', 'key-2', 'key-3'])
         client.add(key, Buffer.from('x'), 1).catch(({ outcome }) => console.log(outcome));
       await told();`,
      allArrived,
    );
    expect(printed.replace('closed\n', '')).toBe('unknown\n'.repeat(3));
    expect(code).toBe(0);
    await server.close();
  });

  it.runIf(process.platform === 'linux')('if it still waits for a connection', async ({ skip }) => {
    const server = await startFullBacklog();
    if (!server) return skip();
    const { code, printed } = await run(
      server.address,
      `const connecting = new Promise((resolve) => subscribe('net.client.socket', resolve));
       client.get('key').catch(({ outcome }) => console.log(outcome));
       await connecting;
       await setImmediate();`,
    );
    expect(printed.replace('closed\n', '')).toBe('not-applied\n');
    expect(code).toBe(0);
    server.open();
    await server.stop();
  });
});
