import type { ConflictDecision } from '../changes/change-replay.js';
import { FlashChanges } from '../changes/flash-changes.js';
import { SessionChanges } from '../changes/session-changes.js';
import { ValueCopies } from '../changes/value-copies.js';
import type { Serializer } from '../contract/serializer.js';
import type { StoreLimits } from '../contract/store-limits.js';
import type { Envelope } from '../payload/envelope.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import type { Base } from './base.js';
import { type Settings, SettingsChanges } from './session-settings.js';

/** The changes that one request has made to the data, the flash messages and the settings of its session. */
export class PendingChanges {
  readonly data: SessionChanges;
  readonly #copies: ValueCopies;
  readonly #settings: SettingsChanges;
  /** Created on demand: most requests need none. */
  #flash: FlashChanges | undefined;
  #storedFlash: Envelope['flash'];

  constructor(copies: ValueCopies, base: Base | undefined) {
    this.#copies = copies;
    this.data = new SessionChanges(copies, base?.envelope.data ?? {});
    this.#settings = new SettingsChanges(base);
    this.#storedFlash = base?.envelope.flash;
  }

  get settings(): Settings {
    return this.#settings.current;
  }

  /** The settings that this request has asked for, whether or not they were so before. */
  get askedSettings(): Partial<Settings> {
    return this.#settings.asked;
  }

  changeSettings(settings: Partial<Settings>): void {
    this.#settings.change(settings);
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
    if (data === 'changed' || flash === 'changed' || this.#settings.areChanged) return 'changed';
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
    this.#settings.beginWrite();
  }

  /** The attempt has stored that envelope. */
  confirmWrite({ data, flash }: Envelope): void {
    this.data.confirmWrite(data);
    this.#flash?.confirmWrite();
    this.#storedFlash = flash;
    this.#settings.confirmWrite();
  }

  /** Another request has stored something: this one's changes are applied to it. */
  rebase(base: Base | undefined, decide: ConflictDecision): void {
    this.data.rebase(base?.envelope.data ?? {}, decide);
    this.#storedFlash = base?.envelope.flash;
    this.#flash?.rebase(this.#storedFlash);
    this.#settings.rebase(base);
    this.beginWrite({ isRecorded: true });
  }
}

/** The serializer of sessions, and how much the store takes. */
export interface Keeping {
  readonly serializer: Serializer;
  readonly limits: StoreLimits;
}

/** Shared by sessions, because copies for JSON hold no data of any session. */
const forJson = new WeakMap<StoreLimits, ValueCopies>();

/** Returns the way to copy and compare the values of a session. */
export function copiesFor({ serializer, limits }: Keeping): ValueCopies {
  if (serializer !== jsonSerializer) return new ValueCopies(serializer);
  const known = forJson.get(limits);
  if (known) return known;
  const copies = new ValueCopies(jsonSerializer, limits.maxPayloadBytes);
  forJson.set(limits, copies);
  return copies;
}
