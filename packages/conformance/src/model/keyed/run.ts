import { AssertionError } from 'node:assert/strict';
import type { CallOptions, KeyedStore } from '@sess/core';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { type Settled, type Call, perform } from './call.js';
import { type Cast, castOf, pick } from './cast.js';
import { explain } from './explain.js';
import { Listing } from './listing.js';
import { Demand } from './matching.js';
import { type Context, idOf, keptIn, resolved } from './resolve.js';
import type { CallStep, CastChoice } from './step.js';
import { isUsualRevision } from './revisions.js';
import { Trace } from './trace.js';
import { emptyWorld, type Setting, type World } from './world.js';

/** The stores of a run: the two instances of the fixture, one that was opened later, and one that was closed. */
export interface Instances {
  readonly open: readonly [KeyedStore, KeyedStore, KeyedStore];
  readonly closed: KeyedStore | undefined;
  /** No expired record of another law is stored before this. Epoch milliseconds. */
  readonly noStrangersUntil: number;
}

const names = ['one', 'two', 'three'];

/** Makes calls on a store, and fails at the first result that the contract does not allow. */
export class Run {
  readonly fixture: StoreFixture;
  readonly instances: Instances;
  readonly cast: Cast;
  readonly trace: Trace;
  /** What may be stored, by the results so far. */
  world: World;
  /** The lists that have more pages. */
  listings: Listing[] = [];
  readonly #defaces: boolean;

  constructor(fixture: StoreFixture, instances: Instances, choice: CastChoice) {
    this.fixture = fixture;
    this.instances = instances;
    this.cast = castOf(choice);
    this.trace = new Trace(this.cast, fixture.now());
    this.#defaces = choice.defaces;
    this.world = emptyWorld(this.cast.ids, fixture.now() > instances.noStrangersUntil);
  }

  get context(): Context {
    const { one, subject } = this.fixture;
    const { world, cast, fixture } = this;
    return { world, cast, limits: one.limits, attributes: subject.attributes ?? {}, now: fixture.now() };
  }

  /** Removes what other runs have left under owners that they share. */
  async prepare(): Promise<void> {
    const { owners } = this.fixture.one;
    if (!owners || !this.cast.isShared) return;
    for (const owner of this.cast.owners) await owners.deleteByOwner(owner, { except: [] });
  }

  /** Removes what a failed run has left, which a shorter run would count. */
  async discard(): Promise<void> {
    const ids = [...this.world.cells.keys(), ...this.cast.ids];
    await Promise.allSettled(ids.map((id) => this.perform({ verb: 'delete', id }, 0)));
  }

  /** Makes the call of a step. */
  async single(step: CallStep): Promise<void> {
    if (step.verb === 'listByOwner') return this.page(pick(this.cast.owners, step.owner), step.limit, step.on);
    await this.learnVersion(step);
    await this.make(resolved(step, this.context), step.on);
  }

  /** Loads the record of a step whose condition is about a version that no result has shown. */
  async learnVersion(step: CallStep): Promise<void> {
    if (!('version' in step)) return;
    const id = idOf(step.id, this.context);
    const kept = keptIn(this.world, id);
    if (kept && kept.version === undefined) await this.make({ verb: 'load', id }, step.on);
  }

  /** Makes a call, and narrows down what may be stored by its result. Returns its result. */
  async make(call: Call, on: number): Promise<unknown> {
    const from = this.fixture.now();
    const settled = await this.perform(call, on);
    this.note(call, on, settled);
    this.narrow(this.explained(this.world, call, settled, this.setting(from)));
    return 'error' in settled ? undefined : settled.result;
  }

  /** Returns the next page of the owner's list, on the instance where it was begun, or begins a list. */
  async page(owner: string, limit: number, on: number): Promise<void> {
    const from = this.fixture.now();
    let listing = this.listings.find((each) => each.owner === owner);
    if (!listing) {
      listing = new Listing(owner, on, this.world, { from, to: from });
      this.listings.push(listing);
    }
    const { cursor } = listing;
    const call = { verb: 'listByOwner', owner, limit, ...(cursor !== undefined && { cursor }) } as const;
    const page = await this.make(call, listing.on);
    const demand = listing.add(page, this.world, this.setting(from).moment);
    if (demand) this.fail(demand.text);
    if (listing.cursor === undefined) this.listings = this.listings.filter((each) => each !== listing);
  }

  perform(call: Call, on: number, options: CallOptions = {}): Promise<Settled> {
    return this.performOn(pick(this.instances.open, on), call, options);
  }

  performOn(store: KeyedStore, call: Call, options: CallOptions = {}): Promise<Settled> {
    return perform(store, call, { options, defaces: this.#defaces });
  }

  async reach(instant: number): Promise<void> {
    await this.fixture.clock.reach(instant);
    if (instant > this.instances.noStrangersUntil) this.world = { ...this.world, hasStrangers: true };
    this.trace.note(`the clock moves to ${this.trace.instant(instant)}`);
  }

  note(call: Call, on: number, settled: Settled, circumstance = ''): void {
    this.trace.note(`${circumstance}${this.trace.call(names[on] ?? '', call)} → ${this.trace.settled(settled)}`);
  }

  explained(world: World, call: Call, settled: Settled, setting: Setting): World | Demand {
    if (!('error' in settled)) return explain(world, call, settled.result, setting);
    return this.mayRefuse(call) ? world : new Demand('It must not fail here.');
  }

  narrow(world: World | Demand): void {
    if (world instanceof Demand) this.fail(world.text);
    this.world = world;
  }

  setting(from: number, late = 0): Setting {
    const moment = { from: from - late, to: this.fixture.now() - late };
    return { moment, granularity: this.fixture.one.limits.expiryGranularityMs };
  }

  /** Whether the store need not keep what this call writes. */
  mayRefuse(call: Call): boolean {
    // A backend may be unable to compare characters that no version of its own has.
    if ('version' in call && !/^[ -~]*$/.test(call.version)) return true;
    if (call.verb === 'touch') return !isUsualRevision(call.revision);
    if (call.verb !== 'create' && call.verb !== 'update') return false;
    const { owner = '', attributes = {}, payload, revision } = call.record;
    const samples = this.fixture.subject.attributes ?? {};
    const isUsual = ([name, value]: [string, unknown]) =>
      value === null || (samples[name] as readonly unknown[] | undefined)?.includes(value) === true;
    const bytes = Buffer.byteLength(payload) + Buffer.byteLength(owner) + Buffer.byteLength(JSON.stringify(attributes));
    if (!Object.entries(attributes).every(isUsual) || owner.length > 256 || !isUsualRevision(revision)) return true;
    return (owner !== '' || Object.keys(attributes).length > 0) && bytes > this.fixture.one.limits.maxPayloadBytes;
  }

  fail(demand: string): never {
    const message = [...this.trace.lines, `The contract demands: ${demand}`].join('\n');
    throw new AssertionError({ message });
  }
}
