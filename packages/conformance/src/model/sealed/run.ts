import { AssertionError } from 'node:assert/strict';
import type { SealedRecord, Unsealed } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import type { SealedFixture } from '../../fixture/sealed-fixture.js';
import { resultLine, errorLine, instant, recordLine } from './lines.js';
import type { Place } from './places.js';
import type { Token } from './promise.js';
import type { Draft } from './steps.js';

/** What a call has returned, or with what it has rejected. */
export type Settled<Result> = { readonly result: Result } | { readonly error: unknown };

export async function settle<Result>(call: () => Result | Promise<Result>): Promise<Settled<Result>> {
  try {
    return { result: await call() };
  } catch (error) {
    return { error };
  }
}

/** Returns the element at this place, counted round and round. */
export function pick<Element>(list: readonly Element[], place: number): Element | undefined {
  return list[place % list.length];
}

/** What a run has made so far, and the lines that show it. */
export class Run {
  readonly fixture: SealedFixture;
  readonly places: readonly Place[];
  readonly tokens: Token[] = [];
  readonly records: SealedRecord[] = [];
  readonly revoked = new Map<string, number>();
  /** The instance that has sealed or revoked last. */
  lastWriter: Place | undefined;
  /** Whether the run is over, so that calls are shown only if they fail. */
  isAudit = false;
  readonly #start: number;
  /** The calls and their results, as code. */
  readonly #lines: string[] = [];
  readonly #names = new Map<string, string>();
  readonly #shown = new Set<Place>();

  constructor(fixture: SealedFixture, places: readonly Place[]) {
    this.fixture = fixture;
    this.places = places;
    this.#start = fixture.now();
  }

  /** Adds a line, about a call of this instance or about the clock. */
  note(line: string, place?: Place): void {
    if (this.isAudit) return;
    if (place) this.#show(place);
    this.#lines.push(line);
  }

  /** Fails with all lines, this call, what it returned, and what the contract demands instead. */
  fail(call: string, seen: string, demand: string, place: Place): never {
    this.#show(place);
    const message = [...this.#lines, `${call} → ${seen}`, `The contract demands: ${demand}`].join('\n');
    throw new AssertionError({ message });
  }

  /** Shows how an instance was opened, before the first line about it. */
  #show(place: Place): void {
    if (!this.#shown.has(place)) this.#lines.push(`const ${place.name} = ${place.opening}`);
    this.#shown.add(place);
  }

  at(place: number): Place {
    return pick(this.places, place)!;
  }

  /** Returns the name of a record's id. */
  nameOf(id: string): string {
    const name = this.#names.get(id) ?? String.fromCharCode(65 + (this.#names.size % 26));
    this.#names.set(id, name);
    return name;
  }

  shownRecord(record: SealedRecord): string {
    return recordLine(record, this.nameOf(record.id), this.#start);
  }

  shownResult(result: Unsealed | undefined): string {
    return resultLine(result, (id) => this.nameOf(id), this.#start);
  }

  shownInstant(at: number): string {
    return instant(at, this.#start);
  }

  draw({ like, payload, owner, age, lifetime }: Draft): SealedRecord {
    const now = this.fixture.now();
    const former = like === undefined ? undefined : pick(this.records, like);
    const { id } = former ?? this.fixture.record();
    const expiresAt = Math.min(now + lifetime, this.fixture.one.limits.maxExpiresAt);
    const record: SealedRecord = {
      id,
      payload,
      createdAt: now - age,
      expiresAt,
      ...(owner !== undefined && { owner }),
    };
    this.records.push(record);
    return record;
  }

  /**
   * Returns whether the instance is closed; fails if it is, and the call has not rejected as it must. A text that is no
   * token may be refused by either.
   */
  expectClosed(place: Place, settled: Settled<unknown>, shown: string, mayBeAbsent = false): boolean {
    if (!place.isClosed) return false;
    if (mayBeAbsent && 'result' in settled && settled.result === undefined) return true;
    const error = 'error' in settled ? settled.error : undefined;
    const isRight = storeError.is(error) && error.outcome === 'not-applied';
    const seen = 'error' in settled ? errorLine(error) : JSON.stringify(settled.result);
    if (!isRight) this.fail(shown, seen, "after close it must reject with a StoreError 'not-applied'.", place);
    this.note(`${shown} → rejects`, place);
    return true;
  }
}
