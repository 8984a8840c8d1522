import type { CallOptions, SessionId } from '@sess/core';
import { everyVerb, type Targets, type VerbCall } from '../../fixture/every-verb.js';
import { newTargets } from '../../fixture/outages.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { clearAll, nextMoment } from './clear-all.js';

/** How many sessions a call finds that removes all of an owner, or all that have expired. */
const several = 3;

const readVerbs: ReadonlySet<string> = new Set(['load', 'countExpired', 'diagnose', 'owners.listByOwner']);

/** Whether a call of the verb may consist of several steps that each remove something. */
export function isLong(verb: string): boolean {
  return verb === 'deleteExpired' || verb === 'owners.deleteByOwner';
}

/** One call of a verb, and a look at what became of it. */
export class Attempt {
  readonly verb: string;
  readonly targets: Targets;
  readonly #fixture: StoreFixture;
  /** What the call removes. */
  readonly #doomed: readonly SessionId[];

  private constructor(fixture: StoreFixture, verb: string, targets: Targets, doomed: readonly SessionId[]) {
    this.#fixture = fixture;
    this.verb = verb;
    this.targets = targets;
    this.#doomed = doomed;
  }

  /** Prepares a call that would succeed, on records of its own. */
  static async at(fixture: StoreFixture, verb: string): Promise<Attempt> {
    const targets = await newTargets(fixture);
    const { owner } = targets.found;
    if (verb === 'deleteExpired') {
      await clearAll(fixture.one, 100);
      const expired = await fixture.putManyExpired(several, { expiresAt: nextMoment(fixture) });
      return new Attempt(
        fixture,
        verb,
        targets,
        expired.map(({ id }) => id),
      );
    }
    const more = owner !== undefined && verb === 'owners.deleteByOwner' ? several - 1 : 0;
    const others = await Promise.all(Array.from({ length: more }, () => fixture.put({ owner: owner! })));
    return new Attempt(fixture, verb, targets, [targets.id, ...others.map(({ id }) => id)]);
  }

  /** Returns the verbs that the store has. */
  static async verbsOf(fixture: StoreFixture): Promise<readonly Pick<VerbCall, 'verb' | 'isWrite'>[]> {
    return everyVerb(fixture.one, await newTargets(fixture));
  }

  get isWrite(): boolean {
    return !readVerbs.has(this.verb);
  }

  call(options?: CallOptions, store = this.#fixture.one): Promise<unknown> {
    return everyVerb(store, this.targets, options)
      .find(({ verb }) => verb === this.verb)!
      .call();
  }

  /** Returns how many of the records that the call removes are still live. */
  async left(): Promise<number> {
    const found = await Promise.all(this.#doomed.map((id) => this.#fixture.two.load(id)));
    return found.filter((each) => each !== undefined).length;
  }

  /** Whether the write has changed anything. May be asked once: to see an expired record, it removes it. */
  async isApplied(): Promise<boolean> {
    const { two } = this.#fixture;
    const { id, fresh, found } = this.targets;
    if (this.verb === 'create') return (await two.load(fresh)) !== undefined;
    if (isLong(this.verb)) return (await this.#removed()) > 0;
    return (await two.load(id))?.version !== found.version;
  }

  /** Whether this is the verb's result when it has succeeded, once, and what is stored agrees. */
  async isDone(result: unknown): Promise<boolean> {
    const { id, found, fresh, record } = this.targets;
    const { status, version, deleted, sessions } = Object(result) as Record<string, unknown>;
    const isWritten = async (written: SessionId) => {
      const stored = await this.#fixture.two.load(written);
      const isSame = version === undefined || version === stored?.version;
      return status === 'written' && isSame && stored?.revision === record.revision;
    };
    switch (this.verb) {
      case 'load':
        return version === found.version;
      case 'create':
        return isWritten(fresh);
      case 'update':
        return isWritten(id);
      case 'deleteIf':
        return status === 'deleted' && (await this.#removed()) === 1;
      case 'deleteExpired':
        return Number(deleted) >= (await this.#removed());
      case 'countExpired':
        return typeof result === 'number';
      case 'diagnose':
        return Array.isArray(result);
      case 'owners.listByOwner':
        return Array.isArray(sessions) && sessions.length === this.#doomed.length;
      case 'owners.deleteByOwner':
        return result === this.#doomed.length && (await this.#removed()) === result;
      default:
        return result === true && (await this.isApplied());
    }
  }

  async #removed(): Promise<number> {
    const { two } = this.#fixture;
    let count = 0;
    for (const id of this.#doomed) {
      const isThere = this.verb === 'deleteExpired' ? await two.delete(id) : (await two.load(id)) !== undefined;
      if (!isThere) count++;
    }
    return count;
  }
}
