import { readFileSync } from 'node:fs';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { SessionManager } from '@sess/core';
import { PrismaSessionStore } from '@sess/prisma';
import express from 'express';
import { PrismaClient } from '../generated/client.js';

const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: 'file:demo.db' }) });
const sql = readFileSync(new URL('../../../packages/prisma/sql/sqlite.sql', import.meta.url), 'utf8');
for (const s of sql.split(/;\s*$/m)) if (s.trim()) await prisma.$executeRawUnsafe(s).catch(() => undefined);
const sessions = new SessionManager({ store: new PrismaSessionStore(prisma.session) });
const app = express();
app.get('/', async (req, res) => {
  const session = await sessions.open(req.headers.cookie);
  session.data['visits'] = Number(session.data['visits'] ?? 0) + 1;
  const cookie = await session.commit();
  if (cookie) res.append('Set-Cookie', cookie);
  res.send(`visit ${session.data['visits']}`);
});
app.listen(3000, '127.0.0.1', () => console.log('http://127.0.0.1:3000'));
