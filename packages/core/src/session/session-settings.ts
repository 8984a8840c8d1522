import { SessionError } from '../contract/errors.js';
import type { Expiry } from '../options/lifetimes.js';
import type { Base } from './base.js';
import type { SessionContext } from './session-context.js';

/** The properties of a session beside its data. The next write stores all of them. */
export interface Settings {
  readonly owner: string | undefined;
  readonly lifetime: string | undefined;
  readonly expiry: Expiry | undefined;
  readonly started: boolean;
}

export const noSettings: Settings = { owner: undefined, lifetime: undefined, expiry: undefined, started: false };

/** Returns the settings that are stored. */
export function settingsOf(base: Base | undefined): Settings {
  if (!base) return noSettings;
  const { lifetime, expiry, started } = base.envelope;
  return { owner: base.owner, lifetime, expiry, started: started === true };
}

/** @throws {@link SessionError} `INVALID_ARGUMENT` for a name that the manager does not have */
export function lifetimeSetting({ lifetimes }: SessionContext, name: string): Partial<Settings> {
  if (!lifetimes.has(name)) {
    const message = `There is no lifetime ${JSON.stringify(name)}. Add it to the option "lifetimes" of the manager.`;
    throw new SessionError('INVALID_ARGUMENT', message);
  }
  return { lifetime: name === 'default' ? undefined : name };
}

export function areSameSettings(a: Settings, b: Settings): boolean {
  const areAlike = a.owner === b.owner && a.lifetime === b.lifetime && a.started === b.started;
  return areAlike && (a.expiry === b.expiry || JSON.stringify(a.expiry) === JSON.stringify(b.expiry));
}

/** Returns the settings after another request has stored some: one that this request changed wins. */
export function mergeSettings(was: Settings, theirs: Settings, mine: Settings): Settings {
  if (mine === was) return theirs;
  // A new owner inherits nothing, neither from the former owner nor from a guest.
  if (mine.owner !== was.owner && (was.owner !== undefined || mine.owner !== theirs.owner)) return mine;
  return {
    owner: mine.owner === was.owner ? theirs.owner : mine.owner,
    lifetime: mine.lifetime === was.lifetime ? theirs.lifetime : mine.lifetime,
    expiry: mine.expiry === was.expiry ? theirs.expiry : mine.expiry,
    started: mine.started === was.started ? theirs.started : mine.started,
  };
}
