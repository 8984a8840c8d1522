import { SessionError } from '@sess/core';

/** Columns by their names in the Prisma schema, or conditions on them. */
export type Fields = Record<string, unknown>;

/**
 * The part of a Prisma model delegate that the store calls: `prisma.session`, whatever the model is called.
 *
 * Parameters are optional and loose, because those of generated delegates are optional and generic. Anything stricter
 * would refuse the clients it is meant for.
 */
export interface SessionDelegate {
  createMany(args?: { data: Fields | Fields[] }): PromiseLike<{ readonly count: number }>;
  findUnique(args?: { where: Fields; select?: Fields | null }): PromiseLike<Fields | null>;
  findMany(args?: {
    where?: Fields;
    select?: Fields | null;
    take?: number;
    orderBy?: Fields | Fields[];
  }): PromiseLike<Fields[]>;
  updateMany(args?: { where?: Fields; data: Fields }): PromiseLike<{ readonly count: number }>;
  deleteMany(args?: { where?: Fields }): PromiseLike<{ readonly count: number }>;
  /** Every generated delegate has it. Without it, the store cannot count expired sessions. */
  count?(args?: { where?: Fields; take?: number }): PromiseLike<unknown>;
}

const calls = ['createMany', 'findUnique', 'findMany', 'updateMany', 'deleteMany'] as const;

/** What a generated delegate tells about a column. Prisma documents it as field references. */
export interface FieldReference {
  readonly typeName: string;
  readonly isList?: boolean;
  readonly isEnum?: boolean;
}

/** @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a delegate, for callers without types */
export function assertDelegate(value: unknown): asserts value is SessionDelegate {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Fields;
  if (calls.every((call) => typeof given[call] === 'function')) return;
  const hint = 'hand over the delegate of your session model, such as prisma.session';
  throw new SessionError('INVALID_OPTION', `PrismaSessionStore was given ${describe(value)}: ${hint}`);
}

/** Says what was given instead, without its content: a string may be the address of a database. */
function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return `${String(value)} (does the schema lack such a model, or does the client have to be generated again?)`;
  }
  if (typeof value === 'function') return 'a function or a class';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const given = value as Fields;
  if (typeof given['then'] === 'function') return 'a promise (await it)';
  if (typeof given['$connect'] === 'function' || typeof given['$queryRaw'] === 'function') {
    return 'the whole Prisma client';
  }
  const missing = calls.filter((call) => typeof given[call] !== 'function');
  if (missing.length === calls.length) return 'an object that is not a model delegate';
  return `a delegate without ${missing.join(', ')} (is it the delegate of a view, or of a database that has none of these?)`;
}

/** Returns what the delegate tells about its columns; `undefined` when it tells nothing. */
export function fieldReferences(delegate: SessionDelegate): Readonly<Record<string, FieldReference>> | undefined {
  const { fields } = delegate as SessionDelegate & { readonly fields?: Readonly<Record<string, FieldReference>> };
  return typeof fields === 'object' && fields !== null ? fields : undefined;
}
