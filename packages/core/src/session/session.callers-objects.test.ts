import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { Session } from './session.js';

type Cart = { items: { sku: string; qty: number }[]; note?: string };
type Room = Session<{ cart: Cart; other: unknown }>;

function room() {
  const { sessions, jar } = setUp();
  return {
    sessions,
    run: (handler: (session: Room) => unknown) => visit(sessions, jar, (session) => handler(session as never)),
    data: async () => (await sessions.read(jar.header)).toObject() as unknown as { cart: Cart; other: unknown },
    header: () => jar.header,
  };
}

const hat = { sku: 'hat', qty: 1 };

describe('an object of the caller', () => {
  it.each<[string, (session: Room, empty: Cart) => void]>([
    ['setDefault', (session, empty) => void session.setDefault('cart', empty).items.push({ ...hat })],
    [
      'set, then get',
      (session, empty) => {
        session.set('cart', empty);
        session.get('cart')!.items.push({ ...hat });
      },
    ],
    [
      'set, then toObject',
      (session, empty) =>
        void session
          .set('cart', empty)
          .toObject()
          .cart!.items.push({ ...hat }),
    ],
    [
      'set, then update',
      (session, empty) =>
        void session.set('cart', empty).update('cart', empty, (cart) => void cart.items.push({ ...hat })),
    ],
    [
      'initial of update',
      (session, empty) => void session.update('cart', empty, ({ items }) => void items.push({ ...hat })),
    ],
    [
      'put into a draft, and changed through it',
      (session, { items }) =>
        void session.update('cart', { items: [] }, (cart) => {
          cart.items = items;
          cart.items.push({ ...hat });
        }),
    ],
    [
      'put into a draft, and changed by the next update',
      (session, { items }) => {
        session.update('cart', { items: [] }, (cart) => void (cart.items = items));
        session.update('cart', { items: [] }, (cart) => void cart.items.push({ ...hat }));
      },
    ],
    [
      'put into a draft, and changed in what update returns',
      (session, { items }) =>
        void session.update('cart', { items: [] }, (cart) => void (cart.items = items)).items.push({ ...hat }),
    ],
    [
      'returned to update',
      (session, empty) => void session.update('cart', { items: [] }, () => empty).items.push({ ...hat }),
    ],
    [
      'put into a value in place, and changed by an update',
      (session, { items }) => {
        session.set('cart', {} as Cart);
        session.get('cart')!.items = items;
        session.update('cart', { items: [] }, (cart) => void cart.items.push({ ...hat }));
      },
    ],
  ])('%s: is never changed by the session, nor shared with another visitor', async (_name, give) => {
    const empty: Cart = Object.freeze({ items: Object.freeze([]) as never });
    for (const constant of [{ items: [] }, empty]) {
      for (let visitor = 0; visitor < 2; visitor++) {
        const { run, data } = room();
        await run((session) => give(session, constant));
        expect((await data()).cart).toEqual({ items: [hat] });
        expect(constant).toEqual({ items: [] });
      }
    }
  });

  it.each<[string, (session: Room, cart: Cart) => void]>([
    ['set', (session, cart) => void session.set('cart', cart)],
    ['setDefault', (session, cart) => void session.setDefault('cart', cart)],
    [
      'put into a draft',
      (session, cart) =>
        void session.update('cart', { items: [] }, (draft) => void Object.assign(draft, { items: cart.items })),
    ],
    ['returned to update', (session, cart) => void session.update('cart', { items: [] }, () => cart)],
    ['set, before another request changed the session', (session, cart) => void session.set('cart', cart)],
  ])('%s: later changes of it in the request are stored and returned by get', async (name, give) => {
    const { run, data, sessions, header } = room();
    await run((session) => session.set('other', 0));
    await run(async (session) => {
      const cart: Cart = { items: [{ ...hat }] };
      give(session, cart);
      cart.items[0]!.qty = 2;
      cart.items.push({ sku: 'scarf', qty: 1 });
      expect(session.get('cart')!.items).toHaveLength(2);
      if (name.includes('another')) {
        await sessions.edit(
          (await sessions.read(header())).id!,
          (other) => void (other as unknown as Room).set('other', 1),
        );
        await session.save();
        cart.items.push({ sku: 'glove', qty: 1 });
      }
      cart.items[0]!.qty = 3;
    });
    expect((await data()).cart.items.map(({ sku, qty }) => `${qty} ${sku}`)).toEqual(
      name.includes('another') ? ['3 hat', '1 scarf', '1 glove'] : ['3 hat', '1 scarf'],
    );
  });

  it('is refused at the commit when it became invalid after set, with the path', async () => {
    const { run } = room();
    const failing = run((session) => {
      const cart: Cart = { items: [] };
      session.set('cart', cart);
      cart.items.push({ sku: 'hat', qty: Number.NaN });
    });
    await expect(failing).rejects.toMatchObject({ code: 'SERIALIZE', path: '$.cart.items[0].qty' });
  });

  it('is refused at the commit when it became invalid after a draft took it, with the path', async () => {
    const { run } = room();
    const failing = run((session) => {
      const line = { ...hat };
      session.update('cart', { items: [] }, (cart) => void cart.items.push(line));
      line.qty = Number.NaN;
    });
    await expect(failing).rejects.toMatchObject({ code: 'SERIALIZE', path: '$.cart.items[0].qty' });
  });

  it('that is a flash message is copied', async () => {
    const message = { text: 'Saved', count: 0 };
    const { run } = room();
    await run((session) => {
      session.flash('notice', message);
      (session.peekFlash('notice') as typeof message).count = 9;
      message.text = 'Stored';
      expect(session.peekFlash('notice')).toEqual({ text: 'Stored', count: 0 });
    });
    message.text = 'later';
    await run((session) => {
      const seen = session.takeFlash<typeof message>('notice')!;
      expect(seen).toEqual({ text: 'Stored', count: 0 });
      seen.count = 1;
    });
    expect(message).toEqual({ text: 'later', count: 0 });
  });

  it('that is passed to create or edit is copied', async () => {
    const { sessions } = setUp();
    const tags: string[] = [];
    const { id, cookie } = await sessions.create({ data: { tags } });
    await sessions.edit(id, (session) => {
      session.get('tags')!.push('a');
      session.set('cart', tags as never);
      (session.get('cart') as unknown as string[]).push('b');
    });
    expect(tags).toEqual([]);
    const seen = (await sessions.read(`${cookie.name}=${cookie.value}`)).toObject();
    expect([seen.tags, seen.cart]).toEqual([['a'], ['b']]);
  });

  it('that adopt returns is copied', async () => {
    const data = { tags: [] as string[] };
    const { sessions } = setUp({ adopt: { cookie: 'legacy', load: () => Promise.resolve({ data }) } });
    for (let visitor = 0; visitor < 2; visitor++) {
      const { session, commit } = await sessions.open(`legacy=${visitor}`);
      expect(session.get('tags')).toEqual([]);
      session.get('tags')!.push('a');
      await commit({ status: 200 });
    }
    expect(data).toEqual({ tags: [] });
  });

  it('that the option attributes gets is a copy', async () => {
    const { sessions, jar } = setUp({
      attributes: (data: { tags?: string[] }) => {
        data.tags?.push('changed');
        return { n: data.tags?.length };
      },
    });
    await visit(sessions, jar, (session) => session.set('tags', ['a']));
    expect((await sessions.read(jar.header)).get('tags')).toEqual(['a']);
  });
});

describe('an object whose copy the application has frozen', () => {
  const freezeAll = (value: object): void => {
    Object.freeze(value);
    for (const part of Object.values(value)) if (typeof part === 'object') freezeAll(part as object);
  };

  it.each<[string, (cart: Cart) => void]>([
    ['', (cart) => void Object.freeze(cart)],
    [', with all that is in it', freezeAll],
    [' in part', ({ items }) => freezeAll(items)],
  ])('still reaches the session when it is edited%s', async (_, freeze) => {
    const { run, data } = room();
    const cart: Cart = { items: [{ ...hat }] };
    await run((session) => {
      session.set('cart', cart);
      freeze(session.get('cart')!);
      cart.note = 'new';
      cart.items[0]!.qty = 2;
      cart.items.push({ ...hat });
      expect(session.get('cart')).toEqual(cart);
    });
    expect((await data()).cart).toEqual(cart);
  });
});
