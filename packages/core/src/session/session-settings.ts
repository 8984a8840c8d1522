import type { Expiry } from '../options/lifetimes.js';
import type { Envelope } from '../payload/envelope.js';

/** The properties of a session beside its data. The next write stores all of them. */
export interface Settings {
  readonly owner: string | undefined;
  readonly lifetime: string | undefined;
  readonly expiry: Expiry | undefined;
  readonly started: boolean;
}

const noSettings: Settings = { owner: undefined, lifetime: undefined, expiry: undefined, started: false };

type SettingsSource = { readonly owner?: string; readonly envelope: Envelope } | undefined;

/** The settings as this request has them, beside those that are stored. */
export class SettingsChanges {
  #current: Settings;
  #stored: Settings;
  #sent: Settings;
  #asked: Partial<Settings> = {};

  constructor(base: SettingsSource) {
    this.#current = this.#stored = this.#sent = settingsOf(base);
  }

  get current(): Settings {
    return this.#current;
  }

  /** The settings that were requested, even those that were in force before. */
  get asked(): Partial<Settings> {
    return this.#asked;
  }

  get areChanged(): boolean {
    return this.#current !== this.#stored;
  }

  change(settings: Partial<Settings>): void {
    this.#asked = { ...this.#asked, ...settings };
    const changed = { ...this.#current, ...settings };
    this.#current = areSame(changed, this.#stored) ? this.#stored : changed;
  }

  beginWrite(): void {
    this.#sent = this.#current;
  }

  confirmWrite(): void {
    this.#stored = this.#sent;
  }

  rebase(base: SettingsSource): void {
    const theirs = settingsOf(base);
    this.#current = this.areChanged ? mergeSettings(this.#stored, theirs, this.#current) : theirs;
    this.#stored = theirs;
  }
}

/** The settings that are stored. */
function settingsOf(base: SettingsSource): Settings {
  if (!base) return noSettings;
  const { lifetime, expiry, started } = base.envelope;
  return { owner: base.owner, lifetime, expiry, started: started === true };
}

function areSame(a: Settings, b: Settings): boolean {
  const areAlike = a.owner === b.owner && a.lifetime === b.lifetime && a.started === b.started;
  return areAlike && (a.expiry === b.expiry || JSON.stringify(a.expiry) === JSON.stringify(b.expiry));
}

/** A setting that this request changed wins; the others follow the stored ones. */
function mergeSettings(was: Settings, theirs: Settings, mine: Settings): Settings {
  // A new owner inherits nothing, neither from the former owner nor from a guest.
  if (mine.owner !== was.owner && (was.owner !== undefined || mine.owner !== theirs.owner)) return mine;
  return {
    owner: mine.owner === was.owner ? theirs.owner : mine.owner,
    lifetime: mine.lifetime === was.lifetime ? theirs.lifetime : mine.lifetime,
    expiry: mine.expiry === was.expiry ? theirs.expiry : mine.expiry,
    started: mine.started === was.started ? theirs.started : mine.started,
  };
}
