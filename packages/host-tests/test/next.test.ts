import { beforeAll, describe, it } from 'vitest';
import { nextHost, startNext } from './hosts/next-host.js';
import { testActions } from './next/actions.js';
import { testPages } from './next/pages.js';
import { testRoutes } from './next/routes.js';
import { testHost } from './test-host.js';

beforeAll(async () => {
  await startNext();
}, 300_000);
testHost({ describe, it }, nextHost);
testActions();
testPages();
testRoutes();
