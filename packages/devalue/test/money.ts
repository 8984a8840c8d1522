import type { RegisteredClass } from '../src/index.js';

/** A class of an application. A plain copy would lose its private field and its method. */
export class Money {
  readonly #cents: number;

  constructor(cents: number) {
    if (!Number.isInteger(cents)) throw new RangeError('Money is whole cents.');
    this.#cents = cents;
  }

  get cents(): number {
    return this.#cents;
  }

  plus(other: Money): Money {
    return new Money(this.#cents + other.cents);
  }
}

export const moneyClass: RegisteredClass<Money> = {
  class: Money,
  toPlain: (money) => money.cents,
  fromPlain: (cents) => new Money(cents as number),
};
