import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildNextApp } from '../../../test/build-next-app.js';

/** The shop as `npm start` runs it. */
export interface RunningShop {
  readonly url: string;
  stop(): Promise<void>;
}

/** Builds the shop and starts it on a free port. */
export async function startShop(): Promise<RunningShop> {
  const folder = await buildNextApp(join(import.meta.dirname, '..'));
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const server = spawn(process.execPath, [next, 'start', folder, '--port', '0', '--hostname', '127.0.0.1'], {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    server.stdout.setEncoding('utf8').on('data', (piece: string) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec((text += piece)) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', () => reject(new Error(`The shop did not start: ${text}`)));
  });
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}
