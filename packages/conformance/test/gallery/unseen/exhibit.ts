import type { KeyedStore, Serializer } from '@sess/core';
import { everyAbility } from '../../varied-store.js';
import type { SealedSubject, SerializerSubject, StoreSubject } from '../../../src/index.js';
import { revokingSubject, type SealingClass } from '../../sealed/sealing-subject.js';
import { tableSubject } from '../../serializer/sound-subjects.js';
import { RowClient, RowServer } from './row-server.js';
import type { RowOptions } from './row-store.js';

export type KeyedClass = new (client: RowClient, options: RowOptions) => KeyedStore;

/** A keyed store with one mistake, or a correct one that is unusual. */
export interface KeyedExhibit {
  /** What it does wrong, or what is unusual. */
  readonly name: string;
  /** The part of the store contract that it concerns. */
  readonly topic: string;
  readonly store: KeyedClass;
  /** Where its subject differs from that of `RowStore`. */
  readonly subject?: Partial<StoreSubject>;
}

/** A sealed store with one mistake, or a correct one that is unusual. */
export interface SealedExhibit {
  readonly name: string;
  readonly topic: string;
  readonly store: SealingClass;
  /** Where its subject differs from that of `RevokingStore`. */
  readonly subject?: Partial<SealedSubject>;
}

/** A serializer with one mistake, or a correct one that is unusual. */
export interface SerializerExhibit {
  readonly name: string;
  readonly topic: string;
  readonly serializer: Serializer;
  /** Where its subject differs from that of `TableSerializer`. */
  readonly subject?: Partial<SerializerSubject>;
}

/** Returns the subject of an exhibit on a new server. It claims everything. */
export function keyedSubject({ name, store, subject }: KeyedExhibit): StoreSubject {
  const server = new RowServer();
  for (const table of ['sessions', 'sessions_of_another_application']) server.createTable(table);
  const open = (options: RowOptions) => {
    const client = new RowClient(server);
    return Promise.resolve({ store: new store(client, options), ping: () => client.query('read', () => true) });
  };
  return {
    name,
    claims: everyAbility,
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] },
    open: ({ clock }) => open({ clock }),
    openElsewhere: ({ clock }) => open({ clock, table: 'sessions_of_another_application' }),
    construct: (options) => new store(new RowClient(server), options),
    dump: () => server.dump(),
    outage: server,
    unprepared: { open: ({ clock }) => open({ clock, table: 'missing' }), remedy: /CREATE TABLE/ },
    forget: () => server.forget(),
    ...subject,
  };
}

/** Returns the subject of an exhibit. It claims everything. */
export function sealedSubject({ name, store, subject }: SealedExhibit): SealedSubject {
  const { openUnreachable, ...base } = revokingSubject(name, store);
  const merged = { ...base, ...subject };
  // Without revocations there is nothing that cannot be reached.
  return merged.claims?.includes('revoke') && openUnreachable ? { ...merged, openUnreachable } : merged;
}

/** Returns the subject of an exhibit. It keeps what `TableSerializer` keeps. */
export function serializerSubject({ name, serializer, subject }: SerializerExhibit): SerializerSubject {
  return { ...tableSubject, name, serializer, ...subject };
}
