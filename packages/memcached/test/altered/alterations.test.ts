import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alteredText, alterSources, firstBrokenLaw, isWanted, unaltered } from '../../../../test/altered-store.js';
import { startMemcached, type TestedMemcached } from '../start-memcached.js';
import { openSubject, type StoreClasses } from '../test-conformance.js';
import { wrongCommands } from './wrong-commands.js';
import { wrongVerbs } from './wrong-verbs.js';

// Mistakes that are easily made with memcached, each against a sentence of docs/store-contract.md. The laws must notice
// all of them. That takes half an hour, so it runs only on demand: SESS_ALTERATIONS is `all`, or a part of a name.

const alterations = [...wrongVerbs, ...wrongCommands];
const packageFolder = new URL('../..', import.meta.url).pathname;

it.each(alterations)('can be made: $name', async (alteration) => {
  await expect(alteredText(packageFolder, alteration)).resolves.toBeTypeOf('string');
});

const wanted = [unaltered, ...alterations].filter(isWanted);

describe.runIf(wanted.length > 0)('a law notices that', () => {
  let servers: readonly TestedMemcached[] = [];
  beforeAll(async () => {
    const started = await Promise.all([1, 2, 3].map(() => startMemcached('altered stores')));
    servers = started.flatMap((server) => server ?? []);
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  it.each(wanted)('$name', { timeout: 1_800_000 }, async (alteration) => {
    const { sources, remove } = await alterSources(packageFolder, alteration);
    const modules = ['index.ts', 'memcache-client/index.ts'].map((file) => import(`${sources}/${file}`));
    const classes = Object.assign({}, ...(await Promise.all(modules))) as StoreClasses;
    let law: string | undefined;
    for (const effort of ['quick', 'normal'] as const) {
      for (const some of [servers.slice(0, 1), servers]) {
        if (law !== undefined) break;
        const { subject, close } = await openSubject(`${some.length} servers`, some, classes);
        law = await firstBrokenLaw(subject, { effort });
        await close();
      }
    }
    await remove();
    console.log(`${alteration.name}: ${law ?? 'no law'}`);
    expect(law === undefined).toBe(alteration.survives !== undefined);
  });
});
