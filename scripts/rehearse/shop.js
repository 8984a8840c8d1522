// The first example of the README as a user completes it: with a Prisma client on SQLite, express, and a page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace-packages.js';

const before = `
import { PrismaClient } from '@prisma/client';
import { ReconnectingLibSql } from '@sess/prisma/libsql';
import type { AddressInfo } from 'node:net';

const prisma = new PrismaClient({ adapter: new ReconnectingLibSql({ url: 'file:sessions.db', timeout: 100 }) });
`;

const after = `
app.get('/', async (request, response) => {
  const session = await sessions.get(request);
  response.json({
    cart: session.get('cart') ?? {},
    owner: session.owner ?? null,
    notice: session.takeFlash('notice') ?? null,
  });
});
const server = app.listen(0, '127.0.0.1', () => console.log(\`port \${(server.address() as AddressInfo).port}\`));
`;

/** Returns the program, which prints its port. */
export function shopProgram() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const example = /## Use it.*?```ts\n(.*?)```/s.exec(readme)?.[1];
  if (!example?.includes('sessionMiddleware(sessions)')) throw new Error('README.md has no example below "## Use it".');
  return before + example + after;
}

/** Generates the Prisma client and creates the table with the file that @sess/prisma brings. */
export const shopSetUp = `
import { readFileSync, writeFileSync } from 'node:fs';
import { createClient } from '@libsql/client';

const installed = 'node_modules/@sess/prisma/';
const head = 'generator client {\\n  provider = "prisma-client-js"\\n}\\n\\ndatasource db {\\n  provider = "sqlite"\\n}\\n\\n';
writeFileSync('schema.prisma', head + readFileSync(installed + 'session.prisma', 'utf8'));
const client = createClient({ url: 'file:sessions.db' });
await client.executeMultiple(readFileSync(installed + 'sql/sqlite.sql', 'utf8'));
client.close();
`;
