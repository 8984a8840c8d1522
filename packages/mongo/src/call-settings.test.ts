import { expect, it } from 'vitest';
import { CallSettings } from './call-settings.js';

const { signal } = new AbortController();

it('uses the primary and a majority, and reads values as they were written', () => {
  const settings = new CallSettings({});
  const asWritten = { promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };
  expect(settings.write()).toEqual({ writeConcern: { w: 'majority' } });
  const read = { ...asWritten, readPreference: 'primary', readConcern: { level: 'majority' } };
  expect(settings.read(undefined)).toEqual(read);
  expect(settings.read(signal, true)).toEqual({ ...read, signal });
});

it('uses another read preference only for reads on which no write depends', () => {
  const settings = new CallSettings({
    readPreference: 'nearest',
    readConcern: { level: 'linearizable' },
    writeConcern: { w: 2 },
  });
  const readConcern = { level: 'linearizable' };
  expect(settings.read(undefined, true)).toMatchObject({ readPreference: 'nearest', readConcern });
  expect(settings.read(undefined)).toMatchObject({ readPreference: 'primary', readConcern });
  expect(settings.write()).toEqual({ writeConcern: { w: 2 } });
});

it.each([
  // Writes, asked for, of a load, of a read that decides about a write.
  [undefined, undefined, 'majority', 'majority'],
  [{ w: 'majority', journal: false }, undefined, 'majority', 'majority'],
  [undefined, 'local', 'local', 'local'],
  [undefined, 'linearizable', 'linearizable', 'linearizable'],
  [undefined, 'snapshot', 'snapshot', 'snapshot'],
  [{ w: 1 }, undefined, undefined, 'local'],
  [{ w: 1 }, 'local', 'local', 'local'],
  [{ w: 1 }, 'linearizable', 'linearizable', 'linearizable'],
  // A refused write may be newer than what a majority has.
  [{ w: 1 }, 'majority', 'majority', 'local'],
  [{}, 'snapshot', 'snapshot', 'local'],
] as const)(
  'with the write concern %o and %s reads %s, and %s before it writes',
  (writeConcern, level, load, decide) => {
    const settings = new CallSettings({
      ...(writeConcern && { writeConcern }),
      ...(level && { readConcern: { level } }),
    });
    const levels = [settings.read(undefined, true), settings.read(undefined)].map(
      (options) => (options as { readConcern?: { level: string } }).readConcern?.level,
    );
    expect(levels).toEqual([load, decide]);
  },
);

it('creates new options for each command, because a driver may write into them', () => {
  const settings = new CallSettings({});
  expect(settings.write()).not.toBe(settings.write());
  expect(settings.read(undefined)).not.toBe(settings.read(undefined));
});
