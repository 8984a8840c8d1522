import { describe, expect, it } from 'vitest';
import type { FieldReference } from './driver.js';
import { PrismaSessionStore } from './prisma-session-store.js';

const unexpected = () => Promise.reject(new Error('The constructor of a store must not call the server.'));
const calls = {
  createMany: unexpected,
  findUnique: unexpected,
  findMany: unexpected,
  updateMany: unexpected,
  deleteMany: unexpected,
};

const field = (typeName: string, more: Partial<FieldReference> = {}): FieldReference => ({ typeName, ...more });
const fields = {
  id: field('String'),
  payload: field('String'),
  createdAt: field('DateTime'),
  expiresAt: field('DateTime'),
  owner: field('String'),
  ownerDigest: field('String'),
  revision: field('String'),
  accountId: field('String'),
  tier: field('Tier', { isEnum: true }),
  tags: field('String', { isList: true }),
  seen: field('DateTime'),
};

describe('the columns', () => {
  it.each([
    [{ columns: { id: 'key' } }, "no field 'key' for columns.id"],
    [
      { columns: { expiresAt: 'accountId' } },
      "'accountId' for columns.expiresAt is of type String; it has to be DateTime",
    ],
    [{ columns: { key: 'id' } }, /^PrismaSessionStore\.columns\.key is /],
    [{ columns: { id: 'payload' } }, "the column 'payload' is named for two things"],
    [{ columns: { id: '' } }, 'the name of a column must be a string that is not empty'],
    [{ columns: 'id' }, 'PrismaSessionStore.columns must be an object'],
    [{ attributes: ['acount'] }, "no field 'acount' for attributes.acount"],
    [
      { attributes: { account: 'tags' } },
      "'tags' for attributes.account is of type String[]; it has to be String, Int",
    ],
    [{ attributes: ['seen'] }, "'seen' for attributes.seen is of type DateTime"],
    [{ attributes: ['owner'] }, "the column 'owner' is named for two things"],
    [{ attributes: ['constructor'] }, "no field 'constructor'"],
    [{ attributes: 'accountId' }, 'PrismaSessionStore.attributes must be a list of names'],
    [{ maxPayloadBytes: 0.5 }, 'PrismaSessionStore.maxPayloadBytes must be a positive integer'],
    [{ clock: 5 }, 'PrismaSessionStore.clock must be a function'],
    [
      { expiresAfter: 5 },
      /^PrismaSessionStore\.expiresAfter is .*Known options: columns, attributes, maxPayloadBytes, clock$/,
    ],
  ])('are refused when they are wrong: %o', (options, message) => {
    const construct = () => new PrismaSessionStore({ ...calls, fields } as typeof calls, options as object);
    expect(construct).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(construct).toThrow(message);
  });

  it('are accepted when they are right, and not checked when the client does not describe them', () => {
    const options = { attributes: { account: 'accountId', tier: 'tier' }, maxPayloadBytes: 5 };
    expect(new PrismaSessionStore({ ...calls, fields } as typeof calls, options).limits.maxPayloadBytes).toBe(5);
    expect(
      () => new PrismaSessionStore(calls, { columns: { id: 'anything' }, attributes: ['whatever'] }),
    ).not.toThrow();
  });
});

const notDelegates: readonly (readonly [unknown, string])[] = [
  [
    undefined,
    'was given undefined (does the schema lack such a model, or does the client have to be generated again?): hand over the delegate',
  ],
  [null, 'was given null'],
  ['file:secret.db', 'was given a string: hand over'],
  [class Client {}, 'was given a function or a class: hand over'],
  [Promise.resolve(calls), 'was given a promise (await it): hand over'],
  [{}, 'was given an object that is not a model delegate: hand over'],
  [{ ...calls, updateMany: undefined }, 'was given a delegate without updateMany (is it the delegate of a view'],
  [{ $queryRaw: unexpected, session: calls }, 'was given the whole Prisma client'],
  [{ $connect: unexpected, session: calls }, 'was given the whole Prisma client'],
];

it.each(notDelegates)('refuses an invalid delegate: %o', (given, message) => {
  const construct = () => new PrismaSessionStore(given as typeof calls);
  expect(construct).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  expect(construct).toThrow(message);
});
