import type { AttributeValue } from '@sess/core';
import { show } from '../../suite/expect.js';
import type { Cell, Kept } from './cell.js';

type Fields = Readonly<Record<string, unknown>>;

/** Sentences about what the contract demands, where a result contradicts it. */
export class Demand {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Returns the cell with what the result shows of its record, or what the contract demands of the result instead. */
export function shownRecord(seen: unknown, cell: Cell, kept: Kept, what: string): Cell | Demand {
  const fields = fieldsOf(seen);
  if (!fields) return new Demand(`${what} must be the record.`);
  const deadline = shownListed(fields, cell, kept, what);
  if (deadline instanceof Demand) return deadline;
  for (const name of ['payload', 'owner', 'revision'] as const) {
    if (fields[name] !== kept[name]) return new Demand(`${what} must have the ${name} ${briefly(kept[name])}.`);
  }
  return shownVersion(fields['version'], deadline, what);
}

/** The same for an entry of a list, which has fewer fields. */
export function shownListed(fields: Fields, cell: Cell, kept: Kept, what: string): Cell | Demand {
  if (fields['createdAt'] !== kept.createdAt) return new Demand(`${what} must have the createdAt ${kept.createdAt}.`);
  const { expiresAt } = fields;
  if (typeof expiresAt !== 'number' || !(expiresAt >= kept.earliest && expiresAt <= kept.latest)) {
    const { earliest, latest } = kept;
    const wanted = earliest === latest ? `the expiresAt ${earliest}` : `an expiresAt from ${earliest} to ${latest}`;
    return new Demand(`${what} must have ${wanted}.`);
  }
  if (!isSameAttributes(fields['attributes'], kept.attributes)) {
    return new Demand(`${what} must have the attributes ${show(kept.attributes ?? {})}.`);
  }
  return { ...cell, kept: { ...kept, earliest: expiresAt, latest: expiresAt } };
}

/** Returns the cell with the version of its record; the name of a state never changes, and is never used again. */
export function shownVersion(version: unknown, cell: Cell, what: string): Cell | Demand {
  const { kept, used } = cell;
  if (!kept) return cell;
  if (typeof version !== 'string' || version === '') return new Demand(`${what} must have a version that is text.`);
  if (kept.version === version) return cell;
  if (kept.version !== undefined)
    return new Demand(`${what} must have the version that the record has had since it was written.`);
  if (used.includes(version)) return new Demand(`${what} must have a new version: this id has had that one before.`);
  return { kept: { ...kept, version }, used: [...used, version] };
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** An attribute that is null equals an absent one. */
function isSameAttributes(seen: unknown, kept: Kept['attributes']): boolean {
  if (seen !== undefined && seen !== null && !fieldsOf(seen)) return false;
  const [one, other] = [given(fieldsOf(seen)), given(kept)];
  return one.length === other.length && one.every(([name, value]) => kept?.[name] === value);
}

function given(attributes: Fields | Readonly<Record<string, AttributeValue>> = {}): [string, unknown][] {
  return Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
}

/** Shows a value in a few words: long texts by their beginning and their length. */
export function briefly(value: unknown): string {
  if (typeof value !== 'string' || value.length <= 40) return show(value);
  return `${show(value.slice(0, 12))}… (${value.length} units, ${Buffer.byteLength(value)} bytes)`;
}
