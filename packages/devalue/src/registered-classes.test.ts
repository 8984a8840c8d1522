import { DeserializeError } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { createDevalueSerializer, devalueSerializer } from './devalue-serializer.js';
import { Money, moneyClass } from '../test/money.js';
import { refusal } from '../test/refusal.js';

describe('registered classes', () => {
  const serializer = createDevalueSerializer({ classes: { Money: moneyClass } });

  it('come back as instances, wherever they stand, each as one object', () => {
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

  it('are refused with the path into what toPlain gave', () => {
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

  it('may not be part of a cycle, on whatever way', () => {
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

  it('tell when their own functions fail', () => {
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
    expect(refusal([new Money(-1)], failing)).toBe('$[0]: devalue cannot keep toPlain of the class "Money" failed');
    const read = (cents: number) => () => failing.deserialize(serializer.serialize(new Money(cents)));
    expect(read(1)).toThrow(expect.objectContaining({ code: 'DESERIALIZE', cause: new RangeError('one') }) as Error);
    expect(read(2)).toThrow(/made something else/);
    expect(read(3)()).toEqual(new Money(3));
  });

  it('that are not registered are not made, and the error names them', () => {
    const text = serializer.serialize(new Money(5));
    expect(() => devalueSerializer.deserialize(text)).toThrow(DeserializeError);
    expect(() => devalueSerializer.deserialize(text)).toThrow(/the class "Money", which is not registered/);
  });

  it.each<[string, object, RegExp]>([
    ['a quote in a name', { classes: { 'a"b': moneyClass } }, /name of a class/],
    ['an empty name', { classes: { '': moneyClass } }, /name of a class/],
    ['two names for one class', { classes: { A: moneyClass, B: moneyClass } }, /registered as "A" already/],
    ['what is kept already', { classes: { A: { ...moneyClass, class: Map } } }, /kept already/],
    ['plain objects', { classes: { A: { ...moneyClass, class: Object } } }, /kept already/],
    ['arrays', { classes: { A: { ...moneyClass, class: Array } } }, /kept already/],
    ['typed arrays', { classes: { A: { ...moneyClass, class: Uint8Array } } }, /kept already/],
    ['a missing function', { classes: { A: { class: Money, toPlain: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no class', { classes: { A: { ...moneyClass, class: () => 1 } } }, /\{ class, toPlain, fromPlain \}/],
    ['no classes', { classes: 'Money' }, /classes: /],
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
