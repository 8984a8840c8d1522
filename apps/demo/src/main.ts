import { fileURLToPath } from 'node:url';
import { openShop } from './open-shop.js';
import { listsDevices, type OpenStore } from './stores/open-store.js';
import { openStore, storeNames } from './stores/stores.js';

const { SESS_STORE = 'prisma', SESS_FILE, SESS_HOSTS = '', PORT } = process.env;
const wantedPort = Number(PORT ?? 3000);
const hosts = SESS_HOSTS.toLowerCase().match(/[^\s,]+/g) ?? [];
const file = SESS_FILE ?? fileURLToPath(new URL('../data/shop.db', import.meta.url));

async function main(): Promise<void> {
  if (!Number.isInteger(wantedPort) || wantedPort < 0 || wantedPort > 65_535)
    throw new Error(`PORT=${PORT} is not a port`);
  const opened = await openStore(SESS_STORE, { file });
  const shop = await openShop(opened, { port: wantedPort, orAnyOtherPort: PORT === undefined, hosts });
  if (PORT === undefined && shop.port !== wantedPort)
    console.log(`Port ${wantedPort} is in use, so the shop uses another one.`);
  console.log(`
  Kettle & Cup is open:  ${shop.url}

  Sessions live in ${opened.place}.

  Try this:
${thingsToTry(opened)}
  Another store:  SESS_STORE=…  (${storeNames.join(', ')})
  Another port:   PORT=8080
`);

  const close = (): void => {
    // A second Ctrl-C does not wait.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, close);
    console.log('Closing the shop…');
    shop.close().catch(fail);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, close);
}

function thingsToTry(opened: OpenStore): string {
  const things = [
    'put things in the cart in two tabs at once, then sign in (alice, password alice)',
    listsDevices(opened) && 'sign in with a second browser, and sign it out under “My devices”',
    !opened.endsWithShop && 'stop the shop with Ctrl-C and start it again: you are still signed in',
    'look at what is stored under “The store”',
  ];
  return things.flatMap((thing) => (thing ? [`    - ${thing}\n`] : [])).join('');
}

function fail(error: unknown): void {
  const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`The shop failed. ${isInUse ? `PORT=${PORT} is in use: choose another port` : reason}`);
  process.exitCode = 1;
}

main().catch(fail);
