import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Change = (record: SealedRecord) => SealedRecord;

/** Changes the record that it seals. */
function sealing(change: Change): typeof RevokingStore {
  return class extends RevokingStore {
    override write(record: SealedRecord): string {
      return super.write(change(record));
    }
  };
}

/** Changes the record that it opens. */
function opening(change: (record: SealedRecord) => SealedRecord | undefined): typeof RevokingStore {
  return class extends RevokingStore {
    override read(text: string): SealedRecord | undefined {
      const record = super.read(text);
      return record && change(record);
    }
  };
}

function payload(change: (payload: string) => string): typeof RevokingStore {
  return sealing((record) => ({ ...record, payload: change(record.payload) }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Encodes parts of the text, each alone. */
function inParts(text: string): string {
  return (text.match(/[^]{1,1024}/g) ?? []).map((part) => Buffer.from(part).toString()).join('');
}

let opened = 0;

/** Opens each token once and caches the record. */
class Remembering extends RevokingStore {
  readonly #known = new Map<string, Unsealed | undefined>();

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    if (!this.#known.has(token)) this.#known.set(token, await super.unseal(token, context, options));
    return this.#known.get(token);
  }
}

export const brokenKeptRecords = [
  broken(
    'the owner is dropped',
    ['7'],
    sealing(({ owner: _owner, ...record }) => record),
  ),
  broken(
    'no owner becomes an empty one',
    ['7'],
    opening((record) => ({ ...record, owner: record.owner ?? '' })),
  ),
  broken(
    'owners are trimmed and folded',
    ['7'],
    sealing(({ owner, ...record }) =>
      owner === undefined ? record : { ...record, owner: owner.trim().toLowerCase() },
    ),
  ),
  broken(
    'createdAt loses its milliseconds',
    ['7'],
    sealing((record) => ({ ...record, createdAt: Math.floor(record.createdAt / 1000) * 1000 })),
  ),
  broken(
    'a record gets a new id each time it is opened',
    ['7', '46'],
    opening((record) => ({ ...record, id: `${record.id.slice(0, 30)}${++opened}` })),
  ),
  broken('opened records are cached and shared', ['19', '45', '110a', '110b'], Remembering),
  broken(
    'a payload that is falsy in JSON is treated as absent',
    ['72'],
    opening((record) => (parsed(record.payload) ? record : undefined)),
  ),
  broken(
    'the payload is read as JSON and written again',
    ['73'],
    payload((text) => JSON.stringify(parsed(text))),
  ),
  broken(
    'percent signs are decoded',
    ['74c'],
    payload((text) => text.replaceAll('%20', ' ')),
  ),
  broken('text is encoded in parts of 1,024 units', ['76c'], payload(inParts)),
  broken(
    'line ends are converted',
    ['74', '75'],
    payload((text) => text.replaceAll('\r\n', '\n')),
  ),
  broken(
    'the payload is trimmed',
    ['75'],
    payload((text) => text.trim()),
  ),
  broken(
    'the payload is normalized',
    ['75'],
    payload((text) => text.normalize('NFC')),
  ),
  broken(
    'the payload is written as Latin-1',
    ['75', '79'],
    payload((text) => Buffer.from(text, 'latin1').toString('latin1')),
  ),
  broken(
    'a payload is cut after 255 bytes',
    ['76'],
    payload((text) => Buffer.from(text).subarray(0, 255).toString()),
  ),
];

/** Revokes only tokens with the same deadline. */
class RevokesTokens extends RevokingStore {
  override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
    return super.revoke({ ...record, id: `${record.id} ${record.expiresAt}` }, options);
  }

  override isLive(record: SealedRecord): boolean {
    return super.isLive({ ...record, id: `${record.id} ${record.expiresAt}` });
  }
}

export const brokenRevocations = [
  broken(
    'revoke does nothing',
    ['45', '46'],
    class extends RevokingStore {
      override revoke(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  broken('revoke ends one token instead of the record', ['45'], RevokesTokens),
  broken(
    'each instance has its own revocations',
    ['45'],
    class extends RevokingStore {
      constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
        super({ ...options, revocations: { ...options.revocations, ids: new Map() } });
      }
    },
  ),
  broken(
    'revoke ends all sessions of the owner',
    ['46'],
    class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        return super.revoke({ ...record, id: record.owner ?? record.id }, options);
      }

      override isLive(record: SealedRecord): boolean {
        return super.isLive({ ...record, id: record.owner ?? record.id });
      }
    },
  ),
  broken(
    'revoking twice is an error',
    ['46'],
    class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        if (this.revocations.ids.has(record.id)) throw new Error('Duplicate key.');
        return super.revoke(record, options);
      }
    },
  ),
  broken(
    'the last revocation decides the deadline',
    ['46b'],
    class extends RevokingStore {
      override revoke({ id, expiresAt }: SealedRecord): Promise<void> {
        this.reached.ids.set(id, expiresAt);
        return Promise.resolve();
      }
    },
  ),
  broken(
    'of two revocations at once the last to be stored counts',
    ['46c'],
    class extends RevokingStore {
      override async revoke({ id, expiresAt }: SealedRecord, options?: CallOptions): Promise<void> {
        this.begin(options);
        const former = this.reached.ids.get(id) ?? 0;
        for (let turn = 0; turn < 2; turn++) await Promise.resolve();
        this.reached.ids.set(id, Math.max(former, expiresAt));
      }
    },
  ),
  broken(
    'the first revocation decides the deadline',
    ['46b'],
    class extends RevokingStore {
      override async revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        if (!this.revocations.ids.has(record.id)) return super.revoke(record, options);
      }
    },
  ),
  broken(
    'a revocation after the latest deadline is refused',
    ['46b'],
    class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        this.refuseTooLarge(record);
        return super.revoke(record, options);
      }
    },
  ),
];
