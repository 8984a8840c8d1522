import type { ConflictDecision } from '../changes/change-replay.js';
import { FlashChanges } from '../changes/flash-changes.js';
import { SessionChanges } from '../changes/session-changes.js';
import type { ValueCopies } from '../changes/value-copies.js';
import type { Envelope } from '../payload/envelope.js';
import type { Base } from './base.js';
import type { SessionContext } from './session-context.js';
import { areSameSettings, mergeSettings, noSettings, type Settings, settingsOf } from './session-settings.js';

/** The changes that one request has made to the data, the flash messages and the settings of its session. */
export class PendingChanges {
  readonly data: SessionChanges;
  readonly #copies: ValueCopies;
  #settings: Settings;
  #storedSettings: Settings;
  #sentSettings: Settings;
  #requestedSettings: Partial<Settings> = {};
  /** Settings that other requests store do not count, until the next write. */
  #isEmptied = false;
  /** Created on demand: most requests need none. */
  #flash: FlashChanges | undefined;
  /** The stored messages. A write changes them only if there is a `#flash`, which then has them. */
  #storedFlash: Envelope['flash'];

  constructor(context: SessionContext, base: Base | undefined) {
    this.#copies = context.createCopies();
    this.data = new SessionChanges(this.#copies, base?.envelope.data ?? {});
    this.#settings = this.#storedSettings = this.#sentSettings = settingsOf(base);
    this.#storedFlash = base?.envelope.flash;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** The settings that this request has set, even those that applied before. */
  get requestedSettings(): Partial<Settings> {
    return this.#requestedSettings;
  }

  changeSettings(settings: Partial<Settings>): void {
    this.#requestedSettings = { ...this.#requestedSettings, ...settings };
    const changed = { ...this.#settings, ...settings };
    this.#settings = areSameSettings(changed, this.#storedSettings) ? this.#storedSettings : changed;
  }

  /** Removes everything, including what other requests store before the next write. */
  empty(): void {
    this.data.clear();
    this.flash.clear();
    this.changeSettings(noSettings);
    this.#isEmptied = true;
  }

  get flash(): FlashChanges {
    return (this.#flash ??= new FlashChanges(this.#copies, this.#storedFlash));
  }

  get hasFlash(): boolean {
    return this.#flash ? this.#flash.size > 0 : Object.keys(this.#storedFlash ?? {}).length > 0;
  }

  /** The flash messages as they are to be stored, where there are any. */
  get flashToStore(): Envelope['flash'] {
    if (!this.hasFlash) return undefined;
    return this.#flash ? this.#flash.snapshot() : this.#storedFlash;
  }

  /** Whether the session holds anything. An empty one is not created, or is deleted. */
  get isWorthStoring(): boolean {
    const { owner, started } = this.settings;
    return this.data.size > 0 || this.hasFlash || owner !== undefined || started;
  }

  /** What a write would do now. @throws {@link SerializeError} for a change that cannot be stored */
  kind(): 'same' | 'removals' | 'changed' {
    // Both are called in any case, because each refuses what cannot be stored.
    const data = this.data.kind();
    const flash = this.#flash?.kind() ?? 'same';
    if (data === 'changed' || flash === 'changed' || this.#settings !== this.#storedSettings) return 'changed';
    return data === 'removals' ? data : flash;
  }

  /**
   * The attempt to write that begins now includes all changes so far.
   *
   * @param isRecorded - No code of the application has run since {@link kind}.
   */
  beginWrite({ isRecorded = false } = {}): void {
    this.data.beginWrite(isRecorded);
    this.#flash?.beginWrite();
    this.#sentSettings = this.#settings;
  }

  /** The attempt has stored that envelope. */
  confirmWrite({ data }: Envelope): void {
    this.data.confirmWrite(data);
    this.#flash?.confirmWrite();
    this.#storedSettings = this.#sentSettings;
    this.#isEmptied = false;
  }

  /** Another request has stored something: this one's changes are applied to it. */
  rebase(base: Base | undefined, decide: ConflictDecision): void {
    this.data.rebase(base?.envelope.data ?? {}, decide);
    this.#storedFlash = base?.envelope.flash;
    this.#flash?.rebase(this.#storedFlash);
    const theirs = settingsOf(base);
    if (!this.#isEmptied) this.#settings = mergeSettings(this.#storedSettings, theirs, this.#settings);
    this.#storedSettings = theirs;
    this.beginWrite({ isRecorded: true });
  }
}
