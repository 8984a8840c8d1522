import { DeserializeError, SerializeError, type Serializer } from '@sess/core';
import { expect, show } from '../expectations.js';
import { randomJson, SeededRandom } from '../random-text.js';
import type { SuiteOptions } from '../suite-options.js';
import { differenceBetween, type Strictness } from './difference.js';
import { makers, type ValueKind, valueKinds } from './kinds.js';
import type { KeptInstance, KeptKind, SerializerSubject } from './serializer-subject.js';

/** Where a law of serializers works: the serializer, random values that it keeps, and what it says to others. */
export class SerializerBench {
  readonly subject: SerializerSubject;
  readonly serializer: Serializer;
  readonly keeps: readonly KeptKind[];
  readonly instances: readonly KeptInstance[];
  readonly seed: number;
  readonly #rounds: number;

  constructor(subject: SerializerSubject, { seed, rounds }: Pick<SuiteOptions, 'rounds' | 'seed'>) {
    this.subject = subject;
    this.serializer = subject.serializer;
    this.keeps = subject.keeps ?? [];
    this.instances = subject.instances ?? [];
    this.seed = seed ?? Math.floor(Math.random() * 2 ** 32);
    this.#rounds = rounds ?? 1;
  }

  rounds(count: number): number {
    return Math.max(1, Math.round(count * this.#rounds));
  }

  /** Begins anew for each law and round, so that one law can be run alone with the seed of a failure. */
  random(round = 0): SeededRandom {
    return new SeededRandom(this.seed + round * 7919);
  }

  get keptKinds(): ValueKind[] {
    return valueKinds.filter((kind) => this.keeps.includes(kind));
  }

  /** A value out of everything that is kept. The same randomness makes an equal one. */
  value(random: SeededRandom, depth = 3): unknown {
    const item = () => this.value(random, depth - 1);
    const kinds = this.keptKinds;
    const instance = this.instances[random.below(this.instances.length * 4)];
    if (instance && depth < 3) return instance.create();
    switch (random.below(depth > 0 ? 4 : 2)) {
      case 0:
        return randomJson(random, 0);
      case 2:
        return Array.from({ length: random.below(4) }, item);
      case 3:
        return Object.fromEntries(['a', '7', 'a b', 'Z'].slice(random.below(4)).map((key) => [key, item()]));
      default: {
        const kind = kinds[random.below(kinds.length)];
        return kind && (depth > 0 || (kind !== 'Map' && kind !== 'Set'))
          ? makers[kind](random, item)
          : randomJson(random, 1);
      }
    }
  }

  get strictness(): Strictness {
    return { references: this.keeps.includes('references'), instances: this.instances };
  }

  difference(stored: unknown, seen: unknown): string | undefined {
    return differenceBetween(stored, seen, this.strictness);
  }

  write(value: unknown, what: string): string {
    try {
      const text: unknown = this.serializer.serialize(value);
      expect(typeof text === 'string', `serialize must answer with a text for ${what}.`, text);
      return text;
    } catch (error) {
      expect(false, `serialize must take ${what}.\nValue: ${show(value)}`, error);
    }
  }

  read(text: string, what: string): unknown {
    try {
      return this.serializer.deserialize(text);
    } catch (error) {
      expect(false, `deserialize must take what serialize wrote of ${what}.\nText: ${show(text)}`, error);
    }
  }

  expectKept(value: unknown, what: string): void {
    const seen = this.read(this.write(value, what), what);
    const difference = this.difference(value, seen);
    expect(difference === undefined, `${what} must come back as it was stored.`, difference);
  }

  /** The error with which a value is refused; `undefined` where it is taken. */
  refusal(value: unknown, what: string): SerializeError | undefined {
    try {
      this.serializer.serialize(value);
      return undefined;
    } catch (error) {
      expect(error instanceof SerializeError, `serialize may refuse ${what} only with a SerializeError.`, error);
      return error;
    }
  }

  expectRefused(value: unknown, path: string, what: string): void {
    const refusal = this.refusal(value, what);
    expect(refusal !== undefined, `serialize must refuse ${what}.`, () => this.serializer.serialize(value));
    expect(refusal.path === path, `The refusal of ${what} must carry the path ${path}.`, refusal.path);
    expect(refusal.message.includes(path), `The refusal of ${what} must say ${path}.`, refusal.message);
  }

  /** What a text that nobody may have written says; `undefined` where it is refused, as most are. */
  readForeign(text: string, what: string): { readonly value: unknown } | undefined {
    try {
      return { value: this.serializer.deserialize(text) };
    } catch (error) {
      const demand = `deserialize must refuse ${what} with a DeserializeError, and with no other error.\nText: ${show(text)}`;
      expect(error instanceof DeserializeError, demand, error);
      return undefined;
    }
  }

  /** A text that nobody may have written is refused, or is what is written for the value that it says. */
  expectSound(text: string, what: string): void {
    const found = this.readForeign(text, what);
    if (!found) return;
    const written = this.write(found.value, `what it made of ${what}`);
    expect(written === text, `deserialize must refuse ${what} where serialize writes its value as another text.`, {
      text: show(text),
      written: show(written),
    });
  }
}
