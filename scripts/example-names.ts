// Names that examples may use without declaring them, so that each shows only its subject.
import type { Session, SessionManager, SessionStore } from '@sess/core';
import type { PrismaSessionStore } from '@sess/prisma';
import type { Express } from 'express';
import type { describe as describeTests, it as defineTest } from 'vitest';

/** The data of the application's sessions. */
interface Shop {
  visits: number;
  cart: Record<string, { sku: string; qty: number }>;
  account: { id: string };
}

interface Prisma {
  session: ConstructorParameters<typeof PrismaSessionStore>[0] & { count(): Promise<number> };
  $disconnect(): Promise<void>;
}

declare global {
  const app: Express;
  const store: SessionStore;
  const sessions: SessionManager<Shop, 'remembered'>;
  const session: Session<Shop, 'remembered'>;
  const prisma: Prisma;
  /** Creates another client. */
  const connect: () => Prisma;
  const describe: typeof describeTests;
  const it: typeof defineTest;
}
