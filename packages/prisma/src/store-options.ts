import type { StoreLimits } from '@sess/core';
import { checkOptions, clockRule, type OptionRule, countRule } from '@sess/core/store';
import type { SessionColumns } from './session-columns.js';

/** Options of a `PrismaSessionStore`. */
export interface PrismaSessionStoreOptions {
  /** The names of the model's fields, if they differ from those of `session.prisma`. */
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
  /** Returns epoch milliseconds; decides what is expired. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

const isObject: OptionRule[0] = (value) => typeof value === 'object' && value !== null;

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` that names the option */
export function checkStoreOptions(options: PrismaSessionStoreOptions): void {
  checkOptions('PrismaSessionStore', options, {
    columns: [isObject, 'must be an object that names fields'],
    attributes: [isObject, 'must be a list of names, or an object that names a field for each'],
    maxPayloadBytes: countRule,
    clock: clockRule,
  });
}

/** The end of the year 9999: the last millisecond that DATETIME of MySQL and the text form of SQLite have. */
const maxExpiresAt = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export function limitsOf({ maxPayloadBytes = 1_048_576 }: PrismaSessionStoreOptions): StoreLimits {
  return Object.freeze({ maxPayloadBytes, expiryGranularityMs: 1, maxExpiresAt, durable: true });
}
