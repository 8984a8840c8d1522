import type { Expiry } from '../options/lifetimes.js';
import type { Envelope } from '../payload/envelope.js';

/** What a request decided beside the data. All of it is stored with the next write. */
export interface Settings {
  readonly owner: string | undefined;
  readonly lifetime: string | undefined;
  readonly expiry: Expiry | undefined;
  readonly started: boolean;
}

export const noSettings: Settings = { owner: undefined, lifetime: undefined, expiry: undefined, started: false };

/** What is stored of them. */
export function settingsOf(base: { readonly owner?: string; readonly envelope: Envelope } | undefined): Settings {
  if (!base) return noSettings;
  const { lifetime, expiry, started } = base.envelope;
  return { owner: base.owner, lifetime, expiry, started: started === true };
}

export function areSame(a: Settings, b: Settings): boolean {
  const areAlike = a.owner === b.owner && a.lifetime === b.lifetime && a.started === b.started;
  return areAlike && (a.expiry === b.expiry || JSON.stringify(a.expiry) === JSON.stringify(b.expiry));
}

/** Each setting that this request changed wins; the others follow what is stored. */
export function mergeSettings(was: Settings, theirs: Settings, mine: Settings): Settings {
  // Another owner inherits nothing, neither of the former one nor of a guest.
  if (mine.owner !== was.owner && (was.owner !== undefined || mine.owner !== theirs.owner)) return mine;
  return {
    owner: mine.owner === was.owner ? theirs.owner : mine.owner,
    lifetime: mine.lifetime === was.lifetime ? theirs.lifetime : mine.lifetime,
    expiry: mine.expiry === was.expiry ? theirs.expiry : mine.expiry,
    started: mine.started === was.started ? theirs.started : mine.started,
  };
}
