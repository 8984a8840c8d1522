import { SessionError } from '@sess/core';

/** Columns by their names in the Prisma schema, or conditions on them. */
export type Fields = Record<string, unknown>;

/**
 * The slice of a Prisma model delegate that the store calls: `prisma.session`, whatever the model is called.
 *
 * Parameters are optional because those of generated delegates are, and loose because generated ones are generic:
 * anything stricter refuses the very clients it is meant for.
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
}

const calls = ['createMany', 'findUnique', 'findMany', 'updateMany', 'deleteMany'] as const;

/** What a generated delegate tells of a column; Prisma documents it as field references. */
export interface FieldReference {
  readonly typeName: string;
  readonly isList?: boolean;
  readonly isEnum?: boolean;
}

/** Refuses what is no delegate, for callers without types. */
export function assertDelegate(value: unknown): asserts value is SessionDelegate {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Fields;
  if (calls.every((call) => typeof given[call] === 'function')) return;
  const hint = 'hand over the delegate of your session model, such as prisma.session';
  throw new SessionError('INVALID_OPTION', `PrismaSessionStore was given ${describe(value)}: ${hint}`);
}

/** What was given instead, without what is in it: a text may be the address of a database. */
function describe(value: unknown): string {
  if (value === undefined || value === null) {
    return `${String(value)} (has the schema no such model, or was the client not generated since?)`;
  }
  if (typeof value === 'function') return 'a function or a class';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const given = value as Fields;
  if (typeof given['then'] === 'function') return 'a promise (await it)';
  if (typeof given['$connect'] === 'function' || typeof given['$queryRaw'] === 'function') {
    return 'the whole Prisma client';
  }
  const missing = calls.filter((call) => typeof given[call] !== 'function');
  if (missing.length === calls.length) return 'an object that is no model delegate';
  return `a delegate without ${missing.join(', ')} (is it that of a view, or of a database that has none of these?)`;
}

/** What the delegate tells of its columns; `undefined` where it tells nothing. */
export function fieldReferences(delegate: SessionDelegate): Readonly<Record<string, FieldReference>> | undefined {
  const { fields } = delegate as SessionDelegate & { readonly fields?: Readonly<Record<string, FieldReference>> };
  return typeof fields === 'object' && fields !== null ? fields : undefined;
}
