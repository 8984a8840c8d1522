import { type ChildProcess, fork } from 'node:child_process';
import { barChart } from './bar-chart.js';
import { type Contestant, contestants, type RequestKind, requests } from './contestants.js';
import { median, startSession, throughput } from './measure.js';
import { circumstances, type Patience, Progress, savePicture } from './report.js';

interface Running {
  readonly process: ChildProcess;
  readonly port: number;
  readonly cookie: string | undefined;
}

async function start(name: Contestant): Promise<Running> {
  const child = fork(new URL('serve.ts', import.meta.url), [name]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', () => reject(new Error(`${name} did not start`)));
  });
  return { process: child, port, cookie: await startSession(port) };
}

/** What a request costs over bare Express, beside express-session. */
export async function measureRequests(patience: Patience): Promise<void> {
  const { rounds, seconds } = patience;
  const running = new Map<Contestant, Running>();
  try {
    for (const name of contestants) running.set(name, await start(name));
    const figures = new Map<string, number[]>();
    const progress = new Progress(rounds * requests.length * contestants.length);
    for (const { port, cookie } of running.values()) await throughput(port, '/read', cookie, 1);
    for (let round = 0; round < rounds; round++) {
      for (const kind of requests) {
        // Turn by turn in one run: whatever else the machine does hits all alike.
        for (const [name, { port, cookie }] of running) {
          const perSecond = await throughput(port, `/${kind}`, cookie, seconds);
          const key = `${name} ${kind}`;
          figures.set(key, [...(figures.get(key) ?? []), 1e6 / perSecond]);
          progress.step();
        }
      }
    }
    report(figures, patience);
  } finally {
    for (const { process: child } of running.values()) child.kill();
  }
}

function report(figures: ReadonlyMap<string, readonly number[]>, patience: Patience): void {
  const of = (name: Contestant, kind: RequestKind): number => median(figures.get(`${name} ${kind}`)!);
  console.log(circumstances(patience));
  console.log('What a request costs over bare Express 5, and how much of what express-session costs that is.');
  console.table(
    requests.map((kind) => {
      const bare = of('bare', kind);
      const ours = of('sess', kind) - bare;
      const theirs = of('express-session', kind) - bare;
      return {
        request: kind,
        'bare (µs)': bare.toFixed(1),
        '@sess adds (µs)': ours.toFixed(1),
        'express-session adds (µs)': theirs.toFixed(1),
        '@sess / express-session': (ours / theirs).toFixed(2),
        '@sess / bare, whole request': ((bare + ours) / bare).toFixed(2),
      };
    }),
  );
  const bars = requests.flatMap((kind) =>
    (['sess', 'express-session'] as const).map((name) => ({
      label: name === 'sess' ? '@sess' : name,
      group: kind,
      value: Math.max(0, of(name, kind) - of('bare', kind)),
    })),
  );
  savePicture('request-cost', barChart('What a session adds to a request of bare Express 5', bars));
}
