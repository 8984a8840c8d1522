import type { AttributeValue, SessionRecord } from '@sess/core';
import { broken, overriding } from './broken-store.js';

/** Changes each record that is written. */
function writing(change: (record: SessionRecord) => SessionRecord) {
  return overriding({
    create: (next, [id, record, options]) => next(id, change(record), options),
    update: (next, [id, record, version, options]) => next(id, change(record), version, options),
  });
}

function valued(change: (value: AttributeValue) => AttributeValue) {
  return writing(({ attributes = {}, ...record }) => ({
    ...record,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, change(value)])),
  }));
}

const numbered = (change: (value: number) => number) =>
  valued((value) => (typeof value === 'number' ? change(value) : value));
const texted = (change: (value: string) => AttributeValue) =>
  valued((value) => (typeof value === 'string' ? change(value) : value));
const revised = (change: (revision: string) => string) =>
  writing((record) => ({ ...record, revision: change(record.revision) }));

export const brokenAtExactValues = [
  broken('numbers of attributes are rounded', ['138'], numbered(Math.round)),
  broken(
    'numbers of attributes have 32 bits',
    ['138'],
    numbered((value) => (Number.isInteger(value) ? value | 0 : value)),
  ),
  broken(
    'numbers of attributes are capped at 32 bits',
    ['138'],
    numbered((value) => Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value))),
  ),
  broken('numbers of attributes have single precision', ['138'], numbered(Math.fround)),
  broken(
    'numbers of attributes have two decimals',
    ['138'],
    numbered((value) => Number(value.toFixed(2))),
  ),
  broken(
    'numbers of attributes lose their sign',
    ['138'],
    numbered((value) => Math.abs(value)),
  ),
  broken(
    'numbers of attributes have 15 digits',
    ['138'],
    numbered((value) => Number(value.toPrecision(15))),
  ),
  broken(
    'numbers of attributes over 2^53 become text',
    ['138'],
    valued((value) => (typeof value === 'number' && value > 2 ** 53 ? String(value) : value)),
  ),
  broken(
    'attributes are cut at 32 characters',
    ['138'],
    texted((value) => value.slice(0, 32)),
  ),
  broken(
    'attributes are cut at 255 characters',
    ['138'],
    texted((value) => value.slice(0, 255)),
  ),
  broken(
    'attributes are trimmed',
    ['138'],
    texted((value) => value.trim()),
  ),
  broken(
    'attributes are trimmed at the end',
    ['138'],
    texted((value) => value.trimEnd()),
  ),
  broken(
    'attributes are normalized',
    ['138'],
    texted((value) => value.normalize()),
  ),
  broken(
    'attributes are kept in lower case',
    ['138'],
    texted((value) => value.toLowerCase()),
  ),
  broken(
    'digits in attributes become numbers',
    ['138'],
    texted((value) => (/^\d+$/.test(value) ? Number(value) : value)),
  ),
  broken(
    'texts in attributes become JSON values',
    ['138'],
    texted((value) => (value === 'true' ? true : value === 'null' ? null : value)),
  ),
  broken(
    'an empty text in attributes becomes null',
    ['138'],
    texted((value) => value || null),
  ),
  broken(
    'an update whose attribute is refused writes the rest of its record',
    ['138'],
    overriding({
      async update(next, [id, record, version, options]) {
        const { attributes = {}, ...rest } = record;
        const isLong = Object.values(attributes).some((value) => typeof value === 'string' && value.length > 100);
        const result = await next(id, isLong ? rest : record, version, options);
        if (isLong) throw new RangeError('An attribute is too long.');
        return result;
      },
    }),
  ),
  broken(
    'null in an update keeps the former value',
    ['139'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const former = (await store.server.load(id))?.attributes ?? {};
        const entries = Object.entries(record.attributes ?? {}).map(([name, value]) => [name, value ?? former[name]]);
        const kept = Object.fromEntries(entries) as Record<string, AttributeValue>;
        return next(id, record.attributes ? { ...record, attributes: kept } : record, version, options);
      },
    }),
  ),
  broken(
    'an update merges attributes with the former ones',
    ['35c', '139'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const former = (await store.server.load(id))?.attributes ?? {};
        return next(id, { ...record, attributes: { ...former, ...record.attributes } }, version, options);
      },
    }),
  ),
  broken(
    'an update to no attributes at all keeps the former ones',
    ['139'],
    overriding({
      async update(next, [id, record, version, options], store) {
        const { attributes = {} } = (await store.server.load(id)) ?? {};
        const isEmpty = record.attributes && Object.keys(record.attributes).length === 0;
        return next(id, isEmpty ? { ...record, attributes } : record, version, options);
      },
    }),
  ),
  broken(
    'revisions are trimmed',
    ['140'],
    revised((revision) => revision.trim()),
  ),
  broken(
    'revisions are kept in lower case',
    ['140'],
    revised((revision) => revision.toLowerCase()),
  ),
  broken(
    'revisions of digits become numbers',
    ['140'],
    revised((revision) => (/^\d+$/.test(revision) ? String(Number(revision)) : revision)),
  ),
  broken(
    'revisions that look like numbers become numbers',
    ['140'],
    revised((revision) => String(Number(revision) || revision)),
  ),
  broken(
    'revisions are cut at 64 characters',
    ['140'],
    revised((revision) => revision.slice(0, 64)),
  ),
  broken(
    'a touch keeps its revision in lower case',
    ['140'],
    overriding({
      touch: (next, [id, expiresAt, version, revision, options]) =>
        next(id, expiresAt, version, revision.toLowerCase(), options),
    }),
  ),
];
