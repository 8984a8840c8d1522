import { describe, expect, it } from 'vitest';
import { areSameSettings, mergeSettings, type Settings } from './session-settings.js';

const guest: Settings = { owner: undefined, lifetime: undefined, expiry: undefined, started: false };

describe('merging settings that two requests changed', () => {
  const others: readonly Partial<Settings>[] = [
    { lifetime: 'long' },
    { expiry: { after: 5000 } },
    { started: true },
    { owner: 'alice' },
  ];

  it('keeps a setting that only the other request changed', () => {
    for (const theirs of others) {
      for (const mine of others) {
        const merged = mergeSettings(guest, { ...guest, ...theirs }, { ...guest, ...mine });
        // A sign-in inherits nothing of a guest.
        const isSignIn = mine.owner !== undefined && theirs.owner === undefined;
        expect(merged).toEqual(isSignIn ? { ...guest, ...mine } : { ...guest, ...theirs, ...mine });
      }
    }
  });

  it('keeps its own value of a setting that both requests changed', () => {
    const was: Settings = { owner: 'alice', lifetime: 'long', expiry: 'browser-close', started: true };
    const mine: Settings = { ...was, lifetime: 'short', expiry: { at: 1 } };
    const theirs: Settings = { ...was, lifetime: undefined, expiry: { at: 2 }, started: false };
    expect(mergeSettings(was, theirs, mine)).toEqual({ ...mine, started: false });
  });

  it("keeps the other request's settings if both signed in the same owner", () => {
    const theirs: Settings = { owner: 'alice', lifetime: 'long', expiry: { after: 5000 }, started: true };
    expect(mergeSettings(guest, theirs, { ...guest, owner: 'alice' })).toEqual(theirs);
  });

  it('keeps no setting of the former or of another owner', () => {
    const was: Settings = { ...guest, owner: 'alice' };
    const mine: Settings = { ...guest, owner: 'bob' };
    const theirs: Settings = { owner: 'alice', lifetime: 'long', expiry: { after: 5000 }, started: true };
    expect(mergeSettings(was, theirs, mine)).toBe(mine);
    expect(mergeSettings(was, { ...theirs, owner: 'bob' }, mine)).toBe(mine);
    expect(mergeSettings(guest, theirs, mine)).toBe(mine);
  });

  it('returns the stored settings if this request changed none', () => {
    const theirs: Settings = { ...guest, lifetime: 'long' };
    expect(mergeSettings(guest, theirs, guest)).toBe(theirs);
  });
});

it('compares each setting by value', () => {
  const settings: Settings = { owner: 'alice', lifetime: 'long', expiry: { after: 5000 }, started: true };
  expect(areSameSettings(settings, { ...settings, expiry: { after: 5000 } })).toBe(true);
  const changes: readonly Partial<Settings>[] = [
    { owner: 'bob' },
    { lifetime: undefined },
    { expiry: { after: 5001 } },
    { expiry: undefined },
    { started: false },
  ];
  for (const change of changes) expect(areSameSettings(settings, { ...settings, ...change })).toBe(false);
});
