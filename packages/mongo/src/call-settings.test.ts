import { expect, it } from 'vitest';
import { CallSettings } from './call-settings.js';

const { signal } = new AbortController();

it('uses the primary and a majority, and reads values as they were written', () => {
  const settings = new CallSettings({});
  const asWritten = { promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };
  expect(settings.write()).toEqual({ writeConcern: { w: 'majority' } });
  expect(settings.read(undefined)).toEqual({ ...asWritten, readPreference: 'primary' });
  expect(settings.read(signal, true)).toEqual({ ...asWritten, readPreference: 'primary', signal });
});

it('uses another read preference only for reads on which no write depends', () => {
  const settings = new CallSettings({
    readPreference: 'nearest',
    readConcern: { level: 'majority' },
    writeConcern: { w: 2 },
  });
  const readConcern = { level: 'majority' };
  expect(settings.read(undefined, true)).toMatchObject({ readPreference: 'nearest', readConcern });
  expect(settings.read(undefined)).toMatchObject({ readPreference: 'primary', readConcern });
  expect(settings.write()).toEqual({ writeConcern: { w: 2 } });
});

it('creates new options for each command, because a driver may write into them', () => {
  const settings = new CallSettings({});
  expect(settings.write()).not.toBe(settings.write());
  expect(settings.read(undefined)).not.toBe(settings.read(undefined));
});
