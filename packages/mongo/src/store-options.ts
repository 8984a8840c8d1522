import { refuseUnknownOptions, SessionError } from '@sess/core';

/** How a `MongoSessionStore` keeps sessions, and how sure it wants to be. */
export interface MongoSessionStoreOptions {
  /**
   * `text`: the payload is one string. `document`: it is a document of its own that queries can look into, wherever MongoDB
   * gives back the very same text for it; elsewhere a string too. Both read what the other wrote.
   *
   * @defaultValue 'text'
   */
  readonly payload?: 'text' | 'document';
  /** The longest payload, in bytes of UTF-8; at most 15 MiB, because a document ends at 16. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /**
   * When a write counts as done. With less than `majority`, an election can undo what was acknowledged: a session then lacks
   * its last change, or one that was signed out is back.
   *
   * @defaultValue `{ w: 'majority' }`
   */
  readonly writeConcern?: SessionWriteConcern;
  /**
   * Where `load` and lists read. Anything but `primary` can miss the last seconds: a session that was just created, or one
   * that was just revoked. What decides about a write is read from the primary in any case.
   *
   * @defaultValue 'primary'
   */
  readonly readPreference?: ReadPreferenceMode | object;
  /**
   * Which writes a read sees. `majority` sees none that an election can undo; `linearizable` also rules out an old primary
   * that does not know of its successor yet, and costs a trip between the servers.
   *
   * @defaultValue what the collection, its database or the client is set to
   */
  readonly readConcern?: {
    readonly level: 'local' | 'available' | 'majority' | 'linearizable' | 'snapshot';
  };
  /**
   * Whether queries by owner, and their index, say that text compares by bytes. `false` for servers that refuse a collation, as Amazon
   * DocumentDB before 8.0 does. Sessions of another owner are never listed or ended, whatever the server takes for equal.
   *
   * @defaultValue true
   */
  readonly collation?: boolean;
  /** Epoch milliseconds: it decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/** As the driver takes it; `w: 0` is refused, because nobody could say what became of such a write. */
export interface SessionWriteConcern {
  readonly w?: number | 'majority' | (string & {});
  /** Whether the journal has to be on disk. */
  readonly journal?: boolean;
  /** How long the server waits for the others. What ends so is an unknown outcome. */
  readonly wtimeoutMS?: number;
}

/** The driver's names for where to read. */
export type ReadPreferenceMode = 'primary' | 'primaryPreferred' | 'secondary' | 'secondaryPreferred' | 'nearest';

const optionNames: readonly (keyof MongoSessionStoreOptions)[] = [
  'payload',
  'maxPayloadBytes',
  'writeConcern',
  'readPreference',
  'readConcern',
  'collation',
  'clock',
];
const readPreferences: readonly unknown[] = [
  'primary',
  'primaryPreferred',
  'secondary',
  'secondaryPreferred',
  'nearest',
] satisfies ReadPreferenceMode[];
const readConcerns: readonly unknown[] = ['local', 'available', 'majority', 'linearizable', 'snapshot'];

/** 16 MiB are a document's; the rest is for owner, attributes and names. */
const mostPayloadBytes = 15 * 1024 * 1024;

/** Refuses what is unknown or makes no sense, by its name; callers without types may hand over anything. */
export function checkOptions(options: MongoSessionStoreOptions): void {
  refuseUnknownOptions('MongoSessionStore', options, optionNames);
  const { payload, maxPayloadBytes, readPreference, readConcern, collation, clock } = options;
  if (payload !== undefined && payload !== 'text' && payload !== 'document') {
    throw invalid('payload', "must be 'text' or 'document'");
  }
  if (maxPayloadBytes !== undefined && !(isCount(maxPayloadBytes) && maxPayloadBytes <= mostPayloadBytes)) {
    throw invalid('maxPayloadBytes', `must be a positive integer of at most ${mostPayloadBytes}`);
  }
  if (readPreference !== undefined && !isObject(readPreference) && !readPreferences.includes(readPreference)) {
    throw invalid('readPreference', `must be one of ${readPreferences.join(', ')}, or a ReadPreference of the driver`);
  }
  if (readConcern !== undefined && !(isObject(readConcern) && readConcerns.includes(readConcern.level))) {
    throw invalid('readConcern', `must be { level }, and that one of ${readConcerns.join(', ')}`);
  }
  if (collation !== undefined && typeof collation !== 'boolean') throw invalid('collation', 'must be true or false');
  if (clock !== undefined && typeof clock !== 'function') {
    throw invalid('clock', 'must be a function that answers with epoch milliseconds');
  }
  checkWriteConcern(options.writeConcern);
}

function checkWriteConcern(writeConcern: SessionWriteConcern | undefined): void {
  if (writeConcern === undefined) return;
  if (!isObject(writeConcern)) throw invalid('writeConcern', "must be an object such as { w: 'majority' }");
  refuseUnknownOptions('MongoSessionStore.writeConcern', writeConcern, ['w', 'journal', 'wtimeoutMS']);
  const { w = 1, journal, wtimeoutMS } = writeConcern;
  if (typeof w === 'string' ? w === '' : !isCount(w)) {
    throw invalid(
      'writeConcern.w',
      'must be a positive integer, or a name: of a write without an answer nobody knows the end',
    );
  }
  if (journal !== undefined && typeof journal !== 'boolean') throw invalid('writeConcern.journal', 'must be a boolean');
  if (wtimeoutMS !== undefined && !isCount(wtimeoutMS))
    throw invalid('writeConcern.wtimeoutMS', 'must be a positive integer');
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function invalid(option: string, problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MongoSessionStore.${option} ${problem}`);
}
