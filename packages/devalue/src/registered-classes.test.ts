import { DeserializeError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { createDevalueSerializer, devalueSerializer } from './devalue-serializer.js';
import { Money, moneyClass } from '../test/money.js';
import { refusal } from '../test/refusal.js';

describe('registered classes', () => {
  const serializer = createDevalueSerializer({ classes: { Money: moneyClass } });

  it('come back as instances in every place, each as one object', () => {
    const price = new Money(0);
    const value = { price, again: price, map: new Map([[price, [new Money(-5)]]]) };
    const back = serializer.deserialize(serializer.serialize(value)) as typeof value;
    expect(back).toEqual(value);
    expect(back.price).toBeInstanceOf(Money);
    expect(back.again).toBe(back.price);
    expect(back.map.has(back.price)).toBe(true);
  });

  it.each<unknown>([0, '', null, undefined, false, NaN, 0n, [], new Map([[1, new Money(1)]])])(
    'may have %o as their plain form',
    (plain) => {
      class Holder {
        readonly held: unknown;
        constructor(held: unknown) {
          this.held = held;
        }
      }
      const { serialize: write, deserialize: read } = createDevalueSerializer({
        classes: {
          Holder: { class: Holder, toPlain: ({ held }) => held, fromPlain: (held) => new Holder(held) },
          Money: moneyClass,
        },
      });
      expect(read(write([new Holder(plain)]))).toEqual([new Holder(plain)]);
    },
  );

  it('are refused with the path into the result of toPlain', () => {
    class Order {
      lines: unknown[] = [1, Symbol('x')];
    }
    const orders = createDevalueSerializer({
      classes: { Order: { class: Order, toPlain: ({ lines }) => ({ lines }), fromPlain: () => new Order() } },
    });
    expect(refusal({ order: new Order() }, orders)).toBe('$.order.lines[1]: devalue cannot keep a symbol');
  });

  it('do not cover their subclasses', () => {
    class Euro extends Money {}
    expect(refusal([new Euro(1)], serializer)).toMatch(/^\$\[0\]: devalue cannot keep an instance of Euro/);
  });

  it('may not be part of any cycle', () => {
    class Part {
      whole: unknown;
    }
    const parts = createDevalueSerializer({
      classes: {
        Part: {
          class: Part,
          toPlain: ({ whole }) => ({ whole }),
          fromPlain: (plain) => Object.assign(new Part(), plain),
        },
      },
    });
    const self = new Part();
    self.whole = [self];
    expect(refusal({ self }, parts)).toMatch(/^\$\.self\.whole\[0\]: .*cycle through an instance/);
    const whole: Record<string, unknown> = {};
    whole['way'] = { back: whole };
    const part = new Part();
    part.whole = whole['way'];
    whole['part'] = part;
    expect(refusal({ whole }, parts)).toMatch(/^\$\.whole\.part: .*an instance of Part within a cycle/);
    delete whole['part'];
    const beside = { whole, part };
    expect((parts.deserialize(parts.serialize(beside)) as typeof beside).part).toBeInstanceOf(Part);
  });

  it('report that their own functions failed', () => {
    const failing = createDevalueSerializer({
      classes: {
        Money: {
          class: Money,
          toPlain: ({ cents }) => {
            if (cents < 0) throw new RangeError('negative');
            return cents;
          },
          fromPlain: (cents) => {
            if (cents === 1) throw new RangeError('one');
            return cents === 2 ? (Object.create(null) as Money) : new Money(cents as number);
          },
        },
      },
    });
    expect(refusal([new Money(-1)], failing)).toBe(
      '$[0]: devalue cannot keep an instance of "Money", whose toPlain failed',
    );
    const read = (cents: number) => () => failing.deserialize(serializer.serialize(new Money(cents)));
    expect(read(1)).toThrow(expect.objectContaining({ code: 'DESERIALIZE', cause: new RangeError('one') }) as Error);
    expect(read(2)).toThrow(/returned something that is not an instance/);
    expect(read(3)()).toEqual(new Money(3));
  });

  it('that are not registered are refused by name', () => {
    const text = serializer.serialize(new Money(5));
    expect(() => devalueSerializer.deserialize(text)).toThrow(DeserializeError);
    expect(() => devalueSerializer.deserialize(text)).toThrow(/the class "Money", which is not registered/);
  });

  it.each<[string, object, RegExp]>([
    ['a quote in a name', { classes: { 'a"b': moneyClass } }, /The name is stored/],
    ['an empty name', { classes: { '': moneyClass } }, /The name is stored/],
    ['two names for one class', { classes: { A: moneyClass, B: moneyClass } }, /already registered as "A"/],
    ['what is kept already', { classes: { A: { ...moneyClass, class: Map } } }, /keeps this type already/],
    ['plain objects', { classes: { A: { ...moneyClass, class: Object } } }, /keeps this type already/],
    ['arrays', { classes: { A: { ...moneyClass, class: Array } } }, /keeps this type already/],
    ['typed arrays', { classes: { A: { ...moneyClass, class: Uint8Array } } }, /keeps this type already/],
    ['a missing function', { classes: { A: { class: Money, toPlain: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no class', { classes: { A: { ...moneyClass, class: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no classes', { classes: 'Money' }, /classes must be an object/],
    ['an unknown option', { klasses: {} }, /klasses/],
  ])('cannot be registered with %s', (_name, options, message) => {
    const create = () => createDevalueSerializer(options);
    expect(create).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
    expect(create).toThrow(message);
  });

  it('may be Buffer', () => {
    const buffers = createDevalueSerializer({
      classes: {
        Buffer: {
          class: Buffer,
          toPlain: (bytes) => new Uint8Array(bytes),
          fromPlain: (bytes) => Buffer.from(bytes as Uint8Array),
        },
      },
    });
    expect(buffers.deserialize(buffers.serialize([Buffer.from('abc')]))).toEqual([Buffer.from('abc')]);
  });
});
