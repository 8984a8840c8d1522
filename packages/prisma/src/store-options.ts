import { refuseUnknownOptions, SessionError } from '@sess/core';
import type { SessionColumns } from './session-columns.js';

/** How a `PrismaSessionStore` finds its columns, and what it keeps. */
export interface PrismaSessionStoreOptions {
  /** Names of the model's fields, where they differ from those of `session.prisma`. */
  readonly columns?: Partial<SessionColumns>;
  /**
   * The attributes that have a column of their own: their names, or a field's name for each.
   *
   * @defaultValue none
   * @example
   * ```ts
   * new PrismaSessionStore(prisma.session, { attributes: ['accountId'] });
   * ```
   */
  readonly attributes?: readonly string[] | Readonly<Record<string, string>>;
  /** The longest payload, in bytes of UTF-8. @defaultValue 1 MiB */
  readonly maxPayloadBytes?: number;
  /** Epoch milliseconds: it decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

const optionNames: readonly (keyof PrismaSessionStoreOptions)[] = ['columns', 'attributes', 'maxPayloadBytes', 'clock'];

/** Refuses what is unknown or makes no sense, by its name; callers without types may hand over anything. */
export function checkOptions(options: PrismaSessionStoreOptions): void {
  refuseUnknownOptions('PrismaSessionStore', options, optionNames);
  const { columns, attributes, maxPayloadBytes, clock } = options;
  if (columns !== undefined && !isObject(columns)) throw invalid('columns', 'must be an object that names fields');
  if (attributes !== undefined && !isObject(attributes)) {
    throw invalid('attributes', 'must be a list of names, or an object that names a field for each');
  }
  if (maxPayloadBytes !== undefined && !(Number.isSafeInteger(maxPayloadBytes) && maxPayloadBytes > 0)) {
    throw invalid('maxPayloadBytes', 'must be a positive integer');
  }
  if (clock !== undefined && typeof clock !== 'function') {
    throw invalid('clock', 'must be a function that answers with epoch milliseconds');
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function invalid(option: string, problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `PrismaSessionStore.${option} ${problem}`);
}
