import type { KeyedStore } from '@sess/core';
import type { MongoSessionStore, SessionCollection } from '../../src/index.js';

/**
 * `writes`: a write of several documents, which the driver does not repeat. `repeatable delete`: a write whose
 * repetition has the same result.
 */
export type CommandKind = 'read' | 'write' | 'writes' | 'repeatable delete';

/** A call of the store, and ways to find out whether it was applied. */
export interface Prepared {
  readonly call: () => Promise<unknown>;
  /** Reads the database without the store and the proxy. */
  readonly isApplied: () => Promise<boolean>;
  /** Whether the result says that it was applied. */
  readonly saysApplied: (result: unknown) => boolean;
}

/** One command of one verb: a row of the table. */
export interface CommandUnderTest {
  readonly title: string;
  /** The command that the fault happens to. */
  readonly command: 'find' | 'aggregate' | 'insert' | 'update' | 'delete' | 'listIndexes' | 'createIndexes';
  readonly kind: CommandKind;
  /** The call needs a collection without indexes. */
  readonly makesIndexes?: true;
  /** Sets up the call. */
  prepare(store: MongoSessionStore, raw: SessionCollection, others: KeyedStore): Promise<Prepared>;
}
