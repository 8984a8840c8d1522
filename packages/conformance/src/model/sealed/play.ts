import { abortError, tooLargeError } from '../../fixture/error-kinds.js';
import { forged, spellingsOf } from './forged.js';
import { briefly, errorLine } from './lines.js';
import { cookieNames, type Place, reopen } from './places.js';
import { objectionTo, type Token, verdictOn } from './promise.js';
import { settle, pick, type Run } from './run.js';
import type { Step } from './steps.js';

type Of<Verb extends Step['verb']> = Extract<Step, { readonly verb: Verb }>;

/** Plays the steps of one run, and fails at the first result that the contract does not allow. */
export class Play {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  async step(step: Step): Promise<void> {
    switch (step.verb) {
      case 'seal':
        return this.#seal(step);
      case 'unseal':
        return this.#unsealOne(step);
      case 'forge':
        return this.#forge(step);
      case 'revoke':
        return this.#revoke(step);
      case 'wait':
        return this.#wait(step);
      case 'close':
        return this.#close(step);
      case 'refuse':
        return this.#refuse(step);
    }
  }

  /** Opens every token on every instance, under its own name and under another one, and opens closed instances anew. */
  async audit(): Promise<void> {
    for (const place of this.#run.places) {
      if (!place.isClosed) continue;
      await reopen(this.#run.fixture, place);
      this.#run.note(`${place.name} = ${place.opening}`, place);
    }
    this.#run.isAudit = true;
    for (const [index, token] of this.#run.tokens.entries()) {
      for (const place of this.#run.places) await this.#unseal([place], token, token.cookieName);
      const place = this.#run.at(index);
      for (const spelling of spellingsOf(token.name, token.text)) await this.#expectRefused(place, token, spelling);
      const other = pick(cookieNames, index);
      if (other !== undefined) await this.#unseal(this.#run.places.slice(0, 1), token, other);
    }
  }

  async #seal({ at, name, drafts }: Of<'seal'>): Promise<void> {
    const place = this.#run.at(at);
    const cookieName = pick(cookieNames, name) ?? 'sid';
    const records = drafts.map((draft) => this.#run.draw(draft));
    // The caller's objects are overwritten afterwards: the store must not keep them.
    const given = records.map((record) => ({ ...record }));
    const calls = given.map((record) => settle(() => place.store.seal(record, { cookieName })));
    for (const [index, settled] of (await Promise.all(calls)).entries()) {
      const record = records[index]!;
      const tokenName = `token${this.#run.tokens.length + 1}`;
      const shown = `${place.name}.seal(${this.#run.shownRecord(record)}, '${cookieName}')`;
      if (this.#run.expectClosed(place, settled, shown)) continue;
      if ('error' in settled) this.#run.fail(shown, errorLine(settled.error), 'seal must return a token.', place);
      const text = settled.result;
      const isToken = typeof text === 'string' && /^[A-Za-z0-9._-]+$/.test(text);
      if (!isToken) this.#run.fail(shown, briefly(text), 'a token must consist only of A-Z a-z 0-9 . _ -', place);
      const same = this.#run.tokens.find((other) => other.text === text);
      if (same) this.#run.fail(shown, same.name, 'no two seals may return the same token.', place);
      this.#run.note(`const ${tokenName} = ${shown}`, place);
      const [key] = place.keys;
      const { purpose } = place;
      this.#run.lastWriter = place;
      this.#run.tokens.push({ name: tokenName, text, record, key: key!, purpose, cookieName, deadline: undefined });
    }
    for (const record of given) deface(record);
  }

  async #unsealOne({ at, token: index, name }: Of<'unseal'>): Promise<void> {
    const token = pick(this.#run.tokens, index);
    if (!token) return;
    const cookieName = name === undefined ? token.cookieName : (pick(cookieNames, name) ?? '');
    await this.#unseal(
      at.map((each) => this.#run.at(each)),
      token,
      cookieName,
    );
  }

  /** Opens a token on these instances at once. */
  async #unseal(places: readonly Place[], token: Token, cookieName: string): Promise<void> {
    const calls = places.map(({ store }) => settle(() => store.unseal(token.text, { cookieName })));
    for (const [index, settled] of (await Promise.all(calls)).entries()) {
      const place = places[index]!;
      const shown = `${place.name}.unseal(${token.name}, '${cookieName}')`;
      const { limits } = place.store;
      const verdict = verdictOn(token, place, cookieName, this.#run.revoked, { now: this.#run.fixture.now(), limits });
      if (this.#run.expectClosed(place, settled, shown, !verdict.opens)) continue;
      if ('error' in settled) this.#run.fail(shown, errorLine(settled.error), 'unseal must not reject here.', place);
      const { result } = settled;
      const seen = this.#run.shownResult(result);
      const objection = objectionTo(result, token, verdict, limits);
      if (objection !== undefined) this.#run.fail(shown, seen, objection, place);
      this.#run.note(`${shown} → ${seen}`, place);
      if (!result) continue;
      token.deadline = result.record.expiresAt;
      // The result belongs to the caller: whatever it does to it, no later result may show it.
      deface(result.record);
      deface(result);
    }
  }

  async #forge({ at, token: index, change }: Of<'forge'>): Promise<void> {
    const token = pick(this.#run.tokens, index);
    if (!token) return;
    const place = this.#run.at(at);
    const another = pick(this.#run.tokens, index + 1)?.text ?? token.text;
    await this.#expectRefused(place, token, forged(token.name, token.text, another, change));
  }

  /** Fails if the instance opens a text that `seal` has not returned. */
  async #expectRefused(place: Place, { cookieName }: Token, [text, code]: readonly [string, string]): Promise<void> {
    if (this.#run.tokens.some((genuine) => genuine.text === text)) return;
    const settled = await settle(() => place.store.unseal(text, { cookieName }));
    const shown = `${place.name}.unseal(${code}, '${cookieName}')`;
    if (this.#run.expectClosed(place, settled, shown, true)) return;
    const demand = 'unseal must return undefined for every text that seal has not returned, and not throw.';
    if ('error' in settled) this.#run.fail(shown, errorLine(settled.error), demand, place);
    if (settled.result !== undefined) {
      this.#run.fail(shown, this.#run.shownResult(settled.result), demand, place);
    }
    this.#run.note(`${shown} → undefined`, place);
  }

  async #revoke({ at, record: index, later }: Of<'revoke'>): Promise<void> {
    const record = pick(this.#run.records, index);
    if (!record) return;
    const place = this.#run.at(at);
    const { maxExpiresAt } = place.store.limits;
    const expiresAt = record.expiresAt + later;
    const given = { ...record, expiresAt };
    const settled = await settle(() => place.store.revoke?.(given));
    const name = this.#run.nameOf(record.id);
    const shown = `${place.name}.revoke({ id: ${name}, expiresAt: ${this.#run.shownInstant(expiresAt)} })`;
    deface(given);
    if (this.#run.expectClosed(place, settled, shown)) return;
    if ('error' in settled) this.#run.fail(shown, errorLine(settled.error), 'revoke must not reject here.', place);
    this.#run.note(shown, place);
    this.#run.lastWriter = place;
    const until = Math.min(expiresAt, maxExpiresAt);
    this.#run.revoked.set(record.id, Math.max(until, this.#run.revoked.get(record.id) ?? 0));
  }

  /** Moves the clock: to a token's deadline, or beside it, or by some time. */
  async #wait({ token: index, milliseconds }: Of<'wait'>): Promise<void> {
    const now = this.#run.fixture.now();
    const token = index === undefined ? undefined : pick(this.#run.tokens, index);
    const deadline = token && (token.deadline ?? token.record.expiresAt);
    const isNear = deadline !== undefined && deadline > now && deadline - now < 40 * 86_400_000;
    const instantOf = isNear ? deadline + Math.max(-1, Math.min(1, milliseconds)) : now + milliseconds;
    if (instantOf <= now || instantOf > this.#run.fixture.one.limits.maxExpiresAt / 2 + now / 2) return;
    await this.#run.fixture.clock.reach(instantOf);
    this.#run.note(`clock = ${this.#run.shownInstant(instantOf)}`);
  }

  async #close({ at }: Of<'close'>): Promise<void> {
    const place = (at === undefined && this.#run.lastWriter) || this.#run.at(at ?? 0);
    const settled = await settle(() => place.store.close?.());
    const shown = `${place.name}.close()`;
    if ('error' in settled)
      this.#run.fail(shown, errorLine(settled.error), 'close must not reject, not even twice.', place);
    this.#run.note(shown, place);
    place.isClosed = true;
  }

  /** Makes a call that must be refused, and change nothing. */
  async #refuse({ at, why, token: index }: Of<'refuse'>): Promise<void> {
    const place = this.#run.at(at);
    if (place.isClosed) return;
    const { limits } = place.store;
    const record = this.#run.fixture.record();
    const [cookieName = ''] = cookieNames;
    const expectRefusal = async (
      code: string,
      call: () => unknown,
      kind: { is(error: unknown): boolean; name: string },
    ) => {
      const settled = await settle(call);
      const shown = `${place.name}.${code}`;
      const seen = 'error' in settled ? errorLine(settled.error) : JSON.stringify(settled.result);
      if (!('error' in settled) || !kind.is(settled.error))
        this.#run.fail(shown, seen, `it must reject with ${kind.name}.`, place);
      this.#run.note(`${shown} → rejects`, place);
    };
    if (why === 'too long') {
      const unit = index % 2 === 0 ? 'x' : 'é';
      const payload = unit.repeat(Math.floor(limits.maxPayloadBytes / Buffer.byteLength(unit)) + 1);
      const sealing = () => place.store.seal({ ...record, payload }, { cookieName });
      await expectRefusal('seal({ payload: too long })', sealing, tooLargeError);
    } else if (why === 'too late') {
      const expiresAt = limits.maxExpiresAt + 1;
      const sealing = () => place.store.seal({ ...record, expiresAt }, { cookieName });
      await expectRefusal('seal({ expiresAt: maxExpiresAt + 1 })', sealing, tooLargeError);
    } else {
      const signal = AbortSignal.abort();
      const token = pick(this.#run.tokens, index);
      const text = token?.text ?? '';
      const unsealing = () => place.store.unseal(text, { cookieName: token?.cookieName ?? '' }, { signal });
      await expectRefusal('unseal(…, aborted signal)', unsealing, abortError);
      const sealing = () => place.store.seal(record, { cookieName }, { signal });
      await expectRefusal('seal(…, aborted signal)', sealing, abortError);
      if (!place.store.revoke || !token) return;
      const revoking = () => place.store.revoke?.(token.record, { signal });
      await expectRefusal(`revoke(${this.#run.nameOf(token.record.id)}, aborted signal)`, revoking, abortError);
    }
  }
}

/** Overwrites every field of an object, if it can be changed. */
function deface(object: object): void {
  for (const name of Object.keys(object)) Reflect.set(object, name, 'defaced');
}
