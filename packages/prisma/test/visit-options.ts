import type { PrismaSessionStoreOptions } from '../src/index.js';

/** The options for the model `Visit`, whose fields all have other names. */
export const visitOptions: PrismaSessionStoreOptions = {
  columns: {
    id: 'key',
    payload: 'content',
    createdAt: 'begun',
    expiresAt: 'deadline',
    owner: 'visitor',
    ownerDigest: 'visitorId',
    revision: 'state',
  },
  attributes: ['accountId', 'seats', 'balance', 'score', 'trusted'],
};
