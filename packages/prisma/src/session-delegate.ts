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
  const hint = 'hand over the delegate of your session model, such as prisma.session';
  if (typeof value !== 'object' || value === null) {
    const cause = 'has the schema no such model, or was the client not generated since?';
    throw new SessionError('INVALID_OPTION', `PrismaSessionStore was given ${String(value)}: ${hint}; ${cause}`);
  }
  const given = value as Fields;
  if (calls.every((call) => typeof given[call] === 'function')) return;
  const what =
    typeof given['$connect'] === 'function' ? 'the whole Prisma client' : 'an object that is no model delegate';
  throw new SessionError('INVALID_OPTION', `PrismaSessionStore was given ${what}: ${hint}`);
}

/** What the delegate tells of its columns; `undefined` where it tells nothing. */
export function fieldReferences(delegate: SessionDelegate): Readonly<Record<string, FieldReference>> | undefined {
  const { fields } = delegate as SessionDelegate & { readonly fields?: Readonly<Record<string, FieldReference>> };
  return typeof fields === 'object' && fields !== null ? fields : undefined;
}
