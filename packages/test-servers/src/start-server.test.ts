import { describe, it } from 'vitest';
import { mariadb } from './mariadb.js';
import { memcached } from './memcached.js';
import { postgresql } from './postgresql.js';
import { RunningServer } from './running-server.js';
import { skip } from './skip.js';
import { startServer } from './start-server.js';
import { expectFullLife } from '../test/server-life.js';

/** PostgreSQL's `SSLRequest`. */
const asksForTls = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

describe.each([postgresql, mariadb, memcached])('$name', (kind) => {
  it('can be frozen, halted, killed, restarted on its port, and stopped for good', { timeout: 120_000 }, async () => {
    const server = await startServer(kind, () => undefined);
    if (!(server instanceof RunningServer)) return skip(`starting ${kind.name}`, server.reason);
    // PostgreSQL and memcached send nothing before a request. MariaDB does.
    await expectFullLife(server, kind === memcached ? Buffer.from('version\r\n') : asksForTls);
  });
});
