import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { OwnedSession, SessionId, SessionRecord } from '@sess/core';
import type { WiredStore } from '../wired-store.js';
import { broken, overriding } from './broken-store.js';
import { indexing } from './indexing.js';

/** Returns the owners in the backend that the store takes for this one. */
function namesakes(store: WiredStore, owner: string, fold: (owner: string) => string): string[] {
  const { records } = JSON.parse(store.backend.dump()) as { records: [SessionId, SessionRecord][] };
  const owners = new Set(records.flatMap(([, record]) => (record.owner === undefined ? [] : [record.owner])));
  return [...owners.add(owner)].filter((each) => fold(each) === fold(owner));
}

/** Keeps each owner exactly, and lists the sessions of all owners that fold to the same text. */
function listing(fold: (owner: string) => string) {
  return indexing((store, index) => ({
    async listByOwner(owner, page, options) {
      // Refuses bad arguments.
      await index.listByOwner(owner, page, options);
      const sessions: OwnedSession[] = [];
      for (const each of namesakes(store, owner, fold)) {
        sessions.push(...(await index.listByOwner(each, { limit: 1_000_000 }, options)).sessions);
      }
      const { limit, cursor = '' } = page;
      const rest = sessions.filter(({ id }) => id > cursor).toSorted((one, other) => (one.id < other.id ? -1 : 1));
      const last = rest[limit - 1];
      return { sessions: rest.slice(0, limit), ...(last && rest.length > limit && { cursor: last.id }) };
    },
  }));
}

/** Keeps each owner exactly, and removes the sessions of all owners that fold to the same text. */
function deleting(fold: (owner: string) => string) {
  return indexing((store, index) => ({
    async deleteByOwner(owner, filter, options) {
      let deleted = 0;
      for (const each of namesakes(store, owner, fold)) deleted += await index.deleteByOwner(each, filter, options);
      return deleted;
    },
  }));
}

const sha256 = (owner: string) => createHash('sha256').update(owner).digest();
const salted = (owner: string) => sha256(`owner:${owner}`).readUInt16BE() % 1024;

function decoded(owner: string): string {
  try {
    return decodeURIComponent(owner);
  } catch {
    return owner;
  }
}

export const brokenAtAlikeOwners = [
  broken(
    'a list compares 32 bits of CRC-32',
    ['90b'],
    listing((owner) => String(crc32(owner))),
  ),
  broken(
    'deleteByOwner compares 32 bits of CRC-32',
    ['90b'],
    deleting((owner) => String(crc32(owner))),
  ),
  broken(
    'a list compares the first 4 bytes of SHA-256',
    ['90b'],
    listing((owner) => sha256(owner).toString('hex', 0, 4)),
  ),
  broken(
    'deleteByOwner compares the last 2 bytes of SHA-256',
    ['90b'],
    deleting((owner) => sha256(owner).toString('hex', 30)),
  ),
  broken(
    'a list compares some bits of a hash with a salt',
    ['137'],
    listing((owner) => String(salted(owner))),
  ),
  broken(
    'deleteByOwner compares some bits of a hash with a salt',
    ['137'],
    deleting((owner) => String(salted(owner))),
  ),
  broken(
    'a list compares the first 1,024 characters of owners',
    ['90c'],
    listing((owner) => owner.slice(0, 1024)),
  ),
  broken(
    'deleteByOwner compares the first 1,024 characters of owners',
    ['90c'],
    deleting((owner) => owner.slice(0, 1024)),
  ),
  broken(
    'deleteByOwner compares the first 255 characters of owners',
    ['90a'],
    deleting((owner) => owner.slice(0, 255)),
  ),
  broken(
    'a list compares the last 255 characters of owners',
    ['90a'],
    listing((owner) => owner.slice(-255)),
  ),
  broken(
    'deleteByOwner compares 700 bytes of owners',
    ['90a'],
    deleting((owner) => Buffer.from(owner).toString('hex', 0, 700)),
  ),
  broken(
    'deleteByOwner compares digits as doubles',
    ['90a'],
    deleting((owner) => (/^\d+$/.test(owner) ? String(Number(owner)) : owner)),
  ),
  broken(
    'deleteByOwner compares numbers',
    ['90a'],
    deleting((owner) => String(Number(owner) || owner)),
  ),
  broken('deleteByOwner decodes owners like a URL', ['90a'], deleting(decoded)),
  broken(
    'a list takes plus signs for spaces',
    ['90a'],
    listing((owner) => owner.replaceAll('+', ' ')),
  ),
  broken(
    'e-mail addresses are compared in lower case',
    ['90a'],
    deleting((owner) => (owner.includes('@') ? owner.toLowerCase() : owner)),
  ),
  broken(
    'deleteByOwner compares owners in NFKC',
    ['90a'],
    deleting((owner) => owner.normalize('NFKC')),
  ),
  broken(
    'a list compares owners without the spaces around them',
    ['90a'],
    listing((owner) => owner.trim()),
  ),
  broken(
    'an owner of more than 300 characters is cut',
    ['90c'],
    overriding({
      create: (next, [id, record, options]) => next(id, cut(record), options),
      update: (next, [id, record, version, options]) => next(id, cut(record), version, options),
    }),
  ),
  broken(
    'an update whose owner is refused clears the owner',
    ['90c'],
    overriding({
      async update(next, [id, record, version, options]) {
        const { owner = '', ...rest } = record;
        if (owner.length <= 300) return next(id, record, version, options);
        await next(id, rest, version, options);
        throw new RangeError('The owner is too long.');
      },
    }),
  ),
];

function cut({ owner, ...rest }: SessionRecord): SessionRecord {
  return owner === undefined ? rest : { ...rest, owner: owner.slice(0, 300) };
}
