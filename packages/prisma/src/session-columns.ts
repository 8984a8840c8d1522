import { refuseUnknownOptions, SessionError } from '@sess/core';
import { type FieldReference, fieldReferences, type SessionDelegate } from './driver.js';

/** The names of the columns in the Prisma schema: field names, not those of `@map`. */
export interface SessionColumns {
  /** @defaultValue 'id' */
  readonly id: string;
  /** @defaultValue 'payload' */
  readonly payload: string;
  /** @defaultValue 'createdAt' */
  readonly createdAt: string;
  /** @defaultValue 'expiresAt' */
  readonly expiresAt: string;
  /** The owner as it was given, for people to read. @defaultValue 'owner' */
  readonly owner: string;
  /** The owner's SHA-256 in hexadecimal, for queries. @defaultValue 'ownerDigest' */
  readonly ownerDigest: string;
  /** @defaultValue 'revision' */
  readonly revision: string;
}

/** An attribute and the column that keeps it. */
export interface AttributeColumn {
  readonly name: string;
  readonly field: string;
  /** Its type in the Prisma schema, if the client tells. */
  readonly type?: string;
}

const typeOf: Readonly<Record<keyof SessionColumns, 'String' | 'DateTime'>> = {
  id: 'String',
  payload: 'String',
  createdAt: 'DateTime',
  expiresAt: 'DateTime',
  owner: 'String',
  ownerDigest: 'String',
  revision: 'String',
};
const roles = Object.keys(typeOf) as (keyof SessionColumns)[];

/** The types that return a string, a number or a boolean as it was. */
const attributeTypes = ['String', 'Int', 'BigInt', 'Float', 'Boolean'];

/** Returns which column keeps what, and compares it with the model if the client tells what that has. */
export function resolveColumns(
  delegate: SessionDelegate,
  named: Partial<SessionColumns> = {},
  attributes: readonly string[] | Readonly<Record<string, string>> = [],
): { readonly columns: SessionColumns; readonly attributes: readonly AttributeColumn[] } {
  refuseUnknownOptions('PrismaSessionStore.columns', named, roles);
  const columns = Object.fromEntries(roles.map((role) => [role, named[role] ?? role])) as unknown as SessionColumns;
  const entries = Array.isArray(attributes)
    ? attributes.map((name: string): [string, string] => [name, name])
    : Object.entries(attributes as Readonly<Record<string, string>>);

  const fields = [...roles.map((role) => columns[role]), ...entries.map(([, field]) => field)];
  for (const field of fields) {
    if (typeof field !== 'string' || field === '')
      throw invalid('the name of a column must be a string that is not empty');
    if (fields.indexOf(field) !== fields.lastIndexOf(field))
      throw invalid(`the column '${field}' is named for two things`);
  }
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`the attribute '${twice}' is named twice`);

  const known = fieldReferences(delegate);
  if (known) for (const role of roles) checkField(known, columns[role], `columns.${role}`, [typeOf[role]]);
  const resolved = entries.map(([name, field]): AttributeColumn => {
    if (!known) return { name, field };
    const reference = checkField(known, field, `attributes.${name}`, attributeTypes);
    return reference ? { name, field, type: reference.isEnum ? 'String' : reference.typeName } : { name, field };
  });
  return { columns, attributes: resolved };
}

function checkField(
  known: Readonly<Record<string, FieldReference>>,
  field: string,
  option: string,
  types: readonly string[],
): FieldReference | undefined {
  const reference = Object.keys(known).includes(field) ? known[field] : undefined;
  if (!reference) {
    const has = Object.keys(known).join(', ');
    throw invalid(
      `the model has no field '${field}' for ${option} (it has ${has}); add it, or name another in this option`,
    );
  }
  const isKept =
    !reference.isList && (types.includes(reference.typeName) || (reference.isEnum && types === attributeTypes));
  if (isKept) return reference;
  const type = `${reference.typeName}${reference.isList ? '[]' : ''}`;
  throw invalid(`the field '${field}' for ${option} is of type ${type}; it has to be ${types.join(', ')}`);
}

function invalid(problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `PrismaSessionStore: ${problem}`);
}
